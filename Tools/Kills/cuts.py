"""Commands that move files, killed at every call by which they change one: strace puts the signal there
(https://man7.org/linux/man-pages/man1/strace.1.html, *Tampering*). And what has its final name is on the medium first."""
import collections
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from run import program

CALLS = "pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat2,link,linkat,sendfile,copy_file_range,fchmod,chmod"
SCHEMA = "CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, body TEXT);"
WORKERS = 2
# What a killed command left; the next one of its kind takes it away.
DRAFT = re.compile(r".*\.part-\d+.*|.*-(wal|shm|journal)")


class World:
    """A replica with a backup, edits since, and a checkpoint of some of them, to be copied for each cut."""

    def __init__(self, named: str, folder: pathlib.Path) -> None:
        self.named, self.folder = named, folder

    def run(self, *words: str, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run([self.named, *words, "--db", "a.db", "--lang", "en"], cwd=self.folder, capture_output=True, text=True)
        if done.returncode not in codes:
            raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def make(self) -> None:
        self.folder.mkdir()
        (self.folder / "s.sql").write_text(SCHEMA)
        self.run("init", "--found", "--schema", "s.sql", "--name", "a")
        for number in range(6):
            self.run("sql", f"INSERT OR REPLACE INTO note VALUES ('n', 'old {number}'), ('n{number}', 'x')")
        self.run("compact", "--keep", "0")
        self.run("backup", "old.bak")
        for number in range(6):
            self.run("sql", f"UPDATE note SET body = 'new {number}' WHERE id = 'n'")

    def copy(self, folder: pathlib.Path) -> "World":
        shutil.copytree(self.folder, folder)
        return World(self.named, folder)

    def rows(self, name: str = "a.db") -> list:
        with contextlib.closing(sqlite3.connect(self.folder / name)) as file:
            return sorted(file.execute("SELECT id, body FROM note").fetchall())

    def changes(self) -> int:
        return self.run("history", "note", "n", "--json").count('"op"')


@dataclass
class Before:
    """What a world was, so that nobody needs to open it again."""
    rows: list
    backup: list
    changes: int


def _damage(world: World) -> None:
    with contextlib.closing(sqlite3.connect(world.folder / "a.db")) as file:
        file.execute("DELETE FROM zhibu_clock_1")
        file.commit()


def _restored(world: World, before: Before) -> None:
    now, kept = world.rows(), list(world.folder.glob("a.db.before-*"))
    if now != before.rows and now != before.backup:
        raise AssertionError(f"neither the old rows nor the backup's: {now}")
    if now != before.rows and not kept:
        raise AssertionError("the old file is not kept")


def _backed_up(world: World, before: Before) -> None:
    if world.rows() != before.rows:
        raise AssertionError("the replica has changed")
    if (world.folder / "b.bak").exists():
        world.run("backup", "b.bak", "--check")


def _same(world: World, before: Before) -> None:
    if world.rows() != before.rows or world.changes() != before.changes:
        raise AssertionError("rows or history are others")


@dataclass
class Command:
    words: list[str]
    # Holds of what a kill has left, against the world as it was.
    holds: Callable[[World, Before], None]
    prepare: Callable[[World], None] = lambda world: None
    # The same command may find that all is done.
    again: tuple[int, ...] = (0,)


COMMANDS = {
    "restore": Command(["restore", "old.bak"], _restored),
    "backup": Command(["backup", "b.bak"], _backed_up, again=(0, 1)),
    "compact": Command(["compact", "--keep", "0"], _same),
    "repair": Command(["repair"], _same, _damage),
}


def _traced(world: World, command: Command, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["strace", "-y", "-e", f"trace={CALLS}", *options, world.named, *command.words, "--db", "a.db", "--lang", "en"],
        cwd=world.folder, capture_output=True, text=True)


def _unsynced(log: str) -> list[str]:
    """Files that got another name before what was written to them was on the medium."""
    written, found = {}, []
    for line in log.splitlines():
        if match := re.match(r"(pwrite64|write|ftruncate|fsync|fdatasync)\(\d+<([^>]*)>", line):
            written[match[2]] = match[1] not in ("fsync", "fdatasync")
        if match := re.match(r'sendfile\(\d+<([^>]*)>', line):
            written[match[1]] = True
        if (match := re.match(r'rename(?:at2)?\((?:[^,]*, )?"([^"]*)", (?:[^,]*, )?"([^"]*)"', line)) and "= 0" in line:
            source = match[1]
            found += [f"{source} as {match[2]}" for path, is_open in written.items() if path.endswith("/" + os.path.basename(source)) and is_open]
    return found


def _cut(named: str, name: str, template: pathlib.Path, before: Before, call: str, number: int) -> str:
    """What is wrong after a kill at the call of that name and number; empty where nothing is."""
    command = COMMANDS[name]
    with tempfile.TemporaryDirectory(prefix="zhibu-cut-") as folder:
        world = World(named, template).copy(pathlib.Path(folder) / "world")
        ended = _traced(world, command, "-o", "/dev/null", "-e", f"inject={call}:signal=SIGKILL:when={number}")
        try:
            if ended.returncode not in (-signal.SIGKILL, 128 + signal.SIGKILL):
                raise AssertionError(f"not killed: {ended.returncode} {ended.stderr[-300:]}")
            # What is to be repaired need not open.
            if name != "repair":
                world.run("status")
                command.holds(world, before)
            world.run(*command.words, codes=command.again)
            command.holds(world, before)
            world.run("verify", "--deep")
            left = [file.name for file in world.folder.iterdir() if DRAFT.fullmatch(file.name)]
            if left:
                raise AssertionError(f"left behind: {left}")
        except (AssertionError, sqlite3.Error) as why:
            return f"{name}, killed at its {call} {number}: {why}"
    return ""


def main() -> int:
    named, failed = program(), 0
    with tempfile.TemporaryDirectory(prefix="zhibu-cuts-") as folder:
        for name, command in COMMANDS.items():
            template = pathlib.Path(folder) / name
            world = World(named, template)
            world.make()
            before = Before(world.rows(), world.rows("old.bak"), world.changes())
            command.prepare(world)
            trial = world.copy(pathlib.Path(folder) / f"{name}-trial")
            log = trial.folder / "strace.log"
            ended = _traced(trial, command, "-o", str(log))
            if ended.returncode:
                print(f"FOUND: {name} ended with {ended.returncode}: {ended.stdout}{ended.stderr}")
                return 1
            text = log.read_text(errors="replace")
            counts = collections.Counter(re.findall(r"^(\w+)\(", text, re.MULTILINE))
            points = [(call, number) for call, count in sorted(counts.items()) for number in range(1, count + 1)]
            found = [f"{name}: not synced before it had its name: {file}" for file in _unsynced(text)]
            # A check that finds nothing without any sync would find nothing ever.
            if "rename" in text and not _unsynced(re.sub(r"^f(data)?sync.*\n", "", text, flags=re.MULTILINE)):
                found.append(f"{name}: what is not synced is not noticed")
            with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
                found += filter(None, pool.map(_cut, *zip(*[(named, name, template, before, *point) for point in points])))
            print(f"{name}: killed at each of {len(points)} calls, {len(found)} findings", flush=True)
            for what in found[:10]:
                print(f"FOUND: {what}")
            failed += len(found)
    return 1 if failed else 0
