"""What the page of the gateway must show and do; page.sh starts what it needs."""

import json
import os
import sys
import time
import urllib.request

from browser import Browser, Failure

PAGE_BYTES_MAX = 100_000
# Sizes and colours of which pictures are taken.
LOOKS = (("wide-light", 1440, 900, "light"), ("wide-dark", 1440, 900, "dark"),
         ("middle-light", 800, 900, "light"), ("narrow-dark", 360, 800, "dark"))


def require(condition, what):
    """Fails with words unless something holds."""
    if not condition:
        raise Failure(what)


class Page:
    """The page in a browser, by the words that a person would use."""

    def __init__(self, browser, address, pictures):
        self.browser = browser
        self.address = address
        self.pictures = pictures

    def text(self, selector):
        """Returns what an element says."""
        return self.browser.value(f"document.querySelector({json.dumps(selector)}).innerText")

    def until_story(self, words, seconds=5):
        """Waits until the narration has said something, in a line of its own."""
        self.browser.until(
            "Array.from(document.querySelectorAll('#story li'))"
            f".some((line) => line.innerText.includes({json.dumps(words)}))", seconds)

    def is_open(self, dialog):
        """An expression: whether a dialog is open."""
        return f"document.getElementById('{dialog}').open"

    def close(self, dialog):
        """Leaves a dialog by its key; nothing in it keeps the keyboard."""
        self.browser.press("Escape")
        self.browser.until(f"!{self.is_open(dialog)}"
                           " && !document.activeElement.closest('dialog')")

    def leader(self):
        """Returns the name on the card of the leader, which there must be."""
        self.browser.until("document.querySelector('.card.leads')")
        return self.browser.value("document.querySelector('.card.leads h3').firstChild.data")

    def balance(self, account):
        """Returns what the table says that an account has."""
        return int(self.browser.value(
            "Array.from(document.querySelectorAll('#accounts tr'))"
            f".find((row) => row.cells[0].textContent === '{account}').cells[1].textContent"))

    def pay(self, payer, payee, amount):
        """Sends a transfer by the form, as a person does, and waits for both balances."""
        before = self.balance(payer), self.balance(payee)
        for field, text in (("from", payer), ("to", payee), ("amount", str(amount))):
            self.browser.write(f"#{field}", text)
        key = self.browser.value("document.querySelector('#key').value")
        self.browser.click("#transfer .main")
        # A new key is there when the outcome is known.
        self.browser.until(f"document.querySelector('#key').value !== '{key}'", 15)
        require("success" in self.text("#answers"), f"the answer is {self.text('#answers')}")
        cells = "Array.from(document.querySelectorAll('#accounts tr')).map((row) => " \
            "row.cells[0].textContent + row.cells[1].textContent)"
        for account, balance in ((payer, before[0] - amount), (payee, before[1] + amount)):
            self.browser.until(f"{cells}.includes('{account}{balance}')")

    def confirm(self, command):
        """Lets a fault happen whose question names a command."""
        self.browser.until(self.is_open("ask"))
        said = self.text("#ask-command")
        require(said == command, f"the question names '{said}', not '{command}'")
        self.browser.click("#ask-yes")
        self.browser.until(f"!{self.is_open('ask')}")


def check_weight(page):
    """The page is one small document under a policy that forbids the rest of the world."""
    with urllib.request.urlopen(page.address + "/", timeout=10) as answer:
        weight = len(answer.read())
        policy = answer.headers["Content-Security-Policy"]
    require(weight < PAGE_BYTES_MAX, f"the page has {weight} bytes")
    require(policy and policy.startswith("default-src 'none'"), f"the policy is {policy}")
    print(f"the page has {weight} bytes", flush=True)


def check_beginning(page):
    """The page fills itself."""
    page.browser.show(1440, 900, "light")
    page.browser.call("Page.navigate", url=page.address + "/")
    page.browser.until("document.querySelectorAll('.card').length === 5")
    page.browser.until("document.querySelectorAll('#accounts tr').length === 10")
    page.browser.until("document.querySelector('#link').textContent === 'live'")
    page.browser.until("!document.querySelector('#controls').hidden")
    page.browser.until("document.querySelector('#badge').textContent === "
                       "'total 100 = opening 100'")
    page.until_story("the first transfer begins an election")


def check_transfers(page):
    """Transfers move balances, and the same request twice pays once."""
    page.pay("A", "B", 3)
    page.leader()
    page.until_story("A paid 3 to B in slot")
    page.browser.until("document.querySelector('#rows tr').dataset.slot >= 1")
    page.pay("C", "D", 2)
    before = page.balance("D")
    page.browser.click("#twice")
    page.browser.until("document.querySelector('#answers li[data-replayed=true]')")
    page.until_story("executed once, answered twice alike")
    answers = page.browser.value(
        "Array.from(document.querySelectorAll('#answers code')).map((one) => one.textContent)")
    require(len(answers) == 2 and answers[0] == answers[1], f"the answers differ: {answers}")
    page.pay("E", "F", 1)
    require(page.balance("D") == before + 2, f"the same request paid D {page.balance('D')}")
    page.browser.until("document.querySelector('#rows').innerText.includes('repeat')")


