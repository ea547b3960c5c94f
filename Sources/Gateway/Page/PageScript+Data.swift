extension Page {
    /// What comes from the gateway: events, and answers to polling while there are none.
    static let dataScript = #"""
        // What comes in: events of the gateway, or answers to polling while there are none.
        function takeNodes(list) {
          for (const now of list.data) {
            tellNode(state.nodes.get(now.node), now);
            state.nodes.set(now.node, now);
          }
          state.names = list.data.map((node) => node.node);
          state.faults = list.faults_allowed === true;
          if (state.known && state.quorum !== list.quorum) {
            if (list.quorum) tell("There is a quorum again.", "change");
            else tell("No quorum: nothing can be committed until more nodes return.", "bad");
          }
          state.quorum = list.quorum;
          takeLeader(list.leader, list.ballot);
          if (!state.known && !list.data.some((node) => isBallot(node.ballot))) {
            tell("No node leads yet: the first transfer begins an election.");
          }
          const most = Math.max(0, ...list.data.map((node) => node.executed ?? 0));
          if (most > state.executed) {
            if (state.known) countExecuted(most - state.executed);
            state.executed = most;
            readAccounts();
          }
          state.known = true;
          changed("nodes", "controls");
          readSlots();
        }

        function takeLeader(leader, ballot) {
          const same = (leader ?? "") === state.leader;
          if (!same && leader) {
            const verb = state.before && state.before !== leader ? "is the new leader" : "leads";
            tell(`${leader} ${verb}, under ballot ${ballotText(ballot)}.`, "change");
            state.before = leader;
          }
          if (!same && !leader) tell("There is no leader; an election will follow.", "bad");
          state.leader = leader ?? "";
          state.ballot = ballot ?? state.ballot;
          changed("nodes");
        }

        function takeTransfer(one) {
          executedNow.push(one);
          if (executedNow.length > 5000) executedNow.shift();
          if (one.balances && one.outcome === "success") {
            for (const [id, balance] of Object.entries(one.balances)) {
              noteBalance(id, balance, one.slot);
            }
          }
          if (one.slot > state.executed) {
            countExecuted(one.slot - state.executed);
            state.executed = one.slot;
          }
          readSlots();
          readAccounts();
        }

        // Changes the balance of an account unless a later slot has told it already.
        function noteBalance(id, balance, slot) {
          const account = state.byID.get(id);
          if (!account || (account.slot ?? 0) >= slot) return;
          const change = integer(balance) - integer(account.balance);
          if (change !== 0n) state.changes.set(id, { change, slot, time: performance.now() });
          account.balance = balance;
          account.slot = slot;
          changed("accounts");
        }

        function takeAccounts(list) {
          const before = state.byID;
          state.accounts = list.data.map((one) => {
            const was = before.get(one.id);
            if (was && (was.slot ?? 0) > list.executed) return was;
            const change = was ? integer(one.balance) - integer(was.balance) : 0n;
            if (change !== 0n) {
              state.changes.set(one.id, { change, slot: list.executed, time: performance.now() });
            }
            return { ...one, slot: Math.max(list.executed, was?.slot ?? 0) };
          });
          state.byID = new Map(state.accounts.map((one) => [one.id, one]));
          state.total = list.total;
          state.opening = list.opening_total;
          if (state.conserved === true && list.conserved === false) {
            tell("The total is not conserved! Do not trust these balances.", "bad");
          }
          state.conserved = list.conserved;
          changed("accounts");
        }

        async function read(path, take) {
          const answer = await call("GET", path);
          if (answer.ok && answer.data) await take(answer.data);
        }
        const readNodes = atMostEvery(500, () => read("/v1/nodes", takeNodes));
        const readAccounts = atMostEvery(700, () => read("/v1/accounts?limit=50", takeAccounts));
        // Reads the newest slots, and after them what became of the newest transfers.
        const readSlots = atMostEvery(400, () => read("/v1/slots", async (list) => {
          const slots = [...list.data].sort((a, b) => b.slot - a.slot);
          await read("/v1/transfers?limit=50", (transfers) => takeOutcomes(transfers.data));
          state.slots = slots;
          changed("slots");
        }));

        function takeOutcomes(transfers) {
          state.outcomes = new Map(transfers.map((one) => [one.slot, one.outcome]));
          state.outcomesFrom = transfers.length ? transfers[transfers.length - 1].slot : Infinity;
          state.outcomesTo = transfers.length ? transfers[0].slot : 0;
        }

        // Reads the past of the newest accounts once, so that "last change" is not empty at first.
        async function readPast() {
          await read("/v1/transfers?limit=100", (list) => {
            for (const one of list.data) {
              if (one.outcome !== "success") continue;
              const amount = integer(one.amount);
              for (const [id, change] of [[one.from, -amount], [one.to, amount]]) {
                if (state.changes.has(id)) continue;
                state.changes.set(id, { change, slot: one.slot, time: -1e9 });
              }
            }
            changed("accounts");
          });
        }

        let events = null;
        function listen() {
          // Of what comes too fast to be read, the newest is enough.
          events = new EventSource("/v1/events?lag_max=500");
          const on = (name, take) => events.addEventListener(name, (event) => {
            try { take(parse(event.data)); } catch (error) { console.warn(name, String(error)); }
          });
          events.onopen = () => { setLive(true); readNodes(); readAccounts(); readSlots(); };
          events.onerror = () => setLive(false);
          on("transfer", takeTransfer);
          on("noop", (one) => { state.noops.push(one.slot); readSlots(); });
          on("leader", (one) => takeLeader(one.node, one.ballot));
          on("nodes", takeNodes);
          on("gap", (one) => { state.skipped += one.to - one.from + 1; });
        }

        let wasLive = false;
        function setLive(live) {
          if (state.live === live) return;
          state.live = live;
          if (!live) tell("The gateway is away; this page tries again each second.", "bad");
          else if (wasLive) tell("The gateway is back.", "change");
          wasLive ||= live;
          showLink();
        }

        // While no events come, polls; a browser that gave the stream up opens it anew.
        async function poll() {
          if (state.live) return;
          if (events.readyState === EventSource.CLOSED) { events.close(); listen(); }
          try {
            await read("/v1/nodes", takeNodes);
            polled = true;
            readAccounts();
          } catch { polled = false; }
          showLink();
        }
        let polled = false;
        """#
}
