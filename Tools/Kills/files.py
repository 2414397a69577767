"""What is done with files, each under the killer: backups, restores, bundles; joining, and another key."""
import contextlib
import json
import pathlib
import sqlite3

from committee import Committee
from killer import ended, start
from replica import Replica
from tally import LOST, NO_FILE, NOT_IN_BUNDLE, NOT_JOINED, UNOPENABLE, Finding
from works import work


@work(8)
def back_up(committee: Committee) -> None:
    replica = committee.random.choice(committee.replicas)
    file, must = replica.folder / f"backup-{committee.next_number()}", replica.ready_for_backup()
    extra = ["--check"] if committee.random.random() < 0.3 else []
    outcome = committee.cut("backup", replica.command("backup", file, *extra), "^Backed up")
    is_there = file.exists()
    if outcome.is_acknowledged and not is_there:
        raise Finding(LOST, f"{replica.name}: a backup that was acknowledged is not there")
    if outcome.was_killed:
        committee.check(replica)
        committee.tally.done["backup"] += is_there and not outcome.is_acknowledged
    # One that is there is whole; where there is none, the same command makes it.
    if not is_there or committee.random.random() < 0.3:
        replica.run("backup", file, "--check")
    replica.compare(replica.rows(file), must, file.name)
    committee.sweep(replica, "backup")
    if replica.backup:
        replica.backup[0].unlink()
    replica.backup = file, must


@work(8)
def restore(committee: Committee) -> None:
    office = committee.random.choice(committee.offices)
    if not office.backup:
        file, must = office.folder / f"backup-{committee.next_number()}", office.ready_for_backup()
        office.run("backup", file)
        office.backup = file, must
    # What the server has comes back; what it has not stays in the file that is kept.
    is_synced = committee.random.random() < 0.7
    if is_synced:
        committee.sync(office)
    before, (file, at_backup) = dict(office.must), office.backup
    outcome = committee.cut("restore", office.command("restore", file), "^Restored")
    office.must = dict(at_backup)
    if not office.database.exists():
        committee.known(UNOPENABLE, NO_FILE)
        office.run("restore", file)
    if outcome.was_killed:
        committee.check(office)
    kept = [path for path in office.folder.glob("replica.db.before-*") if path.name.count("-") == 1]
    found = office.rows()
    is_old = all(found.get(key, 0) >= number for key, number in before.items())
    if outcome.is_acknowledged and not kept:
        raise Finding(LOST, f"{office.name}: the file that was there before a restore is not kept")
    if kept:
        office.compare(office.rows(kept[0]), before, kept[0].name)
    elif not is_old:
        raise Finding(LOST, f"{office.name}: neither the file before a restore nor the restored one")
    if outcome.was_killed:
        committee.tally.done["restore"] += bool(kept) and not outcome.is_acknowledged
    if is_old:
        office.must = before
    for part in office.folder.glob("replica.db.before-*"):
        part.unlink()
    committee.sync(office)
    if is_synced:
        office.holds(before)
        office.check()
    committee.sweep(office, "restore")


@work(6)
def carry_bundle(committee: Committee) -> None:
    office, server = committee.random.choice(committee.offices), committee.server
    batch = office.draw(committee.random, committee.random.randint(1, 20))
    office.write(batch)
    file, options = office.folder / "bundle", committee.random.choice([["--plain"], ["--for", "server"]])
    file.unlink(missing_ok=True)
    must = dict(office.must)
    outcome = committee.cut("bundle export", office.command("bundle export", file, *options), "written to")
    if outcome.is_acknowledged and not file.exists():
        raise Finding(LOST, f"{office.name}: a bundle that was acknowledged is not there")
    if outcome.was_killed:
        committee.check(office)
        committee.tally.done["bundle export"] += file.exists() and not outcome.is_acknowledged
    if not file.exists():
        office.run("bundle export", file, *options)
    committee.sweep(office, "bundle export")
    had = server.rows()
    news = {key: number for key, number in must.items() if had.get(key, 0) < number}
    outcome = committee.cut("bundle import", server.command("bundle import", file), "taken in")
    if outcome.was_killed:
        # All or nothing; a bundle for one device holds what that lacks, which is not told here.
        whole = committee.check(server, *([news] if options == ["--plain"] else []))
        committee.tally.done["bundle import"] += bool(news) and whole == [True] and not outcome.is_acknowledged
        server.run("bundle import", file)
    found = server.rows()
    if any(found.get(key, 0) < number for key, number in must.items()) and options != ["--plain"]:
        committee.known(LOST, NOT_IN_BUNDLE)
        committee.sync(office)
    server.holds(must)
    server.compare(server.rows(), must, "a bundle's receiver")


