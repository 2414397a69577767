"""The bank of mutants, read from mutants.txt."""
import dataclasses
import pathlib
import re

# What the second implementation can't be made to break.
UNCHANGED = {
    63: "it enrols nobody", 65: "it does not stay", 67: "it does not stay",
    77: "it does not offer to take a checkpoint, so what it must refuse is a verb that it does not know"}


@dataclasses.dataclass(frozen=True)
class Mutation:
    requirement: int
    title: str
    file: str
    old: str
    new: str


def _block(text: str) -> Mutation:
    head, *lines = text.splitlines()
    number, title, file = re.fullmatch(r"R(\d+) (.+) @ (\S+)", head).groups()
    old, new = ("\n".join(line[1:] for line in lines if line[0] == mark) for mark in "-+")
    return Mutation(int(number), title, file, old, new)


def read() -> list[Mutation]:
    text = pathlib.Path(__file__).with_name("mutants.txt").read_text("utf-8")
    return [_block(block) for block in text.strip().split("\n\n")[1:]]
