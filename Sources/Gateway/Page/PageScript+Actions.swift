extension Page {
    /// Transfers: the form, the same request twice, and the small load.
    static let actionsScript = #"""
        // Transfers that this page sends.
        function newKey() {
          const bytes = crypto.getRandomValues(new Uint8Array(6));
          return `page-${Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("")}`;
        }

        // Sends a transfer; never throws. The amount goes as it was typed, so no digit is lost.
        async function sendTransfer({ from, to, amount, key }) {
          const [payer, payee] = [JSON.stringify(from), JSON.stringify(to)];
          const body = `{"from":${payer},"to":${payee},"amount":${amount}}`;
          try {
            const headers = { "Idempotency-Key": key };
            const answer = await call("POST", "/v1/transfers", { body, headers });
            countAnswer(answer);
            return answer;
          } catch (error) {
            const text = String(error.message ?? error);
            return { ok: false, status: 0, text, data: null, ms: 0 };
          }
        }

        // The outcome is known when the bank answered; only then a new key is due.
        function outcomeOf(answer) {
          if (answer.status === 0) return "unknown";
          return answer.data?.outcome ?? answer.data?.error?.outcome ?? "unknown";
        }

        function answerLine(title, answer) {
          const outcome = outcomeOf(answer);
          const good = outcome === "success";
          const replayed = answer.headers?.get("Idempotency-Replayed") === "true";
          const slot = answer.data?.slot ?? answer.data?.error?.slot;
          const head = make("p", "", make("b", "", title),
            make("span", `pill ${good ? "good" : "bad"}`, outcome.replaceAll("_", " ")),
            make("span", "", [answer.status ? `HTTP ${answer.status}` : "no answer",
              slot ? `slot ${slot}` : "", `${answer.ms.toFixed(1)} ms`]
                .filter(Boolean).join(" · ")));
          if (replayed) head.append(make("span", "pill busy", "Idempotency-Replayed: true"));
          const line = make("li", "", head);
          const error = answer.data?.error;
          if (error) {
            line.append(make("p", "", error.message + (error.hint ? ` – ${error.hint}` : "")));
          }
          line.append(make("code", "", answer.text.slice(0, 400)));
          line.dataset.replayed = replayed;
          return line;
        }

        const written = () => ({
          from: at("from").value.trim(), to: at("to").value.trim(),
          amount: at("amount").value.trim().replace(/^0+(?=\d)/, ""), key: at("key").value,
        });

        async function submit(times) {
          const form = at("transfer");
          if (!form.reportValidity()) return;
          const wanted = written(), buttons = form.querySelectorAll("button");
          buttons.forEach((one) => { one.disabled = true; });
          const answers = [];
          const titles = times === 1 ? ["Answer"] : ["First answer", "Second answer"];
          for (const title of titles) {
            answers.push(await sendTransfer(wanted));
            const made = answers.map((one, index) => answerLine(titles[index], one));
            at("answers").replaceChildren(...made);
          }
          buttons.forEach((one) => { one.disabled = false; });
          form.querySelector(".main").focus({ preventScroll: true });
          const last = outcomeOf(answers[answers.length - 1]);
          if (last === "success" || last === "failed") at("key").value = newKey();
          if (times > 1) tellTwice(answers);
        }

        function tellTwice([first, second]) {
          if (first.text === second.text && first.status === second.status) {
            tell("The same idempotency key came twice: executed once, answered twice alike.",
              "change");
          } else {
            tell("The same idempotency key came twice, and the answers differ; see them.", "bad");
          }
        }

        // The small load: two requests a second, from the richest account to some other one, so
        // that none runs dry.
        let loadTimer = 0, loadBusy = 0;
        function switchLoad(on) {
          clearInterval(loadTimer);
          loadTimer = on ? setInterval(loadOnce, 500) : 0;
          tell(on ? "A small load begins: two transfers a second." : "The small load ends.");
        }

        async function loadOnce() {
          if (state.accounts.length < 2 || loadBusy >= 4) return;
          const sorted = [...state.accounts].sort((a, b) => Number(b.balance) - Number(a.balance));
          loadBusy += 1;
          const other = sorted[1 + Math.floor(Math.random() * (sorted.length - 1))];
          await sendTransfer({ from: sorted[0].id, to: other.id, amount: "1", key: newKey() });
          loadBusy -= 1;
        }

        function startTransfers() {
          at("key").value = newKey();
          at("transfer").addEventListener("submit", (event) => {
            event.preventDefault();
            submit(1);
          });
          at("twice").addEventListener("click", () => submit(2));
          at("load").addEventListener("change", ({ target }) => switchLoad(target.checked));
        }
        """#

    /// Faults, each confirmed once.
    static let faultsScript = #"""
        // Faults: each asks once, and then names the command that does the same.
        function confirm({ title, text, command, call: what }) {
          const dialog = at("ask");
          if (dialog.open) return Promise.resolve(false);
          setText(at("ask-title"), title);
          setText(at("ask-text"), text);
          setText(at("ask-command"), command);
          setText(at("ask-call"), what);
          dialog.returnValue = "";
          dialog.showModal();
          return new Promise((done) => {
            const answer = () => done(dialog.returnValue === "yes");
            dialog.addEventListener("close", answer, { once: true });
          });
        }

        async function cause(title, text, command, method, path, body) {
          if (!state.faults) return;
          const json = body ? JSON.stringify(body) : undefined;
          const what = [method, path, json].filter(Boolean).join(" ");
          if (!await confirm({ title, text, command, call: what })) return;
          try {
            const answer = await call(method, path, { body: json });
            if (answer.ok) showCommand(answer.status === 201 ? answer.data?.command : command);
            const why = answer.data?.error?.message ?? answer.status;
            if (!answer.ok) tell(`${title}: ${why}.`, "bad");
          } catch {
            tell(`${title}: the gateway does not answer.`, "bad");
          }
          readNodes();
        }

        function showCommand(command) {
          at("command").hidden = !command;
          setText(at("command-text"), command ?? "");
        }

        const failLeader = () => cause("Fail the leader",
          `${state.leader || "The leader"} will be cut off from the others until it is recovered. `
          + "The others will elect another leader.", "paxosbank fail leader", "POST", "/v1/faults",
          { kind: "fail", node: "leader" });

        const isCut = (node) => node?.reachable && !node.connected;

        // What ends all faults at a terminal, by what the nodes say of themselves.
        function healCommands() {
          const nodes = state.names.map((name) => state.nodes.get(name));
          const commands = nodes.filter(isCut).map((node) => `paxosbank recover ${node.node}`);
          if (nodes.some((node) => node.blocked?.length)) commands.push("paxosbank heal");
          return commands;
        }

        function heal() {
          const commands = healCommands();
          if (state.faults && !commands.length) tell("There is no fault to heal.");
          if (!commands.length) return;
          cause("Heal everything", "Every fault ends: all nodes hear each other again.",
            commands.join("\n"), "DELETE", "/v1/faults");
        }

        function switchNode(name) {
          if (isCut(state.nodes.get(name))) {
            cause(`Recover ${name}`, `${name} will hear the others again and catch up.`,
              `paxosbank recover ${name}`, "DELETE", `/v1/faults/${name}`);
          } else {
            cause(`Fail ${name}`, `${name} will be cut off from the others until it is recovered.`,
              `paxosbank fail ${name}`, "POST", "/v1/faults", { kind: "fail", node: name });
          }
        }

        // Two groups, with the leader on the side that was chosen.
        function groupsFor(preset) {
          const leader = state.leader || state.names[0];
          const others = state.names.filter((name) => name !== leader);
          const minority = Math.floor((state.names.length - 1) / 2);
          if (preset === "alone") return [[leader], others];
          if (preset === "minority") {
            return [[leader, ...others.slice(0, minority - 1)], others.slice(minority - 1)];
          }
          return [others.slice(0, minority), [leader, ...others.slice(minority)]];
        }

        function partition() {
          const groups = groupsFor(at("preset").value);
          const sides = groups.map((group) => group.join(" ")).join("  |  ");
          const command = `paxosbank partition ${groups.map((group) => group.join(",")).join("/")}`;
          cause("Partition the nodes", `No message crosses the line: ${sides}.`, command,
            "POST", "/v1/faults", { kind: "partition", groups });
        }

        const switches = new Map();
        painters.set("controls", () => {
          at("controls").hidden = !state.faults;
          at("no-faults").hidden = state.faults;
          at("fail-leader").disabled = !state.leader;
          for (const name of state.names) {
            if (!switches.has(name)) {
              const button = make("button");
              button.type = "button";
              button.addEventListener("click", () => switchNode(name));
              switches.set(name, button);
              at("switches").append(button);
            }
            const node = state.nodes.get(name);
            setText(switches.get(name), `${isCut(node) ? "Recover" : "Fail"} ${name}`);
            switches.get(name).disabled = !node.reachable;
          }
        });

        function startFaults() {
          at("fail-leader").addEventListener("click", failLeader);
          at("heal").addEventListener("click", heal);
          at("partition").addEventListener("click", partition);
        }
        """#

    /// Keys, colours, and the beginning of it all.
    static let startScript = #"""
        // Keys, colours, and the beginning.
        function setPaused(paused) {
          state.paused = paused;
          at("pause").setAttribute("aria-pressed", String(paused));
          setText(at("pause"), paused ? "Go on" : "Pause");
          showLink();
          if (!paused) changed();
        }

        const isDark = () => {
          const chosen = document.documentElement.dataset.theme;
          return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
        };

        function showTheme() {
          setText(at("theme"), isDark() ? "Light" : "Dark");
        }

        function switchTheme() {
          document.documentElement.dataset.theme = isDark() ? "light" : "dark";
          showTheme();
        }

        // Single keys work everywhere but in fields; Space is left to buttons.
        function onKey(event) {
          if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
          const control = event.target.closest?.("input, select, textarea, dialog");
          if (control) return;
          if (event.key === " " && event.target.closest?.("button, a")) return;
          const keys = {
            t: () => { at("amount").focus(); at("amount").select(); },
            l: failLeader, h: heal, " ": () => setPaused(!state.paused), "?": showHelp,
          };
          const does = keys[event.key];
          if (!does) return;
          event.preventDefault();
          does();
        }

        function showHelp() {
          at("guide").showModal();
        }

        at("pause").addEventListener("click", () => setPaused(!state.paused));
        at("theme").addEventListener("click", switchTheme);
        at("help").addEventListener("click", showHelp);
        document.addEventListener("keydown", onKey);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
        showTheme();
        fillGlossary();
        startTable();
        startTransfers();
        startFaults();
        listen();
        readNodes();
        readPast().catch(lost);
        setInterval(everySecond, 1000);
        setInterval(poll, 1000);
        """#
}
