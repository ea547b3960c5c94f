extension Page {
    /// Colours for light and dark, the grid of sections, and what all controls share.
    static let frameStyle = #"""
        :root {
          color-scheme: light dark;
          --ground: light-dark(#f4f5f3, #14171a);
          --sheet: light-dark(#ffffff, #1c2024);
          --line: light-dark(#d9dcd8, #343a40);
          --ink: light-dark(#1b1f23, #e6e8ea);
          --soft: light-dark(#596067, #a2a9b0);
          --blue: light-dark(#1a5fb4, #8ab8f5);
          --blue-ground: light-dark(#e3edf9, #20344c);
          --green: light-dark(#1b6e3c, #86d5a0);
          --green-ground: light-dark(#dff1e4, #1d3c29);
          --amber: light-dark(#805300, #edc069);
          --amber-ground: light-dark(#fbeecd, #453715);
          --red: light-dark(#a51d2d, #ff9b9b);
          --red-ground: light-dark(#fbe3e4, #4c2326);
          --grey-ground: light-dark(#e9ebe9, #2a2f34);
          --hatch: light-dark(#f6f7f5, #20252a);
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
        }
        :root[data-theme=light] { color-scheme: light; }
        :root[data-theme=dark] { color-scheme: dark; }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 14px/1.45 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
          font-variant-numeric: tabular-nums;
        }
        h1, h2, h3, p, ol, dl, dd { margin: 0; }
        h1 { font-size: 18px; letter-spacing: -.01em; }
        h2 {
          font-size: 13px; margin-bottom: 10px; display: flex; flex-wrap: wrap; gap: 0 8px;
          align-items: center;
        }
        h3 { font-size: 13px; margin: 14px 0 6px; }
        small { font-weight: 400; font-size: 12px; color: var(--soft); }
        code, pre, kbd { font-family: var(--mono); font-size: 12px; }
        kbd {
          border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; color: var(--soft);
        }
        .unseen, .skip:not(:focus) {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
        }
        header {
          display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; padding: 12px 20px;
          border-bottom: 1px solid var(--line); background: var(--sheet);
        }
        .sum { flex: 1; display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
        .tools { display: flex; gap: 6px; }
        .away { padding: 8px 20px; background: var(--red-ground); color: var(--red); }
        main {
          display: grid; gap: 12px; padding: 12px 20px 20px; max-width: 1600px; margin: 0 auto;
          grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) minmax(0, 4fr);
        }
        .column { display: flex; flex-direction: column; gap: 12px; min-width: 0; }
        .column > :last-child { flex-grow: 1; }
        section { min-width: 0; }
        section:not(.nodes) {
          background: var(--sheet); border: 1px solid var(--line); border-radius: 6px;
          padding: 12px 14px;
        }
        .nodes { grid-column: 1 / -1; }
        .story { display: flex; flex-direction: column; }
        .chart.rate { grid-column: span 2; }
        .head { display: flex; justify-content: space-between; margin-bottom: 10px; }
        .head h2 { margin: 0; }
        .scroll { overflow-x: auto; }
        .row { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
        .row + .row { margin-top: 8px; }
        .end { justify-content: flex-end; margin-top: 16px; }
        .quiet { color: var(--soft); }
        button, input, select {
          font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line);
          border-radius: 4px; padding: 4px 9px; min-height: 30px;
        }
        button { cursor: pointer; }
        button:hover:not(:disabled) { border-color: var(--soft); }
        button:disabled { opacity: .5; cursor: default; }
        button.main { background: var(--blue); border-color: var(--blue); color: var(--sheet); }
        button.danger { color: var(--red); border-color: var(--red); }
        :focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; }
        dialog {
          color: inherit; background: var(--sheet); border: 1px solid var(--line);
          border-radius: 8px; padding: 18px 20px; width: min(560px, calc(100vw - 24px));
          max-height: 85vh;
        }
        dialog::backdrop { background: rgb(0 0 0 / .45); }
        dialog h2 { font-size: 15px; }
        dialog pre {
          margin: 10px 0 0; padding: 8px 10px; background: var(--grey-ground); border-radius: 4px;
          white-space: pre-wrap; overflow-wrap: anywhere;
        }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; }
        dt { font-weight: 600; }
        @media (max-width: 1100px) {
          main {
            grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
            grid-template-areas: "nodes nodes" "pay story" "faults story" "slots accounts"
              "rate delay";
          }
          .column { display: contents; }
          .nodes { grid-area: nodes; }
          .slots { grid-area: slots; }
          .accounts { grid-area: accounts; }
          .pay { grid-area: pay; }
          .faults { grid-area: faults; }
          .story { grid-area: story; }
          .chart.rate { grid-area: rate; }
          .chart.delay { grid-area: delay; }
        }
        @media (max-width: 700px) {
          header { padding: 10px 12px; }
          h1 { flex: 1; }
          .sum { flex: 1 0 100%; order: 1; }
          main {
            padding: 10px 12px 16px; gap: 10px; grid-template-columns: minmax(0, 1fr);
            grid-template-areas: "nodes" "pay" "accounts" "slots" "story" "faults" "rate" "delay";
          }
          input, select { font-size: 16px; }
          button, input, select { min-height: 36px; }
        }
        """#
}
