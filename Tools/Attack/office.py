"""A replica of an office, kept by the program itself."""
import base64
import json
import pathlib
import re
import sqlite3
import subprocess

from actors import Actor
from targets import ENVIRONMENT
from wire import Unmet


class Office:
    def __init__(self, folder: pathlib.Path, program: str, invite: str) -> None:
        self.program, self.database = program, folder / "office.db"
        self.run("join", invite, "--name", folder.name)

    @property
    def actor(self) -> Actor:
        """The device, for what is written with its key elsewhere."""
        keys = pathlib.Path(f"{self.database}.key").read_text()
        return Actor("office", base64.b64decode(re.search(r"^signing (\S+)$", keys, re.M)[1]))

    def command(self, verb: str, *arguments: str) -> list[str]:
        return [self.program, verb, "--db", str(self.database), *arguments, "--lang", "en"]

    def run(self, verb: str, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            self.command(verb, *arguments), capture_output=True, text=True, env=ENVIRONMENT, timeout=30)
        # 3 is a success with which open conflicts wait.
        if done.returncode not in ((0, 3) if code == 0 else (code,)):
            said = done.stderr.strip()[-300:]
            raise Unmet(f"expected zhibu {verb} to end with {code}, not {done.returncode}: {said}")
        return done.stdout + done.stderr

    def starts(self, verb: str, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(verb, *arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)

    def writes(self, key: str, title: str) -> None:
        self.run("sql", f"INSERT INTO note(id, title) VALUES ('{key}', '{title}')")

    def title(self, key: str) -> str | None:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as database:
            found = database.execute("SELECT title FROM note WHERE id = ?", (key,)).fetchone()
        return found[0] if found else None

    def asks(self, statement: str) -> list[dict]:
        return json.loads(self.run("sql", "--json", statement))
