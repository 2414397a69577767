"""Faults planted behind a replica's back: each must be found, or the harness proves nothing."""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

from committee import Committee
from killer import start
from replica import Replica, upsert
from tally import LOST, UNOPENABLE, WRONG, Finding, Tally
from works import WRITER

ALL: list = []


def plant(kind: str):
    def enter(does):
        ALL.append((kind, does))
        return does
    return enter


def missed(named: str) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="zhibu-kills-") as folder:
        committee = Committee(pathlib.Path(folder) / "world", named, "plants", Tally())
        try:
            return [f"{kind}: {does.__name__}" for kind, does in ALL if _found(committee, does) != kind]
        finally:
            committee.stop()


def _found(committee: Committee, does) -> str | None:
    """What a new office with three told edits, and the fault, is found to be."""
    office, line = committee.new_office()
    office.run("join", line, "--name", office.name)
    for _ in range(3):
        office.write(office.draw(committee.random, 2))
    committee.offices = [office]
    try:
        does(committee, office)
        office.check()
    except Finding as finding:
        return finding.kind
    return None


def _raw(office: Replica, statement: str) -> None:
    database = sqlite3.connect(office.database)
    for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    with database:
        database.execute(statement)
    database.close()


@plant(LOST)
def the_newest_row_is_deleted(committee, office):
    _raw(office, "DELETE FROM note WHERE rowid = (SELECT max(rowid) FROM note)")


@plant(LOST)
def a_row_shows_an_earlier_value(committee, office):
    _raw(office, "UPDATE note SET number = number - 1 WHERE rowid = (SELECT max(rowid) FROM note)")


@plant(WRONG)
def a_row_shows_what_nobody_wrote(committee, office):
    _raw(office, "UPDATE note SET number = 1000")


@plant(LOST)
def the_wal_of_a_killed_process_is_emptied(committee, office):
    batch = office.draw(committee.random, 2)
    process = start([sys.executable, "-I", "-S", str(WRITER), str(office.database)], subprocess.PIPE)
    # Without an end of its input it waits after the line.
    process.stdin.write(json.dumps(batch) + "\n")
    process.stdin.flush()
    process.stdout.readline()
    process.kill()
    process.communicate()
    office.acknowledge(batch)
    pathlib.Path(f"{office.database}-wal").write_bytes(b"")


@plant(WRONG)
def a_transaction_is_there_in_part(committee, office):
    batch = office.draw(committee.random, 4)
    office.run("sql", upsert(dict(list(batch.items())[:2])))
    office.check(batch)


@plant(UNOPENABLE)
def the_file_is_gone(committee, office):
    office.database.unlink()


@plant(UNOPENABLE)
def the_file_begins_with_something_else(committee, office):
    with open(office.database, "r+b") as file:
        file.write(b"x" * 100)


@plant(WRONG)
def two_replicas_differ(committee, office):
    committee.sync(office)
    extra = office.draw(committee.random, 1)
    _raw(office, upsert(extra))
    committee.agree()


@plant(LOST)
def the_server_forgets_a_sync(committee, office):
    server = committee.server
    server.run("backup", committee.folder / "earlier")
    committee.sync(office)
    committee.stop()
    for file in server.folder.glob("replica.db-*"):
        file.unlink()
    (committee.folder / "earlier").replace(server.database)
    committee.serve()
    server.check()
