"""Cases against one target: what passed, what failed and why."""
import collections
import concurrent.futures
import dataclasses
import traceback

from cases import Case
from wire import LATEST, Unmet, shown
from world import World

# The last lines of a conversation say why it went wrong; more of them hide it.
LINES_SHOWN = 8


@dataclasses.dataclass
class Outcome:
    passed: list[Case] = dataclasses.field(default_factory=list)
    failed: list[tuple[Case, str]] = dataclasses.field(default_factory=list)
    skipped: collections.Counter = dataclasses.field(default_factory=collections.Counter)


def attempt(case: Case, world: World) -> str | None:
    """Why the case failed, or None."""
    LATEST.log = []
    try:
        case.run(world)
        return None
    except Unmet as unmet:
        return f"{unmet}\n{conversation()}"
    except Exception:
        return traceback.format_exc(limit=-3) + conversation()


def conversation() -> str:
    lines = [f"      {side} {shown(data)}" for side, data in LATEST.log[-LINES_SHOWN:]]
    return "\n".join(lines) or "      (nothing was said)"


class Run:
    """Cases against one target, one after the other: what one writes, the next may count."""

    def __init__(self, world: World, stops_at_failure: bool = False) -> None:
        self.world, self.outcome, self.stops_at_failure = world, Outcome(), stops_at_failure
        # What is held, by the last question; None after a case that may write.
        self.held: dict[str, str] | None = None

    def one(self, case: Case) -> None:
        try:
            before = (self.held or self.world.held()) if case.breaks else None
            why = attempt(case, self.world)
            self.held = self.world.held() if case.breaks else None
            if why is None and before != self.held:
                why = f"refused lines left something behind: {before} became {self.held}"
        except Exception as broken:
            why = f"the peer serves no session any more: {broken}\n{conversation()}"
            self.held = None
            self.world.target.restart()
        self._note(case, why)

    def _note(self, case: Case, why: str | None) -> None:
        if why is None:
            self.outcome.passed.append(case)
        else:
            self.outcome.failed.append((case, why))

    def _in_turn(self, cases: list[Case]) -> None:
        for case in cases:
            if not (self.stops_at_failure and self.outcome.failed):
                self.one(case)

    def all(self, cases: list[Case]) -> Outcome:
        turns: dict[str, list[Case]] = {"": [], "beside": [], "last": []}
        for case in cases:
            lacks = sorted(case.needs - self.world.target.capabilities)
            if lacks:
                self.outcome.skipped[lacks[0]] += 1
            else:
                turns[case.when].append(case)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            beside = {case: pool.submit(attempt, case, self.world) for case in turns["beside"]}
            self._in_turn(turns[""])
            for case, result in beside.items():
                self._note(case, result.result())
        self._in_turn(turns["last"])
        return self.outcome
