"""A server that hides what it holds, or has forgotten it. The runner is that server; the office is the program."""
import subprocess

from actors import bytes_of
from attacks import attack
from changesets import Changeset
from host import Answer, Listener
from talk import Talk, digest_of
from victim import Victim, need, titled
from wire import PATIENCE, Unmet, joined

_NOTHING = digest_of([])


class Hostile:
    """Listens under the name of an enrolled device, and has an office sync with it."""

    def __init__(self, victim: Victim, office) -> None:
        self.victim, self.office = victim, office
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Hostile":
        self.listener = Listener()
        self.process = self.office.starts("sync", "--peer", self.listener.address)
        return self

    def __exit__(self, *_) -> None:
        self.listener.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def meets(self, **differing: str) -> "HostileAnswer":
        """Up to a round in these scopes, of which it claims to hold this."""
        talk = HostileAnswer(self.victim.world, self.victim.evil, *self.listener.accept())
        talk.prove()
        talk.compares(**differing)
        return talk

    def gives(self, talk: "HostileAnswer", *changesets: Changeset) -> None:
        """Hands them over and breaks off."""
        talk.hears_frontier("uni")
        talk.raw(b"".join(joined("frontier", "uni", *point) for point in talk.their_points["uni"]))
        talk.say("frontier-end", "uni")
        talk.expect("sent", "uni", 0)
        talk.raw(bytes_of(*changesets))
        talk.say("flush", "uni", len(changesets))
        talk.expect("ack", "uni", len(changesets))
        talk.close()
        self.process.wait(PATIENCE)

    def ended(self, talk: "HostileAnswer", *codes: int) -> None:
        talk.close()
        try:
            _, said = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise Unmet("expected the office to end") from None
        need(self.process.returncode in codes, f"the office to end with {codes}, not {self.process.returncode}: {said}")


class HostileAnswer(Answer):
    """A responder that says of each scope what it likes."""

    hear_batch, receive = Talk.hear_batch, Talk.receive
    _line_of_batch, unread_begins_with = Talk._line_of_batch, Talk.unread_begins_with
    offers: list[str] = []
    coming = None

    def compares(self, **differing: str) -> None:
        self.their_held = {name.decode(): digest.decode() for name, digest in self.hear_held().items()}
        for scope, digest in sorted((self.their_held | differing).items()):
            self.say("held", scope, digest)
        self.say("scopes-end")

    def hears_frontier(self, scope: str) -> list:
        self.their_points = {scope: []}
        while (fields := self.line())[0] == b"frontier":
            self.their_points[scope].append((fields[2].decode(), int(fields[3]), fields[4].decode()))
        need(fields == [b"frontier-end", scope.encode()], "frontier lines")
        return self.their_points[scope]

    def claims(self, scope: str, points: list) -> list[Changeset]:
        """Says that this is all it holds; what comes is acknowledged and thrown away."""
        self.raw(b"".join(joined("frontier", scope, *point) for point in sorted(points)))
        self.say("frontier-end", scope)
        came = self.receive(scope)
        self.say("sent", scope, 0)
        return came

    def agrees_and_ends(self) -> None:
        """Says that both hold the same, which is a lie."""
        self.compares()
        self.expect("bye")
        self.say("bye")


def _with_log(victim: Victim, slug: str) -> tuple:
    """An office that has an honest author's three changesets, from the server, and writes one itself."""
    chain, last = victim.world.chain("uni", victim.honest), None
    run = []
    for number in (1, 2, 3):
        last = chain.next(last, titled(f"{slug}-{number}", "true"))
        run.append(last)
    victim.sends(victim.honest, "uni", *run)
    office = victim.new_office()
    need(office.title(f"{slug}-3") == "true", "the office to have it")
    office.writes(f"{slug}-own", "own")
    return office, chain, run


def _nothing_lost(victim: Victim, office, slug: str) -> None:
    """Whatever it was told: the office has all, and an honest server gets all."""
    office.run("sync")
    for key in (f"{slug}-1", f"{slug}-2", f"{slug}-3"):
        need(office.title(key) == "true", f"the office to keep {key}")
    victim.shows(**{f"{slug}-own": "own", f"{slug}-3": "true"})
    office.run("verify", "--deep")


