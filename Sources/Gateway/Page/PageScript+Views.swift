extension Page {
    /// The head of the page, the cards of the nodes, and the balances.
    static let viewsScript = #"""
        // The head of the page, the nodes and the balances.
        function showLink() {
          const link = at("link");
          const [word, look] = state.paused ? ["paused", "busy"] : state.live ? ["live", "good"]
            : polled ? ["polling", "busy"] : ["away", "bad"];
          setText(link, word);
          setClass(link, `pill ${look}`);
          at("away").hidden = state.live || polled;
          setText(at("away"), "The gateway does not answer. What you see is the last that it told; "
            + "this page tries again each second.");
        }

        const lines = [
          ["ballot", "Ballot", (node) => ballotText(node.ballot)],
          ["accepted", "Accepted", (node) => node.accepted],
          ["committed", "Committed", (node) => node.committed],
          ["executed", "Executed", (node) => node.executed],
          ["lag", "Lag", (node) => (node.lag ? plural(node.lag, "slot") : "none")],
          ["skew", "Clock skew", (node) => duration(node.clock_skew_us)],
          ["flush", "Mean fsync", (node) => duration(node.flush_us_mean)],
        ];

        function duration(us) {
          if (us === undefined || us === null) return "–";
          const size = Math.abs(Number(us)), sign = us < 0 ? "−" : "";
          if (size < 1000) return `${sign}${size} µs`;
          if (size < 1e6) return `${sign}${(size / 1e3).toFixed(1)} ms`;
          return `${sign}${(size / 1e6).toFixed(1)} s`;
        }

        const cards = new Map();
        function cardOf(name) {
          if (cards.has(name)) return cards.get(name);
          const role = make("span", "pill"), list = make("dl"), note = make("p", "note");
          const heading = make("h3", "", name, role);
          const values = new Map();
          for (const [key, label] of lines) {
            const rare = key === "skew" || key === "flush" ? "wide" : "";
            const value = make("dd", rare);
            values.set(key, value);
            list.append(make("dt", rare, label), value);
          }
          const box = make("article", "card", heading, list, note);
          box.setAttribute("aria-label", `Node ${name}`);
          const card = { box, role, note, values };
          cards.set(name, card);
          at("cards").append(box);
          return card;
        }

        // What a node is, as a word, the look of that word and the look of its card.
        function standing(node) {
          if (!node.reachable) return ["unreachable", "bad", "gone"];
          if (!node.connected) return ["cut off", "bad", "cut"];
          if (node.recovering) return ["recovering", "busy", ""];
          if (node.node === state.leader) return ["♛ leader", "lead", "leads"];
          if (node.role === "leader") return ["old leader", "busy", "stands"];
          return node.role === "candidate" ? ["candidate", "busy", "stands"] : [node.role, "", ""];
        }

        function noteOf(node) {
          if (!node.reachable) return [node.why ?? "does not answer", true];
          if (!node.connected) return ["hears nobody until it is recovered", true];
          if (node.blocked?.length) return [`apart from ${node.blocked.join(" ")}`, true];
          if (node.waits_for) return [`waits for ${node.waits_for}`, true];
          if (node.node === state.leader) {
            return [node.ready ? "ready" : "not yet ready", !node.ready];
          }
          if (node.leader) return [`follows ${node.leader}`, false];
          return isBallot(node.ballot) ? ["knows no leader", true] : ["waits for a request", false];
        }

        painters.set("nodes", () => {
          for (const name of state.names) {
            const node = state.nodes.get(name), card = cardOf(name);
            const [word, look, kind] = standing(node);
            const [note, warn] = noteOf(node);
            setText(card.role, word);
            setClass(card.role, `pill ${look}`);
            setClass(card.box, `card ${kind}`);
            setText(card.note, note);
            card.note.title = note;
            setClass(card.note, warn ? "note warn" : "note");
            for (const [key, , value] of lines) {
              setText(card.values.get(key), node.reachable ? value(node) ?? "–" : "–");
            }
          }
          const who = state.leader
            ? `${state.leader} leads under ballot ${ballotText(state.ballot)}`
            : isBallot(state.ballot) ? "no leader" : "no leader yet";
          setText(at("lead"), `${who} · ${plural(state.executed, "slot")} executed`
            + (state.quorum ? "" : " · no quorum"));
        });

        const accountRows = [];
        function accountRow(index) {
          while (accountRows.length <= index) {
            const name = make("th"), balance = make("td", "n amount"), change = make("td", "n");
            name.scope = "row";
            const row = make("tr", "", name, balance, change);
            at("accounts").append(row);
            accountRows.push({ row, name, balance, change });
          }
          return accountRows[index];
        }

        painters.set("accounts", () => {
          const most = state.accounts.reduce((top, one) => Math.max(top, Number(one.balance)), 1);
          state.accounts.forEach((one, index) => {
            const { row, name, balance, change } = accountRow(index);
            const last = state.changes.get(one.id);
            setText(name, one.id);
            setText(balance, one.balance);
            const share = `${(100 * Number(one.balance) / most).toFixed(1)}%`;
            if (balance.dataset.share !== share) {
              balance.dataset.share = share;
              balance.style.setProperty("--share", share);
            }
            const sign = last && last.change > 0n ? "+" : "−";
            const size = last && (last.change < 0n ? -last.change : last.change);
            setText(change, last ? `${sign}${size} in slot ${last.slot}` : "none yet");
            setClass(change, last ? `n ${last.change > 0n ? "up" : "down"}` : "n quiet");
            setClass(row, last && performance.now() - last.time < 1200 ? "fresh" : "");
          });
          while (accountRows.length > state.accounts.length) accountRows.pop().row.remove();
          showBadge();
          showIds();
        });

        function showBadge() {
          if (state.total === null) return;
          const badge = at("badge");
          const sign = state.conserved ? "=" : "≠";
          setText(badge, `total ${state.total} ${sign} opening ${state.opening}`);
          setClass(badge, `pill ${state.conserved ? "good" : "bad"}`);
          badge.title = state.conserved ? "conserved: no money appeared or vanished"
            : "not conserved: money appeared or vanished";
        }

        function showIds() {
          const list = at("ids"), wanted = state.accounts.map((one) => one.id);
          if (list.dataset.ids === wanted.join(" ")) return;
          list.dataset.ids = wanted.join(" ");
          list.replaceChildren(...wanted.map((id) => new Option("", id)));
          if (!at("from").value && wanted.length > 1) [at("from").value, at("to").value] = wanted;
        }
        """#

    /// The table of slots and nodes, and the explanation of one slot.
    static let slotsScript = #"""
        // The table of slots and nodes, and the explanation of one slot.
        const shownSlots = 20;
        const letters = {
          X: "nothing", A: "accepted", C: "committed", E: "executed", "?": "silent",
        };
        const slotRows = [];
        let columnsFor = "";
        let focusRow = 0, focusColumn = 0;

        // Makes the table anew only when the nodes are other ones.
        function makeTable() {
          const key = state.names.join(" ");
          if (columnsFor === key) return;
          columnsFor = key;
          const head = (text, name) => {
            const cell = make("th", name, text);
            cell.scope = "col";
            return cell;
          };
          at("columns").replaceChildren(head("Slot", "n"), head("Entry", ""),
            ...state.names.map((name) => head(name, "node")));
          at("rows").replaceChildren();
          slotRows.length = 0;
          for (let index = 0; index < shownSlots; index += 1) slotRows.push(makeSlotRow(index));
        }

        function makeSlotRow(index) {
          const number = make("th", "n"), entry = make("td", "entry");
          number.scope = "row";
          const cells = state.names.map((name, column) => {
            const cell = make("button", "cell");
            cell.type = "button";
            cell.tabIndex = index === 0 && column === 0 ? 0 : -1;
            cell.dataset.row = index;
            cell.dataset.column = column;
            return cell;
          });
          const boxes = cells.map((cell) => make("td", "node", cell));
          const row = make("tr", "", number, entry, ...boxes);
          row.hidden = true;
          at("rows").append(row);
          return { row, number, entry, cells };
        }

        function entryText({ slot, entry, nodes }) {
          if (!entry) return "nobody has one";
          if (entry.kind === "noop") return "no-op";
          const pays = `${entry.from} → ${entry.to}  ${entry.amount}`;
          const outcome = state.outcomes.get(slot);
          if (outcome) return outcome === "success" ? pays : `${pays} · refused`;
          return isRepeated(slot, nodes) ? `${pays} · repeat` : pays;
        }

        // A slot before the newest transfer, or one that the leader has executed, of which the
        // transfers that were read later tell nothing, holds a request that was answered before: it
        // moved no money again.
        function isRepeated(slot, nodes) {
          const isOver = slot < state.outcomesTo || nodes[state.leader] === "E";
          return slot >= state.outcomesFrom && isOver;
        }

        painters.set("slots", () => {
          if (!state.names.length) return;
          makeTable();
          at("matrix").hidden = !state.slots.length;
          at("no-slots").hidden = state.slots.length > 0;
          state.names.forEach((name, index) => {
            const head = at("columns").children[index + 2];
            setClass(head, name === state.leader ? "node now" : "node");
          });
          slotRows.forEach(({ row, number, entry, cells }, index) => {
            const slot = state.slots[index];
            row.hidden = !slot;
            if (!slot) return;
            const text = entryText(slot);
            // Whatever moved no money is written softly.
            setClass(row, text.includes(" · ") || slot.entry?.kind === "noop" ? "noop" : "");
            row.dataset.slot = slot.slot;
            setText(number, slot.slot);
            setText(entry, text);
            entry.title = text;
            state.names.forEach((name, column) => {
              const letter = slot.nodes[name] ?? "?";
              const cell = cells[column];
              if (setLetter(cell, letter) || cell.dataset.slot !== String(slot.slot)) {
                cell.dataset.slot = slot.slot;
                const label = `slot ${slot.slot}, ${name}: ${letters[letter] ?? letter}`;
                cell.setAttribute("aria-label", label);
                cell.title = label;
              }
            });
          });
        });

        function setLetter(cell, letter) {
          if (cell.textContent === letter) return false;
          cell.textContent = letter;
          cell.className = `cell ${letter === "?" ? "Q" : letter}`;
          return true;
        }

        function moveInTable(event) {
          const steps = {
            ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
          };
          const step = steps[event.key];
          if (!step || !slotRows.length) return;
          event.preventDefault();
          const rows = Math.min(state.slots.length, shownSlots);
          const within = (value, count) => Math.max(0, Math.min(count - 1, value));
          const columns = state.names.length;
          focusCell(within(focusRow + step[0], rows), within(focusColumn + step[1], columns));
          slotRows[focusRow].cells[focusColumn].focus();
        }

        // Makes one cell the one that Tab reaches.
        function focusCell(row, column) {
          slotRows[focusRow].cells[focusColumn].tabIndex = -1;
          [focusRow, focusColumn] = [row, column];
          slotRows[row].cells[column].tabIndex = 0;
        }

        async function explainSlot(slot) {
          setText(at("explain-title"), `Slot ${slot}`);
          setText(at("explain-summary"), "Asking the nodes…");
          at("explain-story").replaceChildren();
          at("explain").showModal();
          const answer = await call("GET", `/v1/slots/${slot}/explain`).catch(() => null);
          if (!answer?.ok) {
            const why = answer?.data?.error?.message ?? "the gateway does not answer";
            setText(at("explain-summary"), `No explanation: ${why}.`);
            return;
          }
          setText(at("explain-summary"), answer.data.summary);
          at("explain-story").append(...(answer.data.story ?? []).map((one) => make("li", "",
            make("time", "", String(one.at ?? "").slice(11, 23)), make("b", "", one.node ?? ""),
            make("span", "", one.text ?? ""))));
        }

        function startTable() {
          at("matrix").addEventListener("keydown", moveInTable);
          at("matrix").addEventListener("focusin", ({ target }) => {
            const { row, column } = target.dataset;
            if (row) focusCell(Number(row), Number(column));
          });
          at("rows").addEventListener("click", ({ target }) => {
            const slot = target.closest("tr")?.dataset.slot;
            if (slot) explainSlot(slot);
          });
        }
        """#
}
