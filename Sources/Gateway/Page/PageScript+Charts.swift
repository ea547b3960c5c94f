extension Page {
    /// The charts of the last fifteen minutes.
    static let chartsScript = #"""
        // The last fifteen minutes, a value a second, in rings that never grow.
        const seconds = 900;
        const ring = () => ({ values: new Array(seconds).fill(null), next: 0, count: 0 });
        const rates = ring(), delays = ring(), parts = ring();
        let executedInSecond = 0;
        const delaysInSecond = [], partsInSecond = [];

        function push(into, value) {
          into.values[into.next] = value;
          into.next = (into.next + 1) % seconds;
          into.count = Math.min(seconds, into.count + 1);
        }

        // The newest `length` values, oldest first.
        function newest(from, length) {
          const start = from.next - length + seconds;
          return Array.from({ length }, (_, index) => from.values[(start + index) % seconds]);
        }

        function countExecuted(slots) { executedInSecond += slots; }

        // The slots of the last whole second.
        function rateBefore() { return rates.values[(rates.next + seconds - 1) % seconds] ?? 0; }

        // Notes an answer: the time that this page saw, and the time that the gateway says it took.
        function countAnswer(answer) {
          delaysInSecond.push(answer.ms);
          const said = [...(answer.headers.get("Server-Timing") ?? "").matchAll(/dur=([0-9.]+)/g)];
          if (said.length) partsInSecond.push(Math.max(...said.map((one) => Number(one[1]))));
        }

        const mean = (list) =>
          (list.length ? list.reduce((sum, one) => sum + one) / list.length : null);

        function everySecond() {
          push(rates, executedInSecond);
          push(delays, mean(delaysInSecond));
          push(parts, mean(partsInSecond));
          executedInSecond = 0;
          delaysInSecond.length = 0;
          partsInSecond.length = 0;
          tellTransfers();
          changed("charts", "accounts");
        }

        const plots = new Map();
        function plotOf(id) {
          if (plots.has(id)) return plots.get(id);
          const space = "http://www.w3.org/2000/svg";
          const svg = document.createElementNS(space, "svg");
          svg.setAttribute("viewBox", "0 0 900 100");
          svg.setAttribute("preserveAspectRatio", "none");
          svg.setAttribute("role", "img");
          const [half, ...paths] = ["half", "first", "second"].map((name) => {
            const path = document.createElementNS(space, "path");
            path.setAttribute("class", name);
            svg.append(path);
            return path;
          });
          half.setAttribute("d", "M0 50H900");
          const top = make("span", "top"), zero = make("span", "zero", "0"), begin = make("span");
          at(id).append(svg, top, zero, make("p", "span", begin, make("span", "", "now")));
          const plot = { svg, paths, top, begin };
          plots.set(id, plot);
          return plot;
        }

        // The least of 1, 2, 5, 10 … that is not below `value`.
        function roundUp(value) {
          const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
          return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= value);
        }

        // A line through the values; where a second has none, it goes on to the next that has one.
        // It begins with a line of no length, so that a single value is a dot.
        function pathOf(values, top) {
          let path = "";
          values.forEach((value, index) => {
            if (value === null) return;
            const x = (900 * index / Math.max(1, values.length - 1)).toFixed(1);
            const y = (100 - 100 * value / top).toFixed(1);
            path += path ? `L${x} ${y}` : `M${x} ${y}h0`;
          });
          return path;
        }

        function draw(id, series, unit) {
          const plot = plotOf(id);
          const span = [60, 300, 900].find((one) => one >= series[0].count) ?? 900;
          const shown = series.map((one) => newest(one, span));
          const most = Math.max(0.5, ...shown.flat().filter((one) => one !== null));
          const top = roundUp(1.05 * most);
          plot.paths.forEach((path, index) => {
            path.setAttribute("d", shown[index] ? pathOf(shown[index], top) : "");
          });
          setText(plot.top, `${top}${unit}`);
          setText(plot.begin, span === 60 ? "1 minute ago" : `${span / 60} minutes ago`);
          return shown;
        }

        painters.set("charts", () => {
          const [rate] = draw("rate", [rates], "/s");
          const [delay, part] = draw("delay", [delays, parts], " ms");
          const recent = rate.slice(-5).filter((one) => one !== null);
          const now = `${(mean(recent) ?? 0).toFixed(1)} slots a second, mean of five`;
          setText(at("rate-now"), now);
          plots.get("rate").svg.setAttribute("aria-label", `Throughput: ${now}`);
          const last = delay.findLast((one) => one !== null);
          const said = part.findLast((one) => one !== null);
          const also = said === undefined ? "" : `, gateway ${said.toFixed(1)} ms (dashed)`;
          const text = last === undefined ? "no request yet; send one, or switch the small load on"
            : `${last.toFixed(1)} ms${also}`;
          setText(at("delay-now"), text);
          plots.get("delay").svg.setAttribute("aria-label", `Latency: ${text}`);
        });
        """#
}