def check_keys(page):
    """What the keys do."""
    browser = page.browser
    browser.value("document.activeElement.blur()")
    browser.press("?", "?")
    browser.until(page.is_open("guide"))
    page.close("guide")
    browser.press(" ", " ")
    browser.until("document.querySelector('#link').textContent === 'paused'")
    browser.press(" ", " ")
    browser.until("document.querySelector('#link').textContent === 'live'")
    browser.press("t", "t")
    browser.until("document.activeElement.id === 'amount'")
    browser.press("l", "l")
    require(not browser.value(page.is_open("ask")), "a letter in a field fails the leader")
    browser.write("#amount", "1")
    browser.value("document.querySelector('#rows .cell').focus()")
    browser.press("ArrowDown")
    browser.press("ArrowRight")
    place = browser.value("[document.activeElement.dataset.row, "
                          "document.activeElement.dataset.column].join()")
    require(place == "1,1", f"the arrows lead to {place}")
    browser.press("Enter", "\r")
    browser.until(f"{page.is_open('explain')} && "
                  "document.querySelectorAll('#explain-story li').length > 1")
    page.close("explain")
    browser.value("document.activeElement.blur()")
    browser.press("l", "l")
    browser.until(page.is_open("ask"))
    page.close("ask")
    require(browser.value("!document.querySelector('.cut')"), "a question left is a fault made")


def check_failover(page):
    """The leader is cut off by its button; another one leads, and pays; then all is healed."""
    browser = page.browser
    before = page.leader()
    browser.click("#fail-leader")
    page.confirm("paxosbank fail leader")
    begun = time.monotonic()
    browser.until("document.querySelector('.card.cut')", 5)
    other = "document.querySelector('.card.leads h3')?.firstChild.data ?? ''"
    browser.until(f"!['', '{before}'].includes({other})", 5)
    after = page.leader()
    page.until_story(f"{after} is the new leader")
    page.until_story(f"{before} is cut off")
    print(f"{after} leads after {before}, {time.monotonic() - begun:.1f} s after the fault")
    browser.until("!document.querySelector('#command').hidden")
    said = page.text("#command-text")
    require(said == f"paxosbank fail {before}", f"the same at a terminal is said to be '{said}'")
    page.pay("G", "H", 4)
    take_pictures(page, "failed")
    browser.value("document.activeElement.blur()")
    browser.press("h", "h")
    page.confirm(f"paxosbank recover {before}")
    browser.until("!document.querySelector('.cut')")
    page.until_story(f"{before} is connected again")


def check_partition(page):
    """The majority elects another leader behind the back of the old one, and pays."""
    browser = page.browser
    before = page.leader()
    browser.click("#partition")
    browser.until(page.is_open("ask"))
    said = page.text("#ask-command")
    require(said.startswith("paxosbank partition ") and "/" in said, f"the command is '{said}'")
    browser.click("#ask-yes")
    other = "document.querySelector('.card.leads h3')?.firstChild.data ?? ''"
    browser.until(f"!['', '{before}'].includes({other})", 10)
    page.pay("I", "J", 1)
    browser.click("#heal")
    page.confirm("paxosbank heal")
    browser.until("!document.querySelector('#cards').innerText.includes('apart from')")
    page.pay("J", "I", 1)


def take_pictures(page, name):
    """Takes pictures, and sees that nothing is wider than the window."""
    for look, width, height, scheme in LOOKS:
        page.browser.show(width, height, scheme)
        page.browser.picture(os.path.join(page.pictures, f"{name}-{look}.png"))
        wide = page.browser.value("document.documentElement.scrollWidth")
        require(wide <= width, f"the page is {wide} wide in a window of {width}")
    page.browser.show(1440, 900, "light")


def check_silence(page):
    """The browser had nothing to complain of, and asked nobody else."""
    require(not page.browser.complaints, f"the console says: {page.browser.complaints}")
    foreign = [one for one in page.browser.addresses
               if not one.startswith(page.address + "/") and not one.startswith("data:")]
    require(not foreign, f"the page asked elsewhere: {foreign}")
    require(page.browser.value("document.querySelector('#badge').textContent")
            == "total 100 = opening 100", "the total is not conserved")


CHECKS = (check_weight, check_beginning, check_transfers, check_keys, check_failover,
          check_partition, check_silence)


def main(program, address, folder, pictures):
    """Makes all checks in order; returns the exit code."""
    with open(os.path.join(folder, "browser.log"), "wb") as log:
        browser = Browser(program, os.path.join(folder, "profile"), log)
    page = Page(browser, address, pictures)
    check = None
    try:
        for check in CHECKS:
            check(page)
        return 0
    except Failure as failure:
        print(f"{check.__name__}: {failure}", file=sys.stderr)
        browser.picture(os.path.join(pictures, "failure.png"))
        return 1
    finally:
        browser.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
