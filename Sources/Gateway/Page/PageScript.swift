extension Page {
    /// What all of the script uses: elements, exact integers, calls, and painting by frames.
    static let baseScript = #"""
        "use strict";
        // Parts of the document, text that is only touched when it changes, and calls.
        const at = (id) => document.getElementById(id);

        function setText(element, text) {
          const wanted = String(text);
          if (element.textContent !== wanted) element.textContent = wanted;
        }

        function setClass(element, name) {
          if (element.className !== name) element.className = name;
        }

        function make(tag, name, ...children) {
          const element = document.createElement(tag);
          if (name) element.className = name;
          element.append(...children);
          return element;
        }

        // Everything that the page knows of the cluster.
        const state = {
          nodes: new Map(), names: [], leader: "", before: "", ballot: null, quorum: true,
          faults: false, slots: [], accounts: [], byID: new Map(), changes: new Map(),
          total: null, opening: null, conserved: null, executed: 0,
          known: false, paused: false, live: false,
          outcomes: new Map(), outcomesFrom: Infinity, outcomesTo: 0, skipped: 0, noops: [],
        };

        // Integers beyond 2^53 would lose digits as numbers, so they are read as strings.
        const wide = /("(?:[^"\\]|\\.)*")|(-?\d{16,})/g;
        const quoted = (text) => text.replace(wide, (all, word) => word ?? `"${all}"`);
        const parse = (text) => JSON.parse(/\d{16}/.test(text) ? quoted(text) : text);
        const integer = (value) => BigInt(value ?? 0);
        const isBallot = (ballot) => Boolean(ballot && ballot[0]);
        const ballotText = (ballot) => (isBallot(ballot) ? `(${ballot[0]},${ballot[1]})` : "none");
        const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

        // Asks the gateway; answers status, headers, raw text, what it says, and the time in ms.
        async function call(method, path, { body, headers } = {}) {
          const sent = performance.now();
          const response = await fetch(path, {
            method, body, cache: "no-store", signal: AbortSignal.timeout(15000),
            headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
          });
          const text = await response.text();
          const ms = performance.now() - sent;
          let data = null;
          try { data = parse(text); } catch { data = null; }
          const { ok, status } = response;
          return { ok, status, headers: response.headers, text, data, ms };
        }

        // Runs `work` soon, at most once in `ms`, and never twice at a time.
        function atMostEvery(ms, work) {
          let timer = 0, busy = false, again = false, last = -ms;
          const run = async () => {
            timer = 0; busy = true; last = performance.now();
            try { await work(); } catch { lost(); }
            busy = false;
            if (again) { again = false; ask(); }
          };
          const ask = () => {
            if (busy) { again = true; return; }
            if (!timer) timer = setTimeout(run, Math.max(0, last + ms - performance.now()));
          };
          return ask;
        }

        // Draws what changed in the next frame, and reads nothing of the layout meanwhile, so that
        // nothing is laid out twice.
        const painters = new Map();
        const stale = new Set();
        let frame = 0;
        function changed(...parts) {
          for (const part of parts) stale.add(part);
          if (!frame && !state.paused) frame = requestAnimationFrame(paint);
        }
        function paint() {
          frame = 0;
          if (state.paused) return;
          const parts = [...stale];
          stale.clear();
          for (const part of parts) painters.get(part)?.();
        }

        function lost() {
          if (!state.live) showLink();
        }
        """#

    /// The narration in plain words, and the glossary.
    static let storyScript = #"""
        // The narration, in plain words, with each term explained.
        const words = {
          ballot: "The number (round, node) under which a leader proposes. A higher ballot wins.",
          slot: "A place in the log, from 1. Each holds one transfer or a no-op.",
          quorum: "Any majority of the nodes: three of five. Two quorums always share a node.",
          leader: "The node whose ballot a quorum has promised to follow; it orders the transfers.",
          candidate: "A node that asks a quorum to promise it a new ballot, to become leader.",
          "no-op": "An entry that moves no money; a new leader fills open slots with it.",
          accepted: "A node has written the slot's entry to its log; it may not be chosen yet.",
          committed: "A quorum has accepted the entry: it is chosen and never changes.",
          executed: "A node has applied the entry to its balances, in the order of slots.",
          "cut off": "A fault: the node works, but no other node hears it and it hears none.",
          partition: "A fault: groups of nodes that hear each other, but no other group.",
          "idempotency key": "Names a request; the same key again never pays twice.",
          conserved: "The sum of all balances equals the sum at the opening.",
          lag: "How many slots a node is behind the highest committed one.",
        };
        const termPattern = new RegExp(
          `\\b(${Object.keys(words).join("|")})(?=s?\\b)`, "i");

        // Puts `text` into `element`, with the first use of each term as a button to the glossary.
        function explainTerms(element, text) {
          let rest = text;
          for (let found; (found = termPattern.exec(rest)); ) {
            const term = make("button", "term", found[0]);
            term.type = "button";
            term.title = words[found[0].toLowerCase()];
            term.dataset.term = found[0].toLowerCase();
            element.append(rest.slice(0, found.index), term);
            rest = rest.slice(found.index + found[0].length);
          }
          element.append(rest);
        }

        const waiting = [];
        // Says a sentence; kind is "", "change" or "bad".
        function tell(text, kind = "") {
          waiting.push({ text, kind, time: new Date() });
          if (waiting.length > 60) waiting.shift();
          changed("story");
        }

        painters.set("story", () => {
          const list = at("story");
          for (const { text, kind, time } of waiting.splice(0)) {
            const clock = make("time", "", time.toTimeString().slice(0, 8));
            clock.dateTime = time.toISOString();
            const line = make("span", kind);
            explainTerms(line, text);
            list.prepend(make("li", "", clock, line));
          }
          while (list.children.length > 80) list.lastChild.remove();
        });

        function fillGlossary() {
          for (const [word, meaning] of Object.entries(words)) {
            const term = make("dt", "", word);
            term.id = `word-${word.replace(" ", "-")}`;
            at("glossary").append(term, make("dd", "", meaning));
          }
          at("story").addEventListener("click", (event) => {
            const word = event.target.dataset.term;
            if (!word) return;
            at("guide").showModal();
            at(`word-${word.replace(" ", "-")}`).scrollIntoView({ block: "center" });
          });
        }

        // Transfers are told one by one while they are few, and counted when they are many.
        const executedNow = [];
        function tellTransfers() {
          const some = executedNow.splice(0), noops = state.noops.splice(0);
          if (noops.length === 1) tell(`Slot ${noops[0]} holds a no-op.`);
          if (noops.length > 1) tell(`Slots ${noops.join(", ")} hold no-ops.`.slice(0, 200));
          if (state.skipped) {
            tell(`Too fast to tell one by one: ${plural(state.skipped, "slot")} skipped here.`);
          }
          state.skipped = 0;
          if (some.length > 2) {
            const failed = some.filter((one) => one.outcome !== "success").length;
            const range = `slots ${some[0].slot} to ${some[some.length - 1].slot}`;
            const refused = failed ? `; ${failed} refused.` : ".";
            tell(`${some.length} transfers executed, ${range}${refused}`);
            return;
          }
          for (const one of some) {
            if (one.outcome === "success") {
              tell(`${one.from} paid ${one.amount} to ${one.to} in slot ${one.slot}.`);
            } else {
              const why = String(one.reason ?? one.outcome).replaceAll("_", " ");
              const tried = `${one.from} could not pay ${one.amount} to ${one.to}`;
              tell(`${tried}: ${why} (slot ${one.slot}).`);
            }
          }
        }

        // Compares what a node said before with what it says now.
        function tellNode(was, now) {
          if (!was) return;
          const name = now.node;
          if (was.reachable && !now.reachable) {
            tell(`${name} does not answer: ${now.why ?? "no reason given"}.`, "bad");
          }
          if (!was.reachable && now.reachable) tell(`${name} answers again.`, "change");
          if (!was.reachable || !now.reachable) return;
          if (was.connected && !now.connected) tell(`${name} is cut off.`, "bad");
          if (!was.connected && now.connected) tell(`${name} is connected again.`, "change");
          const apart = (now.blocked ?? []).join(" ");
          if (apart !== (was.blocked ?? []).join(" ")) {
            const what = apart ? `nothing from ${apart}` : "every node again";
            tell(`${name} hears ${what}.`);
          }
          if (was.role !== "candidate" && now.role === "candidate") {
            const ballot = ballotText(now.ballot);
            tell(`${name} is a candidate and asks for promises of ballot ${ballot}.`);
          }
          if (!was.recovering && now.recovering) tell(`${name} recovers what it missed.`);
          tellLag(name, now.lag);
        }

        // A node that lacks less than a second's slots is only on its way.
        const behind = new Set();
        function tellLag(name, lag) {
          if (lag > 10 + rateBefore() && !behind.has(name)) {
            behind.add(name);
            tell(`${name} is ${lag} slots behind.`);
          }
          if (lag === 0 && behind.delete(name)) tell(`${name} has caught up.`);
        }
        """#
}
