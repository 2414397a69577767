"""A sync, and what it promises."""
from killer import Ended, ended, start
from replica import Replica


class Syncing:
    """A sync that runs; where it is acknowledged, both sides have what both had when it began."""

    def __init__(self, office: Replica, server: Replica, *, begins: bool = True) -> None:
        self.office, self.server = office, server
        self.sent, self.received = dict(office.must), dict(server.must)
        self.process = start(office.command("sync")) if begins else None

    def ended(self) -> Ended:
        outcome = ended(self.process, "^Synced")
        if outcome.is_acknowledged:
            self.acknowledge()
        return outcome

    def acknowledge(self) -> None:
        self.server.holds(self.sent)
        self.office.holds(self.received)
