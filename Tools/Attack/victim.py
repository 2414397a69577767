"""The server that is attacked, and what an honest office sees of it."""
import pathlib
import sqlite3
import subprocess
import time

from actors import Actor, row
from changesets import Changeset
from footprint import Footprint
from office import Office
from targets import ENVIRONMENT
from wire import Unmet
from world import World, found_program

# How long an honest office may have to try while somebody attacks.
HONEST_PATIENCE = 3.0


def need(condition: bool, what: str) -> None:
    if not condition:
        raise Unmet(f"expected {what}")


class Victim:
    def __init__(self, folder: pathlib.Path, program: str) -> None:
        self.folder, self.program = folder, program
        self.world: World = found_program(folder, program)
        self.target = self.world.target
        self.footprint = Footprint(self.target.process.pid)
        # An honest author, a device that is enrolled and evil, and one that may only read.
        self.honest, self.evil, self.spy = Actor("honest"), Actor("evil"), Actor("spy")
        world = self.world
        world.enter(world.entry(
            world.root, *world.member_lines(self.honest, ["editor"], ["college", "uni"]),
            *world.member_lines(self.evil, ["editor"], ["bulk", "uni"]),
            *world.member_lines(self.spy, ["reader"], ["bulk", "uni"])))
        self._offices = 0
        self.honest_session()

    # The honest.

    def honest_session(self) -> float:
        """Seconds until an honest office has been let in and has written something."""
        changeset = self.world.chain("uni", self.honest).next()
        begin = time.monotonic()
        while True:
            try:
                with self.world.talk(self.honest) as talk:
                    talk.sending("uni").acknowledged("uni", changeset)
                    talk.say("sent", "uni", 1)
                return time.monotonic() - begin
            except (Unmet, OSError) as why:
                if time.monotonic() - begin > HONEST_PATIENCE:
                    raise Unmet(f"an honest office gets in within {HONEST_PATIENCE:.0f} seconds: {why}") from None
                time.sleep(0.2)

    def new_office(self, *scopes: str) -> Office:
        """A real replica, enrolled by invite."""
        self._offices += 1
        folder = self.folder / f"office-{self._offices}"
        folder.mkdir()
        return Office(folder, self.program, self.target.invite(*(scopes or ("uni",))))

    # What it holds and shows.

    def title(self, key: str) -> str | None:
        """What the row of `note` shows, or None where it is not there."""
        # A reader of a file in WAL mode needs its lock file; it writes nothing.
        with sqlite3.connect(f"file:{self.target.database}?mode=ro", uri=True, timeout=10) as database:
            found = database.execute("SELECT title FROM note WHERE id = ?", (key,)).fetchone()
        return found[0] if found else None

    def shows(self, **titles: str | None) -> None:
        for key, title in titles.items():
            found = self.title(key)
            need(found == title, f"the row {key} to show {title!r}, not {found!r}")

    def numbers_of(self, author: str, scope: str = "uni") -> list[int]:
        """The last numbers of an author's paths."""
        return [number for name, number, _ in self.world.frontier(scope) if name == author]

    def sends(self, actor: Actor, scope: str, *changesets: Changeset) -> None:
        """`actor` gives them in a session of its own, and they are acknowledged."""
        with self.world.talk(actor) as talk:
            talk.sending(scope).acknowledged(scope, *changesets)
            talk.say("sent", scope, len(changesets))

    def verifies(self) -> None:
        done = subprocess.run(
            [self.program, "verify", "--deep", "--db", str(self.target.database), "--lang", "en"],
            capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
        need(done.returncode == 0, f"verify --deep to end with 0, not {done.returncode}: {done.stderr.strip()[-300:]}")

    # Memory.

    def growth(self, run) -> float:
        """How many MiB more were resident at most while `run` ran.

        Memory that an attack before has left free is used again and does not show; so those that take more come later.
        """
        self.footprint.forget_peak()
        before = self.footprint.now
        run()
        return self.footprint.peak - before

    def bounded(self, run, most: float) -> str:
        """Must not take more than so many MiB, and an honest office must get in behind it."""
        grown = self.growth(run)
        need(grown < most, f"less than {most} MiB more, not {grown:.0f}")
        self.honest_session()
        return f"{grown:.0f} MiB more at most, of {most}"


def titled(key: str, title: str) -> list[dict]:
    return row(key, title=title)

