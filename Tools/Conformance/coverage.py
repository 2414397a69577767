"""Whether every requirement of Protocol/spec.md has a case, or a reason why it can't."""
import pathlib
import re

from cases import Case

_SPEC = pathlib.Path(__file__).resolve().parents[2] / "Protocol" / "spec.md"

# What a listening peer never does, or nobody sees from outside.
EXCUSED: dict[int, str] = {}
# What only the peer itself can break: the cases that keep it look at what it says.
ONLY_KEPT: dict[int, str] = {}


def faults(cases: list[Case]) -> list[str]:
    numbers = {int(number) for number in re.findall(r"\[R(\d+)\]", _SPEC.read_text("utf-8"))}
    kept = {number for case in cases if not case.breaks for number in case.requirements}
    broken = {number for case in cases if case.breaks for number in case.requirements}
    said = [f"R{n}: neither covered nor excused" for n in sorted(numbers - kept - broken - EXCUSED.keys())]
    said += [f"R{n}: no case keeps it" for n in sorted(broken - kept)]
    said += [f"R{n}: no case breaks it" for n in sorted(kept - broken - ONLY_KEPT.keys())]
    said += [f"R{n}: excused, but covered" for n in sorted((kept | broken) & EXCUSED.keys())]
    said += [f"R{n}: broken by a case, yet in ONLY_KEPT" for n in sorted(broken & ONLY_KEPT.keys())]
    said += [f"R{n}: not in the specification" for n in sorted((kept | broken | EXCUSED.keys()) - numbers)]
    names = [case.name for case in cases]
    return said + [f"two cases are called {name}" for name in sorted({n for n in names if names.count(n) > 1})]
