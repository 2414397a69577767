"""Whether every requirement of Protocol/ has a case, or a reason why it can't."""
import pathlib
import re

from cases import Case

_PAGES = pathlib.Path(__file__).resolve().parents[2] / "Protocol"

# What nobody sees from outside.
EXCUSED: dict[int, str] = {
    73: "a file: JoiningByFileTests",
    74: "a file: JoiningByFileTests",
}
# What only the peer itself can break: the cases that keep it look at what it says.
ONLY_KEPT = {
    2: "the certificate is the responder's own",
    26: "the digest is the responder's; another one is a difference, not a fault",
    31: "what is held already is acknowledged, whoever sends it",
    39: "a wrong seal is no error",
    49: "the steps are the responder's",
    50: "the steps are the responder's",
    71: "a frontier with more points or fewer is no fault",
    56: "the responder must read while it writes",
}


def requirements() -> set[int]:
    text = "".join(page.read_text("utf-8") for page in _PAGES.glob("*.md"))
    return {int(number) for number in re.findall(r"\[R(\d+)\]", text)}


def faults(cases: list[Case]) -> list[str]:
    numbers = requirements()
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
