"""Runs cases against targets and says what came of it."""
import argparse
import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import subprocess
import tempfile
import time
import traceback

import coverage
import every_case
import mutants
from cases import ALL, Case
from wire import LATEST, Unmet, shown
from world import World, found_program, found_python

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
        except (Unmet, OSError) as broken:
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


def run_target(name: str, cases: list[Case]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        world = found_python(place) if name == "python" else found_program(place, program())
        try:
            return Run(world).all(cases)
        finally:
            world.target.stop()


def program() -> str:
    """The program that ZHIBU names, else the one that is built now."""
    named = os.environ.get("ZHIBU")
    if named:
        return named
    tools = pathlib.Path(__file__).resolve().parent.parent
    build = ["swift", "build", "-c", "release", "--package-path", str(tools.parent)]
    subprocess.run([str(tools / "setup")], check=True)
    subprocess.run([*build, "--product", "zhibu"], check=True)
    shown = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True)
    return shown.stdout.strip() + "/zhibu"


def report(name: str, outcome: Outcome, seconds: float) -> None:
    for case, why in outcome.failed:
        print(f"{name}: FAILED {case.name}\n    {why}")
    covered = {number for case in outcome.passed for number in case.requirements}
    skipped = ", ".join(f"{count} need {what}" for what, count in sorted(outcome.skipped.items()))
    print(
        f"{name}: {len(outcome.passed)} passed, {len(outcome.failed)} failed, "
        f"{sum(outcome.skipped.values())} skipped{f' ({skipped})' if skipped else ''}; "
        f"{len(covered)} requirements covered; {seconds:.0f} s")


def main(about: str) -> int:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=["program", "python"])
    parser.add_argument("--only", metavar="TEXT", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--mutants", action="store_true")
    arguments = parser.parse_args()
    every_case.load()
    cases = [case for case in ALL if arguments.only in case.name]
    missing = coverage.faults(ALL)
    if arguments.list:
        for case in cases:
            print(case.name)
        for number, reason in coverage.EXCUSED.items():
            print(f"R{number} excused: {reason}")
    for fault in missing:
        print(fault)
    if not cases:
        return 1
    if arguments.list:
        return 0
    if arguments.mutants:
        return mutants.run(cases, arguments.only)
    return run_targets([arguments.target] if arguments.target else ["program", "python"], cases)


def run_targets(names: list[str], cases: list[Case]) -> int:
    start, is_good = time.monotonic(), True
    with concurrent.futures.ThreadPoolExecutor() as pool:
        running = {pool.submit(run_target, name, cases): name for name in names}
        for done in concurrent.futures.as_completed(running):
            outcome = done.result()
            report(running[done], outcome, time.monotonic() - start)
            is_good = is_good and not outcome.failed
    return 0 if is_good else 1
