"""What an office holds of the shared scope: the last changeset of each author."""
import hashlib

from wire import joined

SCOPE = "uni"
Point = tuple[str, int, str]


class Frontier:
    """A value that all offices with the same changesets share: with hundreds of them its lines are made once."""

    def __init__(self, points: list[Point]) -> None:
        self.points = sorted(points)
        lines = "".join("%s:%d:%s\n" % point for point in self.points)
        self.digest = hashlib.sha256(lines.encode()).hexdigest().encode()
        self.lines = b"".join(joined("frontier", SCOPE, *point) for point in self.points)
        self.lines += joined("frontier-end", SCOPE)
        self._after: dict[Point, Frontier] = {}

    def after(self, point: Point) -> "Frontier":
        """With one changeset more; no chain forks here."""
        if point not in self._after:
            others = [other for other in self.points if other[0] != point[0]]
            self._after[point] = Frontier([*others, point])
        return self._after[point]
