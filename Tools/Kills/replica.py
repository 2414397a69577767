"""One replica's file, and what it must hold."""
import pathlib
import random
import sqlite3

from killer import SUCCESS, ended, start
from tally import LOST, UNOPENABLE, WRONG, Finding, Tally

Batch = dict[str, int]


def upsert(batch: Batch) -> str:
    rows = ", ".join(f"('{key}', {number})" for key, number in batch.items())
    return f"INSERT INTO note(id, number) VALUES {rows} ON CONFLICT(id) DO UPDATE SET number = excluded.number"


class Replica:
    """Each key is one replica's own and its number only grows: what is shown must be no less than what was told."""

    def __init__(self, program: str, folder: pathlib.Path, tried: Batch, tally: Tally) -> None:
        folder.mkdir()
        self.program, self.folder, self.tried, self.tally = program, folder, tried, tally
        self.name, self.database = folder.name, folder / "replica.db"
        # The ledger, of its own edits and of what it has told that it received.
        self.must: Batch = {}
        self.keys: dict[str, list[str]] = {"note": [], "sheet": []}
        self.backup: tuple[pathlib.Path, Batch] | None = None

    def command(self, verb: str, *arguments: object) -> list[str]:
        return [self.program, *verb.split(), "--db", str(self.database), *map(str, arguments), "--lang", "en"]

    def run(self, verb: str, *arguments: object) -> str:
        done = ended(start(self.command(verb, *arguments)))
        if done.code not in SUCCESS:
            raise Finding(WRONG, f"{self.name}: {verb} ended with {done.code}: {done.said[-500:]}")
        return done.said

    def ready_for_backup(self) -> Batch:
        """What a backup that is made now must hold."""
        return dict(self.must)

    # The ledger.

    def draw(self, drawn: random.Random, count: int, table: str = "note") -> Batch:
        """Edits of so many rows, new ones and its own."""
        batch, own = {}, self.keys[table]
        for _ in range(count):
            if own and drawn.random() < 0.5:
                key = drawn.choice(own)
            else:
                key = f"{self.name}-{table}-{len(own)}"
                own.append(key)
            batch[key] = self.tried.get(key, 0) + 1
        self.tried.update(batch)
        return batch

    def acknowledge(self, batch: Batch) -> None:
        self.tally.numbers["acknowledged"] += len(batch)
        self.holds(batch)

    def holds(self, batch: Batch) -> None:
        for key, number in batch.items():
            self.must[key] = max(number, self.must.get(key, 0))

    # The file.

    def write(self, batch: Batch) -> None:
        """An edit of this very program, which nobody kills."""
        database = sqlite3.connect(self.database, timeout=20)
        with database:
            database.execute(upsert(batch))
        database.close()
        self.acknowledge(batch)

    def rows(self, file: pathlib.Path | None = None) -> Batch:
        try:
            database = sqlite3.connect(f"file:{file or self.database}?mode=ro", uri=True, timeout=20)
            try:
                return dict(database.execute("SELECT id, number FROM note UNION ALL SELECT id, number FROM sheet"))
            finally:
                database.close()
        except sqlite3.Error as why:
            raise Finding(UNOPENABLE, f"{self.name}: {file or self.database}: {why}") from None

    def check(self, *batches: Batch) -> list[bool]:
        """It must open and hold its ledger; says which of the batches are there, none of which may be there in part."""
        done = ended(start(self.command("status", "--json")))
        if done.code not in SUCCESS:
            raise Finding(UNOPENABLE, f"{self.name}: status ended with {done.code}: {done.said[-500:]}")
        self.tally.numbers["opened"] += 1
        found = self.rows()
        self.compare(found, self.must, "it")
        for key, number in found.items():
            if number > self.tried.get(key, 0):
                raise Finding(WRONG, f"{self.name}: {key} shows {number}, which nobody wrote")
        return [self._is_whole(found, batch) for batch in batches]

    def compare(self, found: Batch, must: Batch, where: object) -> None:
        self.tally.numbers["compared"] += len(must)
        missing = [f"{key} {found.get(key)} not {number}" for key, number in must.items() if found.get(key, 0) < number]
        if missing:
            raise Finding(LOST, f"{self.name}: {where} lacks {len(missing)} of {len(must)}: {', '.join(missing[:5])}")

    def _is_whole(self, found: Batch, batch: Batch) -> bool:
        there = [found.get(key, 0) >= number for key, number in batch.items()]
        if any(there) and not all(there):
            raise Finding(WRONG, f"{self.name}: {sum(there)} of {len(there)} rows of one transaction are there: {batch}")
        return all(there)
