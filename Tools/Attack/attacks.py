"""What an attack is, and the list of all."""
import dataclasses
from collections.abc import Callable

from victim import Victim


@dataclasses.dataclass(frozen=True)
class Attack:
    """`run` gives a remark with the figures, or raises `Unmet` where the attack succeeded."""

    name: str
    run: Callable[[Victim], str | None]
    # Runs beside the others: it waits for a bound of time.
    beside: bool

    @property
    def module(self) -> str:
        return self.run.__module__


ALL: list[Attack] = []


def attack(name: str, beside: bool = False):
    return lambda run: ALL.append(Attack(name, run, beside)) or run