@work(3)
def join(committee: Committee) -> None:
    """A new office takes the place of one whose edits are all on the server."""
    gone = committee.random.choice(committee.offices)
    committee.sync(gone)
    office, line = committee.new_office()
    command = office.command("join", line, "--name", office.name)
    outcome = committee.cut("join", command, "^Joined")
    if not outcome.is_acknowledged:
        _join_again(committee, office, command)
    committee.sync(office)
    office.holds(committee.server.must)
    office.check()
    committee.sweep(office, "join")
    committee.offices[committee.offices.index(gone)] = office


def _join_again(committee: Committee, office: Replica, command: list[str]) -> None:
    again = ended(start(command))
    if again.code == 0:
        return
    committee.known(UNOPENABLE, NOT_JOINED, again.said)
    # Its key is enrolled, or may be.
    for file in office.folder.glob("replica.db*"):
        if file.suffix != ".key":
            file.unlink()
    office.run("join", *command[command.index("join") + 3:-2])


@work(6)
def replace_key(committee: Committee) -> None:
    """An office whose key is lost, or known to others, goes on under another one, with all that it never sent."""
    office = committee.random.choice(committee.offices)
    office.write(office.draw(committee.random, committee.random.randint(1, 20)))
    before, options = dict(office.must), ["--new-key"]
    if committee.random.random() < 0.7:
        pathlib.Path(f"{office.database}.key").unlink()
        options = []
    command = office.command("join", committee.new_invite(), *options)
    outcome = committee.cut("key replacement", command, "^There is a new key|^Joined")
    while not outcome.is_acknowledged:
        # What goes on is killed as well, now and then.
        outcome = committee.cut("key replacement again", command, "^There is a new key|^Joined")
    office.check()
    kept = office.folder / "replica.db.former-1"
    office.compare(office.rows(kept), before, kept.name)
    for part in office.folder.glob("replica.db.former-*"):
        part.unlink()
    committee.sync(office)
    committee.server.holds(before)
    committee.server.check()
    committee.sweep(office, "key replacement")
    # A backup of the former device is not restored over this one's file.
    if office.backup:
        office.backup[0].unlink()
        office.backup = None


@work(5)
def compact(committee: Committee) -> None:
    """The server signs what everybody has got, and the log of one replica leaves the rest to its archive."""
    for office in committee.offices:
        committee.sync(office)
    replica = committee.random.choice(committee.replicas)
    devices = json.loads(committee.server.run("devices", "--json"))
    here = {_device(replica) for replica in committee.replicas}
    gone = sorted(device["id"] for device in devices if device["id"] not in here and not device["revoked"])
    options = ["--keep", "0", *(word for device in gone for word in ("--without", device))]
    if replica is not committee.server:
        # There is something to follow, unless nothing new was everybody's.
        code = ended(start(committee.server.command("compact", *options))).code
        if code not in (0, 75):
            raise Finding(UNOPENABLE, f"the server's compact ended with {code}")
        committee.sync(replica)
        options = []
    must = dict(replica.must)
    outcome = committee.killer.cut("compact", replica.command("compact", *options), "The archive is|nothing to compact")
    if not outcome.was_killed and outcome.code not in (0, 75):
        raise Finding(UNOPENABLE, f"compact ended with {outcome.code}: {outcome.said[-500:]}")
    if outcome.was_killed:
        committee.check(replica)
        replica.run("verify", "--deep")
    replica.compare(replica.rows(), must, "a compacted file")
    committee.sweep(replica, "compact")


def _device(replica: Replica) -> str:
    with contextlib.closing(sqlite3.connect(replica.database)) as file:
        return file.execute("SELECT value FROM zhibu_meta WHERE key = 'device'").fetchone()[0]