@attack("a server that hides one author's log")
def _(victim):
    office, chain, run = _with_log(victim, "hidden")
    with Hostile(victim, office) as hostile:
        talk = hostile.meets(uni="ab" * 32)
        others = [point for point in talk.hears_frontier("uni") if point[0] != chain.author]
        came = {changeset.hash for changeset in talk.claims("uni", others)}
        need(came.issuperset(changeset.hash for changeset in run), "the office to send it once more")
        talk.agrees_and_ends()
        hostile.ended(talk, 0)
    _nothing_lost(victim, office, "hidden")
    return "the office sends it again, and loses nothing"


@attack("a server that has forgotten all it acknowledged")
def _(victim):
    office, _, run = _with_log(victim, "forgot")
    counts = []
    for _ in range(2):
        with Hostile(victim, office) as hostile:
            talk = hostile.meets(uni=_NOTHING)
            all_points = talk.hears_frontier("uni")
            came = talk.claims("uni", [])
            counts.append(len(came))
            ends = {(changeset.author, changeset.number, changeset.hash) for changeset in came}
            need(ends.issuperset(all_points), "everything to come, up to each path's end")
            need({c.hash for c in came}.issuperset(c.hash for c in run), "the other author's changesets, too")
            talk.agrees_and_ends()
            hostile.ended(talk, 0)
    need(counts[0] == counts[1], f"as many the second time: {counts}")
    _nothing_lost(victim, office, "forgot")
    return f"all {counts[0]} come each time, though it acknowledged them"


@attack("a server that was rolled back")
def _(victim):
    office, chain, run = _with_log(victim, "rolled")
    with Hostile(victim, office) as hostile:
        talk = hostile.meets(uni="ab" * 32)
        points = [run[0].point if point[0] == chain.author else point for point in talk.hears_frontier("uni")]
        came = [changeset.number for changeset in talk.claims("uni", points) if changeset.author == chain.author]
        need(came == [2, 3], f"numbers 2 and 3 to come, not {came}")
        talk.agrees_and_ends()
        hostile.ended(talk, 0)
    _nothing_lost(victim, office, "rolled")
    return "what it lost comes again"


@attack("a server that claims to be ahead of everybody")
def _(victim):
    """Then nobody sends it anything; the office must not call that a success."""
    office, _, _ = _with_log(victim, "ahead")
    with Hostile(victim, office) as hostile:
        talk = hostile.meets(uni="ab" * 32)
        for _ in range(4):
            points = [(author, (1 << 40) - 1, "cd" * 32) for author, _, _ in talk.hears_frontier("uni")]
            talk.claims("uni", sorted(set(points)))
            talk.compares(uni="ab" * 32)
        talk.expect("bye")
        talk.say("bye")
        hostile.ended(talk, 75)
    _nothing_lost(victim, office, "ahead")
    return "the office says that it is not done"


@attack("a server that withholds what others have seen")
def _(victim):
    """It hands on a changeset whose author had seen another one, and not that one."""
    world, office = victim.world, victim.new_office()
    hidden = world.chain("uni", victim.honest).next(lines=titled("withheld", "true"))
    later = world.chain("uni", victim.evil).next(lines=titled("later", "true"), seen=[hidden.point])
    with Hostile(victim, office) as hostile:
        hostile.gives(hostile.meets(uni="ab" * 32), later)
    need(office.title("later") is None, "what names the hidden one to wait")
    victim.sends(victim.honest, "uni", hidden)
    office.run("sync")
    for key in ("withheld", "later"):
        need(office.title(key) == "true", f"the office to show {key}, now that the hidden one is there")
    return "what names the hidden one waits until it comes"


@attack("a server that shows an older control chain")
def _(victim):
    """As if nobody had been revoked: the office keeps what it knows."""
    world, office = victim.world, victim.new_office()
    count = "SELECT count(*) AS n FROM zhibu_device"
    before = office.asks(count)
    with Hostile(victim, office) as hostile:
        talk = hostile.meets(control="ab" * 32)
        talk.hears_frontier("control")
        came = talk.claims("control", [world.entries[0].point])
        need(len(came) >= len(world.entries) - 1, "the entries that it hides to be sent to it")
        talk.agrees_and_ends()
        hostile.ended(talk, 0)
    need(office.asks(count) == before, "the office to know as many devices as before")
    return "it is sent the entries that it hides"
