"""The command line: small committees one after the other, two at a time, each killed so many times."""
import argparse
import concurrent.futures
import pathlib
import shutil
import tempfile
import time
import traceback

import files
import plants
import works
from committee import Committee
from run import program
from tally import WRONG, Finding, Tally

# A committee is founded anew so often: small files and grown ones are both killed.
KILLS_OF_ONE, ROUND, WORKERS = 250, 50, 2


def main(about: str) -> int:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check-self", action="store_true")
    arguments = parser.parse_args()
    named, begin = program(), time.monotonic()
    missed = plants.missed(named)
    for plant in missed:
        print(f"NOT FOUND: {plant}")
    print(f"{len(plants.ALL) - len(missed)} of {len(plants.ALL)} planted faults found", flush=True)
    if missed or arguments.check_self:
        return 1 if missed else 0
    total = Tally()
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        running = [
            pool.submit(play, named, f"{arguments.seed}.{number}", count)
            for number, count in enumerate(_shares(arguments.kills))]
        for done in concurrent.futures.as_completed(running):
            total.add(done.result())
            if arguments.kills >= 1000:
                print(f"{total.hits} kills, {time.monotonic() - begin:.0f} s", flush=True)
    for _, what in total.findings:
        print(f"FOUND: {what}")
    print(f"{total.table()}\n\n{total.hits} kills in {time.monotonic() - begin:.0f} s, seed {arguments.seed}")
    return 1 if total.findings else 0


def _shares(kills: int) -> list[int]:
    worlds = max(WORKERS, -(-kills // KILLS_OF_ONE))
    return [kills // worlds + (number < kills % worlds) for number in range(worlds)]


def play(named: str, seed: str, kills: int) -> Tally:
    """One committee, until so many of its processes were killed."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="zhibu-kills-") as folder:
        committee = None
        try:
            committee = Committee(pathlib.Path(folder) / "world", named, seed, tally)
            _storm(committee, kills)
        except Exception as why:
            kind = why.kind if isinstance(why, Finding) else WRONG
            tally.findings.append((kind, f"world {seed}: {why!r}; {_kept(folder, committee)}"))
        finally:
            if committee:
                committee.stop()
    return tally


def _storm(committee: Committee, kills: int) -> None:
    weights, choices = zip(*works.WORKS)
    while committee.tally.hits < kills:
        limit = min(committee.tally.hits + ROUND, kills)
        while committee.tally.hits < limit:
            does, = committee.random.choices(choices, weights)
            committee.story.append(f"-- {does.__name__}")
            does(committee)
        committee.agree()


def _kept(folder: str, committee: Committee | None) -> str:
    """A copy of what was found, with the story of the last steps."""
    if committee:
        committee.stop()
    copy = pathlib.Path(tempfile.mkdtemp(prefix="zhibu-kills-found-"))
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    story = [*(committee.story if committee else []), traceback.format_exc()]
    (copy / "story.txt").write_text("\n".join(story))
    return f"kept in {copy}"
