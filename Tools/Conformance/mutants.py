"""Runs the cases of a requirement against copies of Tools/peer that ignore it: one of them must notice."""
import concurrent.futures
import copy
import pathlib
import shutil
import tempfile

import bank
import coverage
from bank import Mutation
from cases import Case
from execution import Run
from targets import TOOLS, PythonPeer
from world import World, found_python

# Most of the time a mutant is waited for.
WORKERS = 4


def _altered(mutation: Mutation, folder: pathlib.Path) -> pathlib.Path:
    """The tools again, with one text replaced."""
    tools = folder / "Tools"
    shutil.copytree(TOOLS / "Peer", tools / "Peer")
    shutil.copytree(TOOLS.parent / "Protocol", folder / "Protocol", ignore=shutil.ignore_patterns("vectors"))
    for name in ("peer", "read-changeset"):
        shutil.copy(TOOLS / name, tools / name)
    file = tools / mutation.file
    text = file.read_text("utf-8")
    if text.count(mutation.old) != 1:
        raise ValueError(f"{mutation.title}: its old text stands {text.count(mutation.old)} times in {mutation.file}")
    file.write_text(text.replace(mutation.old, mutation.new), "utf-8")
    return tools


def _noticed(mutation: Mutation, cases: list[Case], original: World) -> str | None:
    """The case that notices, or None."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        target = PythonPeer(folder, _altered(mutation, folder))
        shutil.copytree(original.target.replica, target.replica)
        world = copy.copy(original)
        world.target, world.entries = target, list(original.entries)
        try:
            target.start()
            failed = Run(world, stops_at_failure=True).all(cases).failed
            return failed[0][0].name if failed else None
        finally:
            target.stop()


def run(cases: list[Case], only: str) -> int:
    mutations = bank.read()
    without = coverage.requirements() - {m.requirement for m in mutations} - bank.UNCHANGED.keys()
    faults = [f"R{n}: no mutant, and no reason" for n in sorted(without - coverage.EXCUSED.keys())]
    with tempfile.TemporaryDirectory() as folder:
        world = found_python(pathlib.Path(folder))
        world.target.stop()
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            running = {}
            # Those that wait for a bound of time begin first.
            for mutation in sorted(mutations, key=lambda m: m.requirement not in (57, 58)):
                citing = [c for c in cases if mutation.requirement in c.requirements]
                if only in f"R{mutation.requirement} {mutation.title}" or not only:
                    running[pool.submit(_noticed, mutation, citing, world)] = mutation
            for done in concurrent.futures.as_completed(running):
                name = f"R{running[done].requirement} {running[done].title}"
                if done.exception():
                    faults.append(f"{name}: no mutant: {done.exception()}")
                elif done.result() is None:
                    faults.append(f"{name}: no case notices")
    print(*faults, sep="\n", end="\n" if faults else "")
    noticed = sum(not done.exception() and done.result() is not None for done in running)
    requirements = {mutation.requirement for mutation in running.values()}
    print(f"mutants: {len(running)} tried, {noticed} noticed, of {len(requirements)} requirements")
    return 1 if faults else 0
