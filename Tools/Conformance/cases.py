"""What a case is, and the list of all."""
import dataclasses
import re
from collections.abc import Callable

from wire import Wire
from world import World


@dataclasses.dataclass(frozen=True)
class Case:
    """`name` begins with the requirements that it holds the peer to. A case that `breaks` one must leave no trace."""

    name: str
    run: Callable[[World], None]
    breaks: bool
    needs: frozenset[str]
    # `beside` the others runs what waits for a bound of time, `last` what disturbs others.
    when: str = ""

    @property
    def requirements(self) -> list[int]:
        return [int(number) for number in re.findall(r"\bR(\d+)\b", self.name.partition(":")[0])]


ALL: list[Case] = []


def add(name: str, run: Callable[[World], None], breaks: bool, needs: str = "", when: str = "") -> None:
    ALL.append(Case(name, run, breaks, frozenset(needs.split()), when))


def keeps(name: str, needs: str = "", when: str = ""):
    """The peer must take what the decorated function says."""
    return lambda run: add(name, run, False, needs, when) or run


def breaks(name: str, needs: str = "", when: str = ""):
    """The peer must refuse it, and hold what it held."""
    return lambda run: add(name, run, True, needs, when) or run


def refusal(name: str, begin: Callable[[World], Wire], data: bytes, *codes: int, needs: str = "") -> None:
    """A breaking case in one line: up to a state, bytes, one of these codes."""

    def run(world: World) -> None:
        with begin(world) as talk:
            talk.raw(data)
            talk.refused(*codes)

    add(name, run, True, needs)
