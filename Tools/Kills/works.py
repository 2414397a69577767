"""What people and programs do, each under the killer: edits, syncs, and a server that is gone for a while."""
import json
import pathlib
import signal
import sys
import time

from committee import Committee
from killer import SUCCESS, Ended, ended, start
from replica import upsert
from syncing import Syncing
from tally import WRONG, Finding

WRITER = pathlib.Path(__file__).resolve().parent / "writer.py"
# Busy, or the server is gone.
TRY_AGAIN = (1, 75)
WORKS: list[tuple[int, object]] = []


def work(weight: int):
    def enter(does):
        WORKS.append((weight, does))
        return does
    return enter


@work(20)
def edit(committee: Committee) -> None:
    replica = committee.random.choice(committee.replicas)
    batch = replica.draw(committee.random, committee.random.randint(1, 4))
    # Half of the time another program has the file open meanwhile, a sync or the server itself.
    beside = None
    if replica is not committee.server and committee.random.random() < 0.5:
        beside = Syncing(replica, committee.server)
    outcome = committee.cut("sql", replica.command("sql", upsert(batch)), "written")
    if beside and (code := beside.ended().code) not in SUCCESS:
        raise Finding(WRONG, f"a sync beside an edit ended with {code}")
    committee.settle("sql", replica, outcome, batch)


@work(12)
def write_by_another_program(committee: Committee) -> None:
    replica = committee.random.choice(committee.replicas)
    batches = []
    for _ in range(committee.random.randint(1, 20)):
        batches.append(replica.draw(committee.random, committee.random.randint(1, 3)))
    command = [sys.executable, "-I", "-S", str(WRITER), str(replica.database)]
    outcome = committee.cut("another program's edit", command, text="".join(json.dumps(batch) + "\n" for batch in batches))
    committee.settle("another program's edit", replica, outcome, *batches, acknowledged=outcome.said.count("committed"))


@work(10)
def import_sheet(committee: Committee) -> None:
    replica = committee.random.choice(committee.replicas)
    batch = replica.draw(committee.random, committee.random.randint(1, 30), "sheet")
    sheet = replica.folder / "sheet.csv"
    sheet.write_text("id,branch,number\n" + "".join(f"{key},b,{number}\n" for key, number in batch.items()))
    outcome = committee.cut("import", replica.command("import", "sheet", sheet), "written")
    committee.settle("import", replica, outcome, batch)


@work(20)
def sync(committee: Committee) -> None:
    office = committee.random.choice(committee.offices)
    batch = office.draw(committee.random, 2)
    beside = start(office.command("sql", upsert(batch))) if committee.random.random() < 0.5 else None
    syncing = Syncing(office, committee.server, begins=False)
    outcome = committee.cut("sync", office.command("sync"), "^Synced")
    if beside:
        written = ended(beside, "written")
        if written.code not in SUCCESS:
            raise Finding(WRONG, f"an edit beside a sync ended with {written.code}: {written.said[-500:]}")
        office.acknowledge(batch)
    _settle_sync(committee, syncing, outcome)


def _settle_sync(committee: Committee, syncing: Syncing, outcome: Ended) -> None:
    if outcome.is_acknowledged:
        syncing.acknowledge()
    if outcome.was_killed:
        committee.check(syncing.office)
        found = committee.server.rows()
        committee.server.compare(found, committee.server.must, "the server")
        news = {key: number for key, number in syncing.sent.items() if number > syncing.received.get(key, 0)}
        is_done = bool(news) and all(found.get(key, 0) >= number for key, number in news.items())
        committee.tally.done["sync"] += is_done and not outcome.is_acknowledged


@work(3)
def stay(committee: Committee) -> None:
    """A sync that goes on, and another office's news on their way to it."""
    watching, other = committee.random.sample(committee.offices, 2)
    batch = other.draw(committee.random, 2)
    other.write(batch)
    share = committee.killer.share()
    process = start(watching.command("sync", "--watch"))
    committee.sync(other)
    time.sleep(share * committee.killer.usual("sync"))
    process.kill()
    said = process.communicate()[0]
    if process.returncode != -9:
        raise Finding(WRONG, f"sync --watch ended with {process.returncode}: {said[-500:]}")
    committee.killer.hit("sync --watch", share)
    committee.check(watching)


@work(4)
def fall_asleep(committee: Committee) -> None:
    """One of both computers is suspended in the middle of a sync, and wakes up."""
    office = committee.random.choice(committee.offices)
    office.write(office.draw(committee.random, committee.random.randint(1, 40)))
    syncing = Syncing(office, committee.server)
    sleeper = committee.random.choice([syncing.process, committee.serving])
    time.sleep(committee.killer.share() * committee.killer.usual("sync"))
    sleeper.send_signal(signal.SIGSTOP)
    time.sleep(committee.random.uniform(0, 0.3))
    sleeper.send_signal(signal.SIGCONT)
    outcome = syncing.ended()
    if outcome.code not in SUCCESS:
        raise Finding(WRONG, f"a sync of a computer that slept ended with {outcome.code}: {outcome.said[-500:]}")
    committee.tally.numbers["slept"] += 1
    committee.server.compare(committee.server.rows(), office.must, "the server")


@work(16)
def kill_server(committee: Committee) -> None:
    drawn, killer = committee.random, committee.killer
    offices = drawn.sample(committee.offices, drawn.randint(1, len(committee.offices)))
    for office in offices:
        batch = office.draw(drawn, drawn.randint(1, 40))
        office.write(batch)
    share = killer.share()
    running = [Syncing(office, committee.server) for office in offices]
    # All at once take longer than one alone.
    time.sleep(share * killer.usual("sync") * (1 + len(offices)) / 2)
    committee.kill_serving("server", share)
    for syncing in running:
        outcome = syncing.ended()
        committee.story.append(f"{syncing.office.name}: {outcome.code} {outcome.said[-300:]!r}")
        if outcome.code not in (*SUCCESS, *TRY_AGAIN):
            raise Finding(WRONG, f"a sync whose server was killed ended with {outcome.code}: {outcome.said[-500:]}")
    # Before it is there again or with it, or when several of its starts were killed too.
    if is_checked_first := drawn.random() < 0.5:
        committee.server.check()
    while drawn.random() < 0.5:
        share = killer.share()
        committee.start_serving()
        time.sleep(share * killer.usual("server starting"))
        committee.kill_serving("server starting", share)
        is_checked_first = False
    committee.serve()
    if not is_checked_first:
        committee.server.check()
    for office in offices:
        office.compare(office.rows(), office.must, "an office whose server was killed")


@work(6)
def look(committee: Committee) -> None:
    replica = committee.random.choice(committee.replicas)
    verb = committee.random.choice(["status", "verify", "verify --deep"])
    if committee.cut(verb, replica.command(verb)).was_killed:
        committee.check(replica)
