"""The command line: the attacks in turn, against one server that stays alive over all of them."""
import argparse
import concurrent.futures
import importlib
import pathlib
import resource
import signal
import tempfile
import time

from attacks import ALL, Attack
from run import program
from victim import Victim, need
from wire import LATEST, Unmet, shown

# What takes more memory comes later, since what one leaves free hides as much of another; what slows the server down
# comes last.
FILES = ["slowness", "impostors", "forgers", "liars", "hiders", "outsiders", "floods", "line_bombs", "bombs",
         "stalling", "hoarders", "toil", "aftermath"]
CONNECTIONS = 4_000
# The last lines of a conversation say why it went wrong.
LINES_SHOWN = 3
HELD = "held"
# What is known to succeed and is still to be mended. The run fails where one of these does not: then it is to be taken
# out of here, so that it is held from then on.
OPEN: set[str] = set()


def main(about: str) -> int:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="TEXT", default="")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    for name in FILES:
        importlib.import_module(name)
    chosen = [attack for attack in ALL if arguments.only in attack.name]
    if arguments.list:
        for attack in chosen:
            print(attack.name)
    if arguments.list or not chosen:
        return 0 if chosen else 1
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(CONNECTIONS, hard)), hard))
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        victim = Victim(pathlib.Path(folder), program())
        try:
            failed = _run(victim, chosen)
        finally:
            victim.target.stop()
    known = sum(attack.name in OPEN for attack in chosen)
    print(f"{len(chosen)} attacks, {known} known to be open, {failed} failed; {time.monotonic() - begin:.0f} s")
    return 1 if failed else 0


def _run(victim: Victim, attacks: list[Attack]) -> int:
    """How many the server did not withstand, or could not be carried out."""
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        beside = {pool.submit(_outcome, attack, victim): attack for attack in attacks if attack.beside}
        for attack in attacks:
            # What floods the server with connections waits for what only waits.
            if attack.module == "floods" and beside:
                failed += _report_all(beside)
            if not attack.beside:
                failed += _report(attack, *_outcome(attack, victim))
        failed += _report_all(beside)
    return failed


def _report_all(beside: dict) -> int:
    failed = sum(_report(attack, *running.result()) for running, attack in beside.items())
    beside.clear()
    return failed


def _outcome(attack: Attack, victim: Victim) -> tuple[str, str]:
    """What came of it, and what is to be said of that."""
    LATEST.log = []
    begin = time.monotonic()
    try:
        need(victim.target.is_running(), "the server to be alive")
        remark = attack.run(victim) or ""
        return HELD, f"{remark} ({time.monotonic() - begin:.1f} s)".strip()
    except Unmet as unmet:
        return "SUCCEEDED", f"{unmet}{_conversation()}"
    except Exception as broken:
        return "NOT DONE", f"{broken!r}{_conversation()}"


def _conversation() -> str:
    return "".join(f"\n      {side} {shown(data)}" for side, data in LATEST.log[-LINES_SHOWN:])


def _report(attack: Attack, outcome: str, words: str) -> int:
    expected = "SUCCEEDED" if attack.name in OPEN else HELD
    if attack.name in OPEN:
        words = f"known to be open; {words}" if outcome == expected else f"no longer open? {words}"
    print(f"{outcome:9}  {attack.name}: {words}", flush=True)
    return 0 if outcome == expected else 1
