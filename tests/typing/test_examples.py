"""Examples in docstrings, README and documentation type-check like a user's program."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.pages.blocks import blocksOf

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "tc_typed"
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/pages/**/*.md"))]

# Variables that examples use without defining them. In async modules, clients are async.
GIVEN = {
    "MyExtra": "type[pydantic.BaseModel]",
    "MyPayload": "type[pydantic.BaseModel]",
    "Payload": "type[Command]",
    "auth": "Auth",
    "body": "bytes",
    "build": "tc_typed.queue.TaskDefinition",
    "buildPayload": "DockerWorkerPayload",
    "channel": "Channel",
    "claim": "tc_typed.queue.ClaimedTask",
    "clientId": "str",
    "credentials": "tc_typed.Credentials",
    "definition": "tc_typed.queue.TaskDefinition",
    "define": "Callable[..., tc_typed.queue.TaskDefinition]",
    "events": "tc_typed.QueueEvents",
    "event": "dict[str, pydantic.JsonValue]",
    "graph": "TaskGraph",
    "hasGpu": "Callable[[], bool]",
    "hookGroupId": "str",
    "hookId": "str",
    "hooks": "Hooks",
    "imagePayload": "DockerWorkerPayload",
    "local": "tc_typed.testing.LocalTaskcluster",
    "metadata": "tc_typed.queue.TaskMetadata",
    "name": "str",
    "pulse": "tc_typed.pulse.MessageSource",
    "queue": "Queue",
    "registered": "tc_typed.flamenco.RegisteredWorker",
    "rendering": "tc_typed.taskcluster_yml.rendering.rendered.TaskclusterYmlRendering",
    "report": "tc_typed.graph.Report",
    "rootUrl": "str",
    "routingKey": "str",
    "runId": "int",
    "secret": "str",
    "service": "Object",
    "status": "tc_typed.queue.TaskStatus",
    "task": "tc_typed.queue.Task",
    "text": "str",
    "taskGroupId": "str",
    "taskId": "str",
    "taskcluster": "Taskcluster",
    "token": "str",
    "url": "str",
}
PRELUDE = """
from collections.abc import Callable
from typing import Protocol
import pydantic
import tc_typed.flamenco
import tc_typed.graph
import tc_typed.pulse
import tc_typed.queue
import tc_typed.taskcluster_yml.rendering.rendered
import tc_typed.testing

class Command(pydantic.BaseModel):
    command: list[str]


class Channel(Protocol):
    def queue_bind(self, queue: object, exchange: str, routing_key: str, /) -> object: ...
