"""What a run counts, and what it may not find."""
import collections
import dataclasses

LOST, UNOPENABLE, WRONG = "lost", "can't be opened", "wrong"
# Of the usual time of such a run; what is killed later was slower than usual.
PARTS = ["first third", "second", "last", "beyond"]

# What is known to happen and is still to be mended: counted apart. Taken out of here, it is a finding from then on.
NO_FILE = "restore: until it is restored again there is no file of that name"
NOT_JOINED = "join: the same command does not go on"
NOT_IN_BUNDLE = "bundle: what was written beside a sync is taken for sent, and left out for that device"
KNOWN = {"left behind by backup", "left behind by bundle export", "left behind by restore"}


class Finding(Exception):
    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


@dataclasses.dataclass
class Tally:
    kills: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    # What was killed had done its work, and nobody had been told.
    done: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    known: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    numbers: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    findings: list = dataclasses.field(default_factory=list)

    @property
    def hits(self) -> int:
        return sum(self.kills.values())

    def add(self, other: "Tally") -> None:
        for name in ("kills", "done", "known", "numbers"):
            getattr(self, name).update(getattr(other, name))
        self.findings += other.findings

    def table(self) -> str:
        kinds = sorted({kind for kind, _ in self.kills})
        rows = [["killed", "times", *PARTS, "done, not told"]]
        for kind in kinds:
            parts = [self.kills[kind, part] for part in PARTS]
            rows.append([kind, sum(parts), *parts, self.done[kind]])
        rows.append(["all", self.hits, *(sum(self.kills[k, part] for k in kinds) for part in PARTS), self.done.total()])
        widths = [max(len(str(row[place])) for row in rows) for place in range(len(rows[0]))]
        lines = ["  ".join(
            str(cell).ljust(width) if place == 0 else str(cell).rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths))) for row in rows]
        of = collections.Counter(kind for kind, _ in self.findings)
        lines += [
            "", f"acknowledged changes: {self.numbers['acknowledged']}, compared {self.numbers['compared']} times",
            f"replicas opened after a kill: {self.numbers['opened']}; "
            f"verify --deep: {self.numbers['verified']}; all alike after a full sync: {self.numbers['alike']} times; slept in a sync: {self.numbers['slept']}",
            f"lost: {of[LOST]}; replicas that could not be opened: {of[UNOPENABLE]}; otherwise wrong: {of[WRONG]}"
            f"{', besides:' if self.known else ''}"]
        lines += [f"    known to be open: {name}: {count}" for name, count in sorted(self.known.items())]
        return "\n".join(lines)
