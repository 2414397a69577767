"""Runs a command, and kills it anywhere between its start and a little after its usual end."""
import collections
import dataclasses
import random
import re
import signal
import statistics
import subprocess
import time

from tally import PARTS, WRONG, Finding, Tally
from targets import ENVIRONMENT

PATIENCE = 60.0
# So much of the usual time may pass before a kill; and every so many runs is let alone, to know the usual time.
LATEST, LET_ALONE = 1.15, 8
SUCCESS = (0, 3)


@dataclasses.dataclass
class Ended:
    code: int
    said: str
    # A person who saw the success was told it, whether or not the process then ended by itself.
    is_acknowledged: bool

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


def start(command: list[str], stdin=subprocess.DEVNULL) -> subprocess.Popen:
    return subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT)


def ended(process: subprocess.Popen, success: str = "", text: str | None = None) -> Ended:
    """Lets it end by itself."""
    try:
        said, _ = process.communicate(text, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Finding(WRONG, f"does not end: {process.args}: {process.communicate()[0][-500:]}") from None
    return _outcome(process, said, success)


def _outcome(process: subprocess.Popen, said: str, success: str) -> Ended:
    told = bool(success) and re.search(success, said, re.M) is not None
    return Ended(process.returncode, said, process.returncode in SUCCESS or told)


class Killer:
    def __init__(self, drawn: random.Random, tally: Tally) -> None:
        self.random, self.tally = drawn, tally
        self.times: dict[str, collections.deque] = {}

    def usual(self, kind: str) -> float:
        return statistics.median(self.times[kind])

    def took(self, kind: str, seconds: float) -> None:
        self.times.setdefault(kind, collections.deque(maxlen=9)).append(seconds)

    def share(self) -> float:
        """When to kill, as a share of the usual time."""
        return self.random.uniform(0, LATEST)

    def cut(self, kind: str, command: list[str], success: str = "", text: str | None = None) -> Ended:
        share, is_let_alone = self.share(), self.random.randrange(LET_ALONE) == 0
        process = start(command, subprocess.DEVNULL if text is None else subprocess.PIPE)
        begin = time.monotonic()
        if is_let_alone or kind not in self.times:
            outcome = ended(process, success, text)
            self.took(kind, time.monotonic() - begin)
            return outcome
        try:
            said, _ = process.communicate(text, timeout=share * self.usual(kind))
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        outcome = _outcome(process, said, success)
        if outcome.was_killed:
            self.hit(kind, share)
        return outcome

    def hit(self, kind: str, share: float) -> None:
        self.tally.kills[kind, PARTS[min(int(share * 3), 3)]] += 1
