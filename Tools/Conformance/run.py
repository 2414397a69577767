"""The command line: which cases against which targets, and what came of it."""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import tempfile
import time

import coverage
import every_case
import limit
import mutants
from cases import ALL, Case
from execution import Outcome, Run
from world import found_program, found_python


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
    missing = coverage.faults(ALL) + limit.faults()
    if arguments.list:
        for case in cases:
            print(case.name)
        for number, reason in coverage.EXCUSED.items():
            print(f"R{number} excused: {reason}")
    for fault in missing:
        print(fault)
    if missing or not cases:
        return 1
    if arguments.list:
        return 0
    if arguments.mutants:
        return mutants.run(ALL, arguments.only)
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
