"""Small contracts for tests of the compiler."""

from __future__ import annotations

import ast
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from tc_typed.compiler import ContractError, compileContract
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Contract, Json, loadContract
from tc_typed.compiler.models.bundle import Bundle, bundles
from tc_typed.compiler.models.generate import modelsSource

PROJECT = Path(__file__).resolve().parents[2]

_numbers = count()


def schema(name: str, title: str | None = None, /, **keywords: Json) -> dict[str, Json]:
    """Return a schema of the service `tiny`, of an object unless `keywords` has another type."""
    named: dict[str, Json] = {} if title is None else {"title": title}
    kinds = {"type", "oneOf", "anyOf", "allOf", "$ref"}
    kind: dict[str, Json] = {} if kinds & keywords.keys() else {"type": "object"}
    return {
        "$schema": "http://json-schema.org/draft-06/schema#",
        "$id": f"/schemas/tiny/v1/{name}.json#",
        **named,
        **kind,
        **keywords,
    }


def record(title: str, /, required: list[str] | None = None, **properties: Json) -> dict[str, Json]:
    """Return the schema of an object with only these properties."""
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def entry(name: str, /, **facts: Json) -> dict[str, Json]:
    """Return the entry of a method in the API reference."""
    return {
        "type": "function",
        "name": name,
        "title": "Do it",
        "description": "Does what it says.",
        "stability": "stable",
        "method": "get",
        "route": f"/{name}",
        "args": [],
        "query": [],
        **facts,
    }


def api(*entries: Json, **facts: Json) -> dict[str, Json]:
    """Return the API reference of the service `tiny`."""
    return {
        "serviceName": "tiny",
        "apiVersion": "v1",
        "title": "Tiny",
        "description": "A small service. It does little.",
        "entries": entries,
        **facts,
    }


def exchange(name: str, /, *words: Json, **facts: Json) -> dict[str, Json]:
    """Return the entry of an exchange in the Pulse reference."""
    return {
        "type": "topic-exchange",
        "name": name,
        "exchange": name.lower(),
        "title": "Thing done",
        "description": "Sent when it is done.",
        "schema": "v1/done.json#",
        "routingKey": words,
        **facts,
    }


def word(name: str, /, **facts: Json) -> dict[str, Json]:
    """Return a part of a routing key."""
    always: dict[str, Json] = {"summary": f"Which {name}.", "required": True}
    return {"name": name, **always, "multipleWords": False, **facts}


def pulse(*entries: Json) -> dict[str, Json]:
    """Return the Pulse reference of the service `tiny`."""
    return {
        "serviceName": "tiny",
        "apiVersion": "v1",
        "description": "Messages about things. All of them.",
        "exchangePrefix": "exchange/taskcluster-tiny/v1/",
        "entries": entries,
    }


def write(folder: Path, *files: Mapping[str, Json]) -> Path:
    """Write a contract to files that are named after their `$id`s, or numbered."""
    for number, content in enumerate(files):
        identity = content.get("$id")
        name = f"{number}-reference.json"
        if isinstance(identity, str):
            name = identity.removeprefix("/schemas/").removesuffix("#")
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content), encoding="utf-8")
    return folder


def client(folder: Path, *files: dict[str, Json]) -> dict[str, str]:
    """Compile a contract, and return the modules of the service `tiny`."""
    made = compileContract(write(folder, *files))
    return {path.removeprefix("tiny/"): text for path, text in made.items() if "tiny/" in path}


def complaint(contract: Contract, *, lenient: bool = True) -> str:
    """Compile a contract, and return the errors, or the warnings about parts that are left out."""
    with _LeftOut() as log:
        try:
            compileContract(contract, "acme", lenient=lenient)
        except ContractError as error:
            return str(error)
    assert lenient
    assert log.messages, "the compiler reported no problems"
    return "\n".join(log.messages)


class _LeftOut(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def __enter__(self) -> Self:
        logging.getLogger("tc_typed.compiler").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("tc_typed.compiler").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def moduleNames(package: str, files: Iterable[str]) -> list[str]:
    """Return the import names of a package's modules, given their paths within it."""
    names = (path.removesuffix(".py").removesuffix("__init__").rstrip("/") for path in files)
    return [".".join([package, *filter(None, name.split("/"))]) for name in names]


def checkImports(folder: Path, package: str, files: Iterable[str]) -> None:
    """Import all modules of a package from a folder, in a separate process."""
    names = moduleNames(package, files)
    run(folder, "-c", f"import importlib\nfor name in {names}: importlib.import_module(name)")


def checkTypes(folder: Path, package: str) -> None:
    """Check a package in a folder with mypy."""
    worker = os.environ.get(
        "PYTEST_XDIST_WORKER", "alone"
    )  # parallel workers must not share a cache
    cache = PROJECT / ".mypy_cache" / f"compiled-{worker}"
    found = run(folder, "-m", "mypy", "--strict", f"--cache-dir={cache}", "-p", package)
    assert found.startswith("Success: no issues found"), found


def run(folder: Path, *arguments: str) -> str:
    """Run Python in a folder, and return its output."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def signatures(source: str) -> dict[str, list[str]]:
    """Return the signatures of a module's functions by name, those of iterators in sync form."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            text = f"({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"
            found.setdefault(node.name, []).append(text.replace("AsyncIterator", "Iterator"))
    return found


def bundleOf(folder: Path, *, lenient: bool = False) -> Bundle:
    """Bundle the service `tiny` of a contract."""
    contract = loadContract(folder)
    problems = Problems()
    made = [*bundles(contract, problems, lenient=lenient)]
    problems.check()
    return next(it for it in made if it.service.name == "tiny")


class Models:
    """The compiled models of the service `tiny`."""

    def __init__(self, folder: Path, *, lenient: bool = False) -> None:
        made = bundleOf(folder, lenient=lenient)
        self.names = made.names
        self.source = modelsSource(made)
        self.module = ModuleType(f"compiled_{next(_numbers)}")
        sys.modules[self.module.__name__] = self.module
        exec(compile(self.source, "models.py", "exec"), self.module.__dict__)

    def accepts(self, name: str, value: Json) -> bool:
        """Return whether a model accepts a JSON value."""
        try:
            TypeAdapter[object](getattr(self.module, name)).validate_json(json.dumps(value))
        except ValidationError:
            return False
        return True

    def field(self, model: str, field: str, value: Json) -> object:
        """Decode an object with only this field, and return its value."""
        decoded: object = getattr(self.module, model).model_validate_json(
            json.dumps({field: value})
        )
        found: object = getattr(decoded, field)
        return found

    def roundTrip(self, name: str, value: Json) -> Json:
        """Decode a value and encode it again."""
        adapter = TypeAdapter[object](getattr(self.module, name))
        dumped: Json = json.loads(adapter.dump_json(adapter.validate_json(json.dumps(value))))
        return dumped


def both(folder: Path, properties: Mapping[str, Json], **more: Json) -> Models:
    """Compile an object that is both sent and received, to `Thing` and `ThingResponse`."""
    thing: dict[str, Json] = {"properties": properties, "additionalProperties": False, **more}
    method = entry("send", input="v1/thing.json#", output="v1/thing.json#")
    return Models(write(folder, api(method), schema("thing", "Thing", **thing)))
