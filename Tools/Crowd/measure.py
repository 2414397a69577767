"""The figures and their bars."""
import argparse
import pathlib
import resource
import statistics
import tempfile
import time

from crowd import Crowd
from footprint import Footprint
from run import program
from world import found_program

MEMORY_BAR, DELAY_BAR = 64, 1_000


def main(about: str) -> int:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("offices", nargs="?", type=int, default=200)
    parser.add_argument("--authors", type=int)
    parser.add_argument("--changes", type=int, default=5)
    arguments = parser.parse_args()
    count = arguments.offices
    authors = min(count, count if arguments.authors is None else max(1, arguments.authors))
    _allow_open_files(count + 200)
    with tempfile.TemporaryDirectory() as folder:
        world = found_program(pathlib.Path(folder), program())
        try:
            return _measure(Crowd(world, count, authors), authors, max(5, arguments.changes))
        finally:
            world.target.stop()


def _allow_open_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


def _measure(crowd: Crowd, authors: int, changes: int) -> int:
    # A new process: what preparing has left in memory is not taken for idle.
    crowd.world.target.restart()
    server = Footprint(crowd.world.target.process.pid)
    idle = server.now
    crowd.connect()
    crowd.rest(1)
    connected = server.now - idle
    begin = server.processor_seconds, time.process_time(), time.monotonic()
    by_office = [crowd.change_of_one() for _ in range(changes)]
    spent = server.processor_seconds - begin[0], time.process_time() - begin[1], time.monotonic() - begin[2]
    by_sql = [crowd.change_by_sql(number) for number in range(changes)]
    memory = server.now - idle
    crowd.leave()

    offices, sql = ([1000 * seconds for seconds in kind] for kind in (by_office, [taken for taken, _ in by_sql]))
    print(
        f"{len(crowd.offices)} offices, {authors} of them authors: {memory:.1f} MiB above idle; "
        f"a change of one is with all others after {_times(offices)}; "
        f"one by zhibu sql after {_times(sql)} from its start")
    print(
        f"    idle {idle:.1f} MiB, {connected:.1f} more when all are connected; until all have settled, each change "
        f"takes {1000 * spent[2] / changes:.0f} ms, {1000 * spent[0] / changes:.0f} ms of the server's processor time "
        f"and {1000 * spent[1] / changes:.0f} ms of the offices'; zhibu sql itself takes "
        f"{1000 * statistics.median(own for _, own in by_sql):.0f} ms")
    missed = []
    if memory >= MEMORY_BAR:
        missed.append(f"{MEMORY_BAR} MiB above idle")
    if max(offices + sql) >= DELAY_BAR:
        missed.append(f"{DELAY_BAR} ms until a change is with all")
    for bar in missed:
        print(f"    MISSED: {bar}")
    return 1 if missed else 0


def _times(milliseconds: list[float]) -> str:
    return f"{statistics.median(milliseconds):.0f} ms, at worst {max(milliseconds):.0f} ms"
