"""A server and its offices, each a real replica in a folder of its own; and what all must agree about now and then."""
import collections
import itertools
import json
import pathlib
import random
import re
import socket
import subprocess
import threading
import time

from killer import SUCCESS, Ended, Killer, start
from replica import Batch, Replica
from syncing import Syncing
from tally import KNOWN, UNOPENABLE, WRONG, Finding, Tally

OFFICES = 3
SCHEMA = pathlib.Path(__file__).resolve().parent / "schema.sql"
# Where nobody is given a port of the system's choice while the server is down.
PORTS = range(12_000, 30_000)
# What a replica and its programs keep; anything else beside it was left behind.
KEPT = re.compile(r"replica\.db(-wal|-shm|-journal|\.key|\.root|\.recovery|\.archive(-journal)?)?|backup-\d+\.archive|backup-\d+|sheet\.csv|bundle")


class Committee:
    def __init__(self, folder: pathlib.Path, program: str, seed: str, tally: Tally) -> None:
        self.folder, self.program, self.tally = folder, program, tally
        self.random = random.Random(seed)
        self.killer = Killer(self.random, tally)
        self.tried: Batch = {}
        self.story: collections.deque[str] = collections.deque(maxlen=60)
        self._numbers = itertools.count(1)
        self.serving: subprocess.Popen | None = None
        folder.mkdir()
        self.server = Replica(program, folder / "server", self.tried, tally)
        self.server.run("init", "--found", "--schema", SCHEMA, "--name", "server")
        self.server.run("sql", "INSERT INTO branch(id, scope_id, code, name) VALUES ('b', 'uni', 'b', 'b')")
        self.port = self._free_port()
        self.serve()
        self.offices: list[Replica] = []
        for _ in range(OFFICES):
            office, line = self.new_office()
            office.run("join", line, "--name", office.name)
            self.offices.append(office)
            self.sync(office)

    def _free_port(self) -> int:
        while True:
            port = self.random.choice(PORTS)
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)):
                    return port

    def next_number(self) -> int:
        return next(self._numbers)

    def new_office(self) -> tuple[Replica, str]:
        """One that has not joined yet, and its invite."""
        office = Replica(self.program, self.folder / f"office-{self.next_number()}", self.tried, self.tally)
        return office, self.new_invite()

    def new_invite(self) -> str:
        said = self.server.run("invite", "--scope", "uni", "--at", f"127.0.0.1:{self.port}")
        return re.search(r"zhibu:\S+", said)[0]

    # The server.

    def start_serving(self) -> None:
        self.serving = start(self.server.command("serve", "--listen", f"127.0.0.1:{self.port}"))

    def await_serving(self) -> None:
        line = self.serving.stdout.readline()
        if not line.startswith("Listening at"):
            raise Finding(UNOPENABLE, f"the server does not start: {line}{self.serving.stdout.read()[-500:]}")
        threading.Thread(target=self.serving.stdout.read, daemon=True).start()

    def serve(self) -> None:
        begin = time.monotonic()
        self.start_serving()
        self.await_serving()
        self.killer.took("server starting", time.monotonic() - begin)

    def kill_serving(self, kind: str, share: float) -> None:
        self.serving.kill()
        if self.serving.wait() != -9:
            raise Finding(WRONG, f"the server has ended by itself with {self.serving.returncode}")
        self.killer.hit(kind, share)
        self.story.append(f"{kind} killed after {share:.2f} of the usual time")

    # What happens.

    @property
    def replicas(self) -> list[Replica]:
        return [self.server, *self.offices]

    def cut(self, kind: str, command: list[str], success: str = "", text: str | None = None) -> Ended:
        outcome = self.killer.cut(kind, command, success, text)
        self.story.append(f"{kind}: {outcome.code} {json.dumps(command[1:])} {outcome.said[-300:]!r}")
        if not outcome.was_killed and outcome.code not in SUCCESS:
            raise Finding(WRONG, f"{kind} ended with {outcome.code}: {outcome.said[-500:]}")
        return outcome

    def settle(self, kind: str, replica: Replica, outcome: Ended, *batches: Batch, acknowledged: int | None = None) -> None:
        """Enters what was told into the ledger, and holds the file to it."""
        told = (len(batches) if outcome.is_acknowledged else 0) if acknowledged is None else acknowledged
        for batch in batches[:told]:
            replica.acknowledge(batch)
        if outcome.was_killed:
            self.tally.done[kind] += any(self.check(replica, *batches)[told:])

    def check(self, replica: Replica, *batches: Batch) -> list[bool]:
        """After a kill; now and then what opens the file again is killed as well."""
        if self.random.random() < 0.3:
            self.killer.cut("status after a kill", replica.command("status"))
        return replica.check(*batches)

    def sync(self, office: Replica) -> None:
        begin = time.monotonic()
        outcome = Syncing(office, self.server).ended()
        self.killer.took("sync", time.monotonic() - begin)
        if outcome.code not in SUCCESS:
            raise Finding(WRONG, f"{office.name}: sync ended with {outcome.code}: {outcome.said[-500:]}")

    def known(self, kind: str, name: str, what: object = "") -> None:
        if name not in KNOWN:
            raise Finding(kind, f"{name} {what}")
        self.tally.known[name] += 1

    def sweep(self, replica: Replica, name: str) -> None:
        """Nothing may be there that nobody keeps, once the next command had its chance."""
        left = [file for file in replica.folder.iterdir() if not KEPT.fullmatch(file.name)]
        for file in left:
            file.unlink()
        if left:
            self.known(WRONG, f"left behind by {name}", sorted(file.name for file in left))

    # All together.

    def agree(self) -> None:
        """A full sync of all; then all have the same, nothing told is missing, and each log gives its rows."""
        for replica in self.replicas:
            # Before anybody sends again what another one may have lost.
            replica.compare(replica.rows(), replica.must, "it")
            self.sweep(replica, "another command")
        for office in [*self.offices, *self.offices]:
            self.sync(office)
        digests, conflicts = set(), 0
        for replica in self.replicas:
            replica.check()
            replica.run("verify", "--deep")
            self.tally.numbers["verified"] += 1
            scopes = json.loads(replica.run("status", "--json"))["scopes"]
            digests |= {scope["digest"] for scope in scopes if scope["name"] == "uni"}
            conflicts += sum(scope["open_conflicts"] for scope in scopes)
        if len(digests) != 1 or any(office.rows() != self.server.rows() for office in self.offices):
            raise Finding(WRONG, "replicas differ after a full sync")
        self.tally.numbers["alike"] += 1
        if conflicts:
            raise Finding(WRONG, f"{conflicts} conflicts, and each row has one writer")

    def stop(self) -> None:
        if self.serving and self.serving.poll() is None:
            self.serving.kill()
            self.serving.wait()