"""
CLASSES = ["Auth", "DockerWorkerPayload", "Hooks", "Object", "Queue", "TaskGraph", "Taskcluster"]
MODULES = ["asyncio", "httpx", "json", "os", "subprocess", "tc_typed"]
ASYNC_PLACES = ["tc_typed.aio", "tc_typed.transfers.aio"]
PLACES = [
    *("tc_typed", "tc_typed.transfers", "tc_typed.testing", "tc_typed.queue", "tc_typed.github"),
    *("tc_typed.flamenco", "tc_typed.notify", "tc_typed.testing.faults", "pathlib"),
    *("tc_typed.graph", "tc_typed.docker_worker", "tc_typed.auth", "tc_typed.pulse"),
    *("tc_typed.worker", "pydantic"),
    *("tc_typed.taskcluster_yml", "tc_typed.taskcluster_yml.check"),
]


def examples() -> Iterator[tuple[str, bool, str]]:
    """Yield each example: name, whether it is from an async module, and code."""
    for path in sorted(SOURCES.rglob("*.py")):
        module = "_".join(path.relative_to(SOURCES).with_suffix("").parts)
        # A docstring indents its blocks.
        for number, block in enumerate(blocksOf(path.read_text())):
            yield f"{module}_{number}", "aio" in module, block.text


def unknownNames(code: str) -> list[str]:
    """Return the names that code uses without defining them."""
    nodes = [*ast.walk(ast.parse(code))]
    names = [it for it in nodes if isinstance(it, ast.Name)]
    defined = {it.id for it in names if isinstance(it.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            defined |= {it.asname or it.name for it in node.names}
        if isinstance(node, ast.arg):
            defined.add(node.arg)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.add(node.name)
    used = {it.id for it in names if isinstance(it.ctx, ast.Load)}
    # `queue = queue.use(…)` would count as a definition, but no example does that.
    return sorted(used - defined - {*dir(builtins)})


def program(code: str, *, isAsync: bool) -> str:
    """Return a program with the example in a function, and imports and parameters for its names."""
    unknown = unknownNames(code)
    given = {name: GIVEN[name] for name in unknown if name in GIVEN}
    classes = {it for it in given.values() if it in CLASSES}
    lines = ["from __future__ import annotations", PRELUDE]
    for name in sorted({*unknown, *classes} - {*given}):
        place = placeOf(name, isAsync=isAsync)
        lines.append(f"from {place} import {name}" if place else f"import {name}")
    parameters = ", ".join(f"{name}: {kind}" for name, kind in given.items())
    lines.append(f"async def example({parameters}) -> None:")
    return "\n".join([*lines, textwrap.indent(code, "    ")])


def placeOf(name: str, *, isAsync: bool) -> str | None:
    """Return the module that exports a name; `None` if the name is a module."""
    if name in MODULES:
        return None
    for place in [*ASYNC_PLACES, *PLACES] if isAsync else PLACES:
        if hasattr(import_module(place), name):
            return place
    raise AssertionError(f"an example uses {name}, which is neither public nor in GIVEN")


def test_examples_type_check(tmp_path: Path) -> None:
    found = [*examples()]
    assert len(found) > 40
    assert {"core_sync_0", "transfers_aio_0", "urls_1"} <= {name for name, *_ in found}
    for name, isAsync, code in found:
        (tmp_path / f"{name}.py").write_text(program(code, isAsync=isAsync))
    assert errorsIn(tmp_path) == []


def test_pages_type_check(tmp_path: Path) -> None:
    folders: list[Path] = []
    for page in PAGES:
        written = pageFiles(page)
        # Files of the same name need separate runs of mypy; use few, since each takes time.
        for folder in folders:
            if not any((folder / name).exists() for name in written):
                break
        else:
            folder = tmp_path / str(len(folders))
            folder.mkdir()
            folders.append(folder)
        for name, text in written.items():
            (folder / name).write_text(text)
    assert (folders[0] / "test_worker.py").is_file()
    assert [error for folder in folders for error in errorsIn(folder)] == []


def pageFiles(page: Path) -> dict[str, str]:
    """Return the Python files of a page, and one with its other examples.

    It leaves out those whose errors the page shows, those for the official client, which has no
    types, and those that use packages which the page compiles.
    """
    found = blocksOf(page.read_text(encoding="utf-8"))
    commands = "".join(it.text for it in found if it.language == "console")
    official = re.compile(r"\b(import|from) taskcluster\b")
    python = [it for it in found if it.language == "python" and not official.search(it.text)]
    files = {it.title: it.text for it in python if it.title and it.title.endswith(".py")}
    wrong = [
        name for name in files if re.search(rf"^\$ mypy .*{name}\n[^$]", commands, re.MULTILINE)
    ]
    others = [it.text for it in python if it.title in (None, "tc_typed")]
    # Examples of a page run in order, and some reuse a variable with another type.
    options = "# mypy: allow-redefinition, disable-error-code=top-level-await"
    name = "_".join(page.relative_to(ROOT).with_suffix("").parts).lower().replace("-", "_")
    whole = {f"{name}.py": "\n".join([options, *others])}
    right = {name: text for name, text in files.items() if name not in wrong}
    known = {name.removesuffix(".py") for name in right}
    return whole | {name: text for name, text in right.items() if canImport(text, known)}


def canImport(text: str, known: set[str]) -> bool:
    """Return whether all modules that a program imports are installed or known."""
    nodes = [*ast.walk(ast.parse(text))]
    names = [it.name for node in nodes if isinstance(node, ast.Import) for it in node.names]
    names += [it.module for it in nodes if isinstance(it, ast.ImportFrom) and it.module]
    roots = {name.partition(".")[0] for name in names}
    return all(root in known or find_spec(root) is not None for root in roots)


def test_errors_in_examples_are_found(tmp_path: Path) -> None:
    wrong = {
        "kind": ("queue.status(5)", False),
        "field": ("print(queue.status(taskId).state)", False),
        "missing_await": ("downloadToFile(name=name, file='x', objectService=service)", True),
    }
    for name, (code, isAsync) in wrong.items():
        (tmp_path / f"{name}.py").write_text(program(code, isAsync=isAsync))
    found = errorsIn(tmp_path)
    assert {Path(line.partition(":")[0]).stem for line in found} == {*wrong}


def errorsIn(folder: Path) -> list[str]:
    """Return the errors that mypy finds in the programs of a folder."""
    # This takes only seconds with the settings and the cache of the mypy run on the package.
    run = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"),
            *sorted(folder.glob("*.py")),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=300,
    )
    assert not run.stderr
    return [line for line in run.stdout.splitlines() if ": error: " in line]
