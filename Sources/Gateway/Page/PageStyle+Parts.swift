extension Page {
    /// The look of cards, tables, charts and narration.
    static let partsStyle = #"""
        .pill {
          display: inline-block; border-radius: 10px; padding: 0 8px; font-size: 12px;
          font-weight: 600; line-height: 20px; background: var(--grey-ground); color: var(--soft);
        }
        .pill.good { background: var(--green-ground); color: var(--green); }
        .pill.bad { background: var(--red-ground); color: var(--red); }
        .pill.busy { background: var(--amber-ground); color: var(--amber); }
        .pill.lead { background: var(--blue); color: var(--sheet); }
        #cards { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 12px; }
        .card {
          background: var(--sheet); border: 1px solid var(--line); border-radius: 6px;
          padding: 10px 12px; border-top: 3px solid var(--line);
        }
        .card.leads { border-color: var(--blue); }
        .card.stands { border-top-color: var(--amber); }
        .card.cut, .card.gone {
          color: var(--soft); border-style: dashed; border-top-style: solid;
          background: repeating-linear-gradient(135deg, var(--grey-ground) 0 7px,
            var(--hatch) 7px 14px);
        }
        .card h3 { margin: 0 0 6px; display: flex; gap: 8px; align-items: center; font-size: 15px; }
        .card h3 .pill { margin-left: auto; }
        .card dl { grid-template-columns: minmax(0, 1fr) auto; gap: 1px 8px; font-size: 13px; }
        .card dt {
          font-weight: 400; color: var(--soft); white-space: nowrap; overflow: hidden;
          text-overflow: ellipsis;
        }
        .card dd { text-align: right; white-space: nowrap; }
        .card .note { font-size: 12px; min-height: 18px; margin-top: 4px; color: var(--soft); }
        .card .note.warn { color: var(--amber); }
        table { border-collapse: collapse; width: 100%; }
        th { text-align: left; font-weight: 600; font-size: 12px; color: var(--soft); }
        th, td { padding: 2px 6px; white-space: nowrap; }
        thead th { border-bottom: 1px solid var(--line); padding-bottom: 4px; }
        .n { text-align: right; }
        #matrix th.node, #matrix td.node { text-align: center; padding: 1px 3px; width: 42px; }
        #matrix th.now {
          color: var(--blue); text-decoration: underline; text-underline-offset: 3px;
        }
        #matrix tbody th { font-weight: 400; text-align: right; width: 1%; }
        #matrix td.entry { max-width: 0; overflow: hidden; text-overflow: ellipsis; width: 99%; }
        #matrix tr.noop td.entry { font-style: italic; color: var(--soft); }
        #matrix tbody tr:hover { background: var(--grey-ground); }
        .cell {
          display: inline-block; width: 34px; min-height: 22px; height: 22px; line-height: 20px;
          padding: 0; border: 1px solid transparent; border-radius: 3px; text-align: center;
          font: 600 12px/20px var(--mono); background: none; color: var(--soft);
        }
        .cell.E { background: var(--green-ground); color: var(--green); }
        .cell.C { background: var(--blue-ground); color: var(--blue); }
        .cell.A { background: var(--amber-ground); color: var(--amber); }
        .cell.Q { border: 1px dashed var(--line); }
        .cell.X { background: var(--grey-ground); }
        .legend {
          display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 10px; font-size: 12px;
          color: var(--soft);
        }
        .legend .cell { width: 22px; }
        #balances tbody tr { border-bottom: 1px solid var(--line); }
        #balances td, #balances tbody th { padding: 5px 6px; font-size: 14px; }
        #balances tbody th { color: var(--ink); max-width: 130px; overflow: hidden;
          text-overflow: ellipsis; }
        #balances td.amount {
          font-weight: 600; background: linear-gradient(var(--blue-ground), var(--blue-ground))
            no-repeat right center / var(--share, 0%) 70%;
        }
        .up { color: var(--green); }
        .down { color: var(--red); }
        tr.fresh td, tr.fresh th { animation: fresh 1.2s ease-out; }
        @keyframes fresh { from { background-color: var(--amber-ground); } }
        @media (prefers-reduced-motion: reduce) { tr.fresh td, tr.fresh th { animation: none; } }
        #transfer { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8px; }
        #transfer label { font-size: 12px; color: var(--soft); }
        #transfer label input:not([type=checkbox]) {
          width: 100%; display: block; color: var(--ink); font-size: 14px;
        }
        #transfer .key, #transfer .row { grid-column: 1 / -1; }
        #transfer .key input { font-family: var(--mono); }
        .check {
          display: flex; align-items: center; gap: 4px; font-size: 12px; color: var(--soft);
        }
        .check input { min-height: 0; margin: 0; }
        #answers { list-style: none; padding: 0; font-size: 13px; }
        #answers li { border-top: 1px solid var(--line); margin-top: 8px; padding-top: 8px; }
        #answers p { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; }
        #answers code { display: block; overflow-wrap: anywhere; color: var(--soft); }
        .command { margin-top: 10px; font-size: 12px; color: var(--soft); }
        .command code {
          display: block; background: var(--grey-ground); color: var(--ink); padding: 5px 8px;
          border-radius: 4px; overflow-wrap: anywhere; white-space: pre-wrap;
        }
        #story {
          list-style: none; padding: 0; overflow-y: auto; flex: 1 1 0; min-height: 180px;
          font-size: 13px;
        }
        #story li { display: flex; gap: 10px; padding: 2px 0; }
        #story time { color: var(--soft); font-size: 12px; flex: none; line-height: 19px; }
        #story .change { font-weight: 600; }
        #story .bad { color: var(--red); }
        .term {
          font: inherit; border: 0; padding: 0; min-height: 0; background: none; color: inherit;
          text-decoration: underline dotted var(--soft); text-underline-offset: 3px; cursor: help;
        }
        .plot { position: relative; height: 130px; padding-left: 52px; }
        .plot svg {
          width: 100%; height: 108px; display: block; overflow: visible;
          border-bottom: 1px solid var(--line); border-left: 1px solid var(--line);
        }
        .plot path {
          fill: none; vector-effect: non-scaling-stroke; stroke-width: 2; stroke-linecap: round;
          stroke-linejoin: round;
        }
        .plot path.half { stroke: var(--line); stroke-width: 1; stroke-dasharray: 2 4; }
        .plot path.first { stroke: var(--blue); }
        .plot path.second { stroke: var(--amber); stroke-dasharray: 4 3; }
        .plot .top, .plot .zero {
          position: absolute; left: 0; width: 46px; text-align: right; font-size: 11px;
          color: var(--soft); line-height: 1; white-space: nowrap;
        }
        .plot .top { top: 0; }
        .plot .zero { top: 98px; }
        .plot .span {
          display: flex; justify-content: space-between; font-size: 11px; color: var(--soft);
          margin-top: 4px;
        }
        #explain-story { padding-left: 0; list-style: none; margin-top: 10px; font-size: 13px; }
        #explain-story li { display: grid; grid-template-columns: max-content 28px 1fr; gap: 10px;
          border-top: 1px solid var(--line); padding: 4px 0; }
        #explain-story time { color: var(--soft); }
        #glossary { font-size: 13px; }
        @media (max-width: 1100px) {
          #cards { gap: 8px; }
          .card { padding: 8px; }
          .card dl { font-size: 12px; gap: 1px 4px; }
          .card h3 { gap: 4px; }
          .card h3 .pill { padding: 0 6px; font-size: 11px; }
          #matrix td.node, #matrix th.node { width: 32px; padding: 1px; }
          .cell { width: 30px; }
        }
        @media (max-width: 700px) {
          #cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
          .card { padding: 8px 10px; }
          .card:last-child:nth-child(odd) { grid-column: 1 / -1; }
          .card dl { font-size: 13px; }
          .card .wide { display: none; }
          .cell { min-height: 28px; height: 28px; line-height: 26px; }
          .legend .cell { min-height: 22px; height: 22px; line-height: 20px; }
          #preset { flex: 1; min-width: 0; }
        }
        @media print {
          :root { color-scheme: light !important; --ground: #ffffff; }
          .tools, .pay, .faults, .skip { display: none !important; }
          main {
            padding: 8px 0; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
            grid-template-areas: "nodes nodes" "slots accounts" "rate delay" "story story";
          }
          .column { display: contents; }
          .nodes { grid-area: nodes; }
          .slots { grid-area: slots; }
          .accounts { grid-area: accounts; }
          .story { grid-area: story; }
          .chart.rate { grid-area: rate; }
          .chart.delay { grid-area: delay; }
          #story { overflow: visible; flex: none; }
          section:not(.story), .card, #story li { break-inside: avoid; }
          .card, .cell, .pill, td.amount { print-color-adjust: exact; }
        }
        """#
}
