"""The floors of the house (docs/architecture.md), and a checker that reads the source.

Every import counts: inside functions, under TYPE_CHECKING, relative, or by name through importlib.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "desk_access"

FLOORS = {
    "errors": 0,
    "account": 0,
    "keyring_access": 0,
    "limits": 0,
    "opencv": 0,
    "own_command_line": 0,
    "resources": 0,
    "system_libraries": 0,
    "signing": 0,
    "model": 0,
    "camera_address": 1,
    "config": 1,
    "ports": 1,
    "vision": 2,
    "attendance": 2,
    "access": 2,
    "capture": 3,
    "inference": 3,
    "store": 3,
    "doors": 3,
    "reports": 3,
    "imports": 3,
    "service": 3,
    "bootstrap": 4,
    "cli": 5,
    "gui": 5,
    "__main__": 6,
}
"""A room imports from lower floors and from itself. A new room gets its floor here."""

SAME_FLOOR = {
    ("resources", "errors"),
    ("system_libraries", "errors"),
    ("signing", "errors"),
    ("signing", "keyring_access"),
}
"""The only steps that go to a neighbour."""

SERVICE_SEES = {"errors", "model", "config", "ports", "vision", "attendance", "access"}
"""The running system knows the ports, never who stands behind them."""

OWNERS = {
    "PySide6": "gui",
    "shiboken6": "gui",
    "qtpy": "gui",
    "qtawesome": "gui",
    "onnxruntime": "inference",
    "mediapipe": "inference",
    "ai_edge_litert": "inference",
    "onnx": "inference",
    "sqlalchemy": "store",
    "alembic": "store",
    "cv2": "opencv",
    "networkx": "vision",
    "icalendar": "imports",
    "charset_normalizer": "imports",
    "PIL": "capture",
    "pillow_heif": "capture",
    "fpdf": "reports",
    "cryptography": "signing",
    "keyring": "keyring_access",
    "holidays": "imports",
}
"""The one room that may import a library; others take cv2 from ``desk_access.opencv``."""

NEVER = {
    "trainer", "tests", "torch", "pytorch_metric_learning", "albumentations", "tensorboard", "tqdm",
    "scipy", "sklearn",
}  # fmt: skip
"""What the application never imports: its own install has no trainer and no library of it."""

TRAINER = "trainer"

TRAINER_SEES = {"errors", "model", "config", "vision", "opencv", "resources"}
"""The rooms of the application that every part of the trainer may use."""

CHAIN = (
    "system_libraries", "ports", "inference", "bootstrap", "capture.pictures",
    "service.evaluation", "service.label_errors", "service.workbench", "cli.evaluate",
    "cli.evaluation_lines", "cli.terminal",
)  # fmt: skip
"""How the application itself starts, finds, aligns, embeds, measures and is told what to measure;
beginnings of names."""

ON_THE_CHAIN = {
    "__main__", "commands", "data", "peers", "evaluate", "calibrate", "export", "manifest_text",
}  # fmt: skip
"""The parts of the trainer that may use the chain. What learns (networks, losses, mining, the loop)
sees crops only."""

NEVER_IN_TRAINER = {"PySide6", "cv2", "sqlalchemy", "mediapipe", "tests"}
"""cv2 comes from ``desk_access.opencv``, the others from nowhere."""

PURE = {"model", "vision", "attendance", "access"}
IMPURE_MODULES = {
    "asyncio", "concurrent", "glob", "http", "io", "multiprocessing", "os", "queue", "shutil",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
"""Files, threads, clocks and networks, which the pure rooms do without."""

IMPURE_CALLS = {
    "imread", "imwrite", "now", "open", "read_bytes", "read_text", "today", "utcnow", "write_bytes",
    "write_text",
}  # fmt: skip

ROOM_OF_VIDEO = "capture"
UNKNOWN = "a name that only the running program knows"


@dataclass(frozen=True)
class Import:
    """One import: the room and file it stands in, the line, and the full name imported."""

    room: str
    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.name}"


@dataclass(frozen=True)
class Source:
    """One parsed module and the room it belongs to."""

    room: str
    file: str
    package: tuple[str, ...]
    tree: ast.Module


def sources(root: Path, package: str = PACKAGE) -> Iterator[Source]:
    """Every module of the package below ``root``, the folder that holds it."""
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        room = parts[1] if len(parts) > 2 or parts[1] != "__init__" else ""
        tree = ast.parse(path.read_text("utf-8"), str(path))
        yield Source(room, path.relative_to(root).as_posix(), parts[:-1], tree)


def imports(source: Source) -> Iterator[Import]:
    """Every import of a module, wherever it stands in it."""
    for node in ast.walk(source.tree):
        for name in _imported(node, source.package):
            yield Import(source.room, source.file, node.lineno, name)


def _imported(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = package[: len(package) + 1 - node.level] if node.level else ()
        stem = ".".join((*base, node.module) if node.module else base)
        return [f"{stem}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
        first = node.args[0] if node.args else None
        name = first.value if isinstance(first, ast.Constant) else "."
        return [UNKNOWN if not isinstance(name, str) or name.startswith(".") else name]
    return []


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def faults(root: Path) -> list[str]:
    """Everything in the package that breaks the order of the house, one sentence each."""
    found = []
    for source in sources(root):
        if source.room and source.room not in FLOORS:
            found.append(f"{source.file}: the room {source.room} has no floor")
            continue
        for each in imports(source):
            found += [f"{each}: {why}" for why in _import_faults(each)]
        found += _video_faults(source)
        if source.room in PURE:
            found += _purity_faults(source)
    return found


def trainer_faults(root: Path) -> list[str]:
    """Every import of the trainer that it should do without, one sentence each."""
    return [
        f"{each}: {why}"
        for source in sources(root, TRAINER)
        for each in imports(source)
        if (why := _trainer_fault(each))
    ]


def _trainer_fault(each: Import) -> str:
    """Why the trainer may not import this; empty when it may."""
    top, _, inside = each.name.partition(".")
    room = inside.partition(".")[0]
    if each.name == UNKNOWN:
        return "nobody can check that"
    if top in NEVER_IN_TRAINER:
        return "the trainer does without it"
    if top != PACKAGE or room in TRAINER_SEES or room not in FLOORS:
        return ""
    if not inside.startswith(CHAIN):
        return "the trainer does without that room"
    return "" if each.room in ON_THE_CHAIN else f"{each.room} is not in ON_THE_CHAIN"


def _import_faults(each: Import) -> Iterator[str]:
    parts = each.name.split(".")
    if parts[0] == PACKAGE:
        why = _step_fault(each.room, parts[1] if len(parts) > 1 else "")
        if why:
            yield why
    elif each.name == UNKNOWN:
        yield "the floors cannot be checked"
    elif parts[0] in NEVER:
        yield "the application does without it"
    elif OWNERS.get(parts[0], each.room) != each.room:
        yield f"only {OWNERS[parts[0]]} may"
    elif each.room in PURE and parts[0] in IMPURE_MODULES:
        yield f"{each.room} is pure: no files, threads, clocks or networks"
    elif _lean(each.room) and parts[0] not in {*sys.stdlib_module_names, *OWNERS, "numpy"}:
        yield f"{each.room} does with the standard library and numpy"


def _lean(room: str) -> bool:
    """Whether a room may be read, run and tested without any library but numpy."""
    return room in ("", "service") or FLOORS[room] <= FLOORS["vision"]


def _step_fault(room: str, target: str) -> str:
    """Why ``room`` may not import ``target``; empty when it may."""
    if target not in FLOORS:  # __version__, or a name that mypy refuses
        return ""
    if room == "":
        return "the package itself imports nothing, so that every room can be imported alone"
    if room == target or (room, target) in SAME_FLOOR:
        return ""
    if room == "service" and target not in SERVICE_SEES:
        return "service sees only ports and the pure rooms"
    if FLOORS[target] >= FLOORS[room]:
        return f"{room} is on floor {FLOORS[room]}, {target} on floor {FLOORS[target]}"
    return ""


def _video_faults(source: Source) -> Iterator[str]:
    if source.room == ROOM_OF_VIDEO:
        return
    for node in ast.walk(source.tree):
        names = (
            getattr(node, "attr", None), getattr(node, "id", None), getattr(node, "value", None)
        )  # fmt: skip
        if "VideoCapture" in [name for name in names if isinstance(name, str)]:
            yield f"{source.file}:{node.lineno}: only {ROOM_OF_VIDEO} may use VideoCapture"


def _purity_faults(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called(node) in IMPURE_CALLS:
            yield f"{source.file}:{node.lineno}: {source.room} is pure, but calls {_called(node)}"
