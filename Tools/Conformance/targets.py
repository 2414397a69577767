"""The peers under test, as programs that listen on a port of the system's choice."""
import base64
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import time

TOOLS = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8"}


class Target:
    """One listening program; `capabilities` names what it takes part in."""

    name = ""
    capabilities: frozenset[str] = frozenset()

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.log = folder / "served"
        self.process: subprocess.Popen | None = None
        self.address = ""

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT)
        limit = time.monotonic() + 20
        while not (found := re.search(r"Listening at (\S+)", self.said())):
            if self.process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"{self.name} does not listen: {self.said()[-500:]}")
            time.sleep(0.01)
        self.address = found[1]

    def sync_command(self, address: str) -> list[str]:
        """One session as the initiator, of the replica that also listens."""
        raise NotImplementedError

    def join_command(self, folder: pathlib.Path, line: str) -> list[str]:
        """A new replica, with an invite."""
        raise NotImplementedError

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.is_running():
            self.process.send_signal(how)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if self.process:
            self.process.wait()

    def restart(self, how: int = signal.SIGTERM) -> None:
        self.stop(how)
        self.start()


class Program(Target):
    """The Swift implementation."""

    name = "program"
    capabilities = frozenset({"enrols", "stays"})

    def __init__(self, folder: pathlib.Path, program: str) -> None:
        super().__init__(folder)
        self.program, self.database = program, folder / "committee.db"

    def command(self) -> list[str]:
        return [self.program, "serve", "--db", str(self.database), "--listen", "127.0.0.1:0", "--lang", "en"]

    def sync_command(self, address: str) -> list[str]:
        return [self.program, "sync", "--db", str(self.database), "--peer", address, "--lang", "en"]

    def join_command(self, folder: pathlib.Path, line: str) -> list[str]:
        return [self.program, "join", "--db", str(folder / "new.db"), line, "--name", "new", "--lang", "en"]

    def run(self, verb: str, *arguments: str) -> str:
        command = [self.program, verb, "--db", str(self.database), *arguments, "--lang", "en"]
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
        if done.returncode not in (0, 3):
            raise RuntimeError(f"zhibu {verb}: {done.stderr[-500:]}")
        return done.stdout

    def found(self, schema: str) -> bytes:
        """Founds the committee; gives the root's secret key."""
        (self.folder / "schema.sql").write_text(schema)
        self.run("init", "--found", "--schema", str(self.folder / "schema.sql"), "--name", "committee")
        return _secret((self.folder / "committee.db.root").read_text())

    def invite(self, *scopes: str, role: str = "editor") -> str:
        options = [part for scope in scopes for part in ("--scope", scope)]
        said = self.run("invite", *options, "--role", role, "--at", self.address)
        return re.search(r"zhibu:\S+", said)[0]

    def expire(self, invite_id: str) -> None:
        """As if a week had gone by."""
        with sqlite3.connect(self.database, timeout=10) as database:
            database.execute("UPDATE zhibu_invite SET expires = 1000 WHERE id = ?", (invite_id,))


def _secret(text: str) -> bytes:
    return base64.b64decode(re.search(r"^signing (\S+)$", text, re.M)[1])


class PythonPeer(Target):
    """The second implementation, or a mutant of it. It enrols nobody and does not stay."""

    name = "python"

    def __init__(self, folder: pathlib.Path, tools: pathlib.Path = TOOLS) -> None:
        super().__init__(folder)
        self.tools, self.replica = tools, folder / "replica"

    def command(self) -> list[str]:
        return self._peer("serve", str(self.replica), "--at", "127.0.0.1:0")

    def sync_command(self, address: str) -> list[str]:
        return self._peer("sync", str(self.replica), "--at", address)

    def join_command(self, folder: pathlib.Path, line: str) -> list[str]:
        return self._peer("join", str(folder / "new"), line, "--name", "new")

    def _peer(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.tools / "peer"), *arguments]
