"""Offices that are connected at once, on one thread: nearly all of the time they wait."""
import selectors
import subprocess
import threading
import time

from actors import Actor, Chain
from changesets import Changeset
from frontier import SCOPE, Frontier
from staying import WAITING, Office
from targets import ENVIRONMENT
from wire import Unmet

# A change that is not with all by then is not late but lost.
PATIENCE = 30.0


class Crowd:
    def __init__(self, world, count: int, authors: int) -> None:
        self.world = world
        self.actors = [Actor(f"office {number}") for number in range(count)]
        lines = [line for actor in self.actors for line in world.member_lines(actor, ["editor"], [SCOPE])]
        world.enter(world.entry(world.root, *lines))
        self.chain, self.last = self._write(authors)
        self.offices: list[Office] = []
        self.selector = selectors.DefaultSelector()

    def _write(self, authors: int) -> tuple[Chain, Changeset]:
        """Each of so many writes once; gives the first one's chain and its last changeset."""
        chains = [self.world.chain(SCOPE, actor) for actor in self.actors[:authors]]
        first = [chain.next() for chain in chains]
        self.world.sync(SCOPE, *first)
        return chains[0], first[0]

    def connect(self) -> None:
        frontier = Frontier(self.world.frontier(SCOPE))
        for actor in self.actors:
            office = Office(self.world.talk(actor).waiting(), frontier)
            self.offices.append(office)
            self.selector.register(office, selectors.EVENT_READ, office)

    def leave(self) -> None:
        for office in self.offices:
            office.leave()

    # Until all have settled.

    def _step(self) -> None:
        for key, events in self.selector.select(0.05):
            office: Office = key.data
            if events & selectors.EVENT_READ:
                office.read()
            if office.unsent:
                office.write()
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if office.unsent else 0)
            if wanted != key.events:
                self.selector.modify(office, wanted, office)

    def _until(self, is_done) -> None:
        limit = time.monotonic() + PATIENCE
        while not is_done():
            self._step()
            if time.monotonic() > limit:
                raise Unmet("a change has not reached all offices")

    def rest(self, seconds: float) -> None:
        """So long nothing is done but answering the server."""
        limit = time.monotonic() + seconds
        self._until(lambda: time.monotonic() > limit)

    def _until_all_have_it(self, readers: list[Office]) -> None:
        """Until each of the readers has what is on its way now, and all wait."""
        counts = [len(office.arrivals) for office in readers]
        self._until(lambda: (
            all(len(office.arrivals) > count for office, count in zip(readers, counts))
            and all(office.state == WAITING for office in self.offices)))

    def change_of_one(self) -> float:
        """Seconds from an office's commit until each of the others has read it."""
        writer, others = self.offices[0], self.offices[1:]
        self.last = self.chain.next(self.last)
        begin = time.monotonic()
        writer.commit(self.last)
        self._until_all_have_it(others)
        return max(office.arrivals[-1] for office in others) - begin

    def change_by_sql(self, number: int) -> tuple[float, float]:
        """Seconds from the start of `zhibu sql` until all have read it, and how many of them that took itself."""
        target = self.world.target
        statement = f"INSERT INTO note(id, title) VALUES ('by-sql-{number}', 'crowd')"
        command = [target.program, "sql", "--db", str(target.database), "--lang", "en", statement]
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        ended: list[float] = []
        waiting = threading.Thread(target=lambda: (process.wait(), ended.append(time.monotonic())))
        waiting.start()
        self._until_all_have_it(self.offices)
        waiting.join()
        if process.returncode != 0:
            raise Unmet(f"zhibu sql ended with {process.returncode}")
        return max(office.arrivals[-1] for office in self.offices) - begin, ended[0] - begin
