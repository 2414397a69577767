"""How large the second implementation may be, and what it may lean on."""
import ast
import pathlib
import sys

from targets import TOOLS

LINES, WIDTH = 1_000, 120
# One package; Tools/read-changeset, which reads the format, is a program of its own and loaded by its path.
PACKAGES = {"cryptography"}


def _imported(source: str) -> set[str]:
    """The first names of what a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return {name.partition(".")[0] for name in names}


def faults(tools: pathlib.Path = TOOLS) -> list[str]:
    files = [tools / "peer", *sorted((tools / "Peer").glob("*.py"))]
    sources = {file.name: file.read_text("utf-8") for file in files}
    count = sum(len(source.splitlines()) for source in sources.values())
    said = [f"the peer has {count} lines, more than {LINES}"] if count > LINES else []
    known = sys.stdlib_module_names | PACKAGES | {file.stem for file in files}
    for name, source in sources.items():
        said += [f"{name} imports {module}" for module in sorted(_imported(source) - known)]
        said += [f"{name}:{number} has more than {WIDTH} characters"
                 for number, line in enumerate(source.splitlines(), 1) if len(line) > WIDTH]
    return said
