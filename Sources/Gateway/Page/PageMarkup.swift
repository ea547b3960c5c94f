extension Page {
    /// The beginning of the document, up to its styles.
    static let head = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>paxosbank</title>
        <link rel="icon" href="data:,">
        """#

    /// What stands on the page before the script fills it.
    static let body = #"""
        </head>
        <body>
        <a class="skip" href="#transfer">Skip to the transfer form</a>
        <header>
          <h1>paxosbank</h1>
          <p class="sum"><span id="link" class="pill wait" role="status">connecting</span>
            <span id="lead"></span></p>
          <p class="tools">
            <button id="pause" type="button" aria-pressed="false">Pause</button>
            <button id="theme" type="button">Dark</button>
            <button id="help" type="button">Help <kbd>?</kbd></button></p>
        </header>
        <p id="away" class="away" role="alert" hidden></p>
        <main>
        <section class="nodes" aria-labelledby="h-nodes">
          <h2 id="h-nodes" class="unseen">Nodes</h2>
          <div id="cards"></div>
        </section>
        <div class="column">
        <section class="slots" aria-labelledby="h-slots">
          <h2 id="h-slots">Slots <small>what each node has; click or Enter explains</small></h2>
          <p id="no-slots" class="quiet" hidden>Nothing yet: the first transfer begins an election,
            and then takes slot 1.</p>
          <div class="scroll">
          <table id="matrix">
            <thead><tr id="columns"></tr></thead>
            <tbody id="rows"></tbody>
          </table></div>
          <p class="legend"><span><b class="cell X">X</b> nothing</span>
            <span><b class="cell A">A</b> accepted</span>
            <span><b class="cell C">C</b> committed</span>
            <span><b class="cell E">E</b> executed</span>
            <span><b class="cell Q">?</b> silent</span></p>
        </section>
        </div>
        <div class="column">
        <section class="accounts" aria-labelledby="h-accounts">
          <h2 id="h-accounts">Balances <span id="badge" class="pill wait">no total yet</span></h2>
          <div class="scroll">
          <table id="balances">
            <thead><tr><th scope="col">Account</th><th scope="col" class="n">Balance</th>
              <th scope="col" class="n">Last change</th></tr></thead>
            <tbody id="accounts"></tbody>
          </table></div>
        </section>
        <section class="story" aria-labelledby="h-story">
          <h2 id="h-story">What happens</h2>
          <ol id="story" role="log" aria-live="polite" tabindex="0" aria-labelledby="h-story"></ol>
        </section>
        </div>
        <div class="column">
        <section class="pay" aria-labelledby="h-pay">
          <div class="head"><h2 id="h-pay">Transfer</h2>
            <label class="check"><input id="load" type="checkbox"> small steady load</label></div>
          <form id="transfer" autocomplete="off">
            <label>From <input id="from" list="ids" required maxlength="255"></label>
            <label>To <input id="to" list="ids" required maxlength="255"></label>
            <label>Amount <input id="amount" inputmode="numeric" pattern="[0-9]{1,19}" required
              value="1" title="a whole number of minor units"></label>
            <label class="key">Idempotency key <input id="key" required maxlength="255"></label>
            <datalist id="ids"></datalist>
            <p class="row"><button type="submit" class="main">Send</button>
              <button id="twice" type="button">Send the same request twice</button></p>
          </form>
          <ol id="answers" aria-live="polite"></ol>
        </section>
        <section class="faults" aria-labelledby="h-faults">
          <h2 id="h-faults">Faults</h2>
          <p id="no-faults" class="quiet">The gateway allows no faults; start it and the nodes
            with <code>--allow-faults</code>.</p>
          <div id="controls" hidden>
            <p class="row">
              <button id="fail-leader" type="button" class="danger">Fail the leader</button>
              <button id="heal" type="button">Heal everything</button></p>
            <p class="row" id="switches"></p>
            <p class="row"><select id="preset" aria-label="How to partition">
                <option value="minority">leader with the minority</option>
                <option value="majority">leader with the majority</option>
                <option value="alone">leader alone</option></select>
              <button id="partition" type="button">Partition</button></p>
          </div>
          <p id="command" class="command" aria-live="polite" hidden>
            <span>Done; the same at a terminal</span> <code id="command-text"></code></p>
        </section>
        </div>
        <section class="chart rate" aria-labelledby="h-rate">
          <h2 id="h-rate">Throughput <small id="rate-now"></small></h2>
          <div class="plot" id="rate"></div>
        </section>
        <section class="chart delay" aria-labelledby="h-delay">
          <h2 id="h-delay">Latency of this page <small id="delay-now"></small></h2>
          <div class="plot" id="delay"></div>
        </section>
        </main>
        """#

    /// The question before a fault, the explanation of a slot, and the help.
    static let dialogs = #"""
        <dialog id="ask" aria-labelledby="ask-title">
          <form method="dialog">
            <h2 id="ask-title"></h2>
            <p id="ask-text"></p>
            <p class="command"><span>At a terminal</span> <code id="ask-command"></code></p>
            <p class="command"><span>Over HTTP</span> <code id="ask-call"></code></p>
            <p class="row end"><button value="no">Cancel <kbd>Esc</kbd></button>
              <button value="yes" class="danger" id="ask-yes" autofocus>Do it</button></p>
          </form>
        </dialog>
        <dialog id="explain" aria-labelledby="explain-title">
          <form method="dialog">
            <h2 id="explain-title"></h2>
            <p id="explain-summary"></p>
            <ol id="explain-story"></ol>
            <p class="row end"><button value="close" autofocus>Close <kbd>Esc</kbd></button></p>
          </form>
        </dialog>
        <dialog id="guide" aria-labelledby="guide-title">
          <form method="dialog">
            <h2 id="guide-title">Help</h2>
            <dl class="keys">
              <dt><kbd>t</kbd></dt><dd>write a transfer</dd>
              <dt><kbd>l</kbd></dt><dd>fail the leader</dd>
              <dt><kbd>h</kbd></dt><dd>heal everything</dd>
              <dt><kbd>Space</kbd></dt><dd>pause the view, or let it go on</dd>
              <dt><kbd>← ↑ → ↓</kbd></dt><dd>move in the slots; <kbd>Enter</kbd> explains one</dd>
              <dt><kbd>?</kbd></dt><dd>this help</dd>
            </dl>
            <h3>Words</h3>
            <dl id="glossary"></dl>
            <p class="row end"><button value="close" autofocus>Close <kbd>Esc</kbd></button></p>
          </form>
        </dialog>
        """#
}
