"""The contract as it lies on disk: references, JSON Schemas and undeclared results.

Files are found by what they say they are, not by where they lie, so that the same loader reads
`schemas/` and what a live deployment serves under `/references` and `/schemas`. A deployment writes
its own address before each `$id`, which is taken off here.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urldefrag, urljoin

from tc_typed.compiler.contract.errors import ContractError, Problems
from tc_typed.core.texts import shown

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""A JSON value, as read."""

Files: TypeAlias = Mapping[str, Json]
"""What JSON files say, by their paths."""

SHARED = "common"
"""The folder whose schemas belong to every service that uses them."""

SHARED_SCHEMAS = f"/schemas/{SHARED}/v1/"
"""How the `$id`s of those schemas begin that become classes of all services."""

_SCALARS = f"{SHARED_SCHEMAS}scalars.json"

SEPARATE = frozenset({"legacy"})
"""Folders whose contents are contracts of their own, compiled to packages of their own."""

MAX_DEPTH = 64
"""How deeply the values of a document may be nested; Taskcluster's have 17 levels at most."""

MAX_VALUES = 200_000
"""How many values a document may have; Taskcluster's have 4,000 at most."""

_log = logging.getLogger("tc_typed.compiler")

_ROOT = re.compile(r"https?://[^/?#]+(/[^?#]+?)??(?=/schemas/)")
_SCHEMA = re.compile(r"/schemas(/\w[\w.-]*){2,}", re.ASCII)


@dataclass(frozen=True)
class Node:
    """A place in a JSON file: a value that knows where it stands."""

    file: Path
    """The file, relative to the contract's folder."""
    url: str
    """The document's `$id` without its fragment; the file's path where it has none."""
    pointer: tuple[str, ...]
    """Keys from the document's root down to here."""
    value: Json = field(compare=False)
    """What stands here."""
    root: str = field(default="", compare=False)
    """The address that the document's deployment writes before its `$id`s, if it does."""

    def __str__(self) -> str:
        steps = (step.replace("~", "~0").replace("/", "~1") for step in self.pointer)
        return f"{self.file}#{''.join('/' + step for step in steps)}"

    def __hash__(self) -> int:
        return hash((self.url, self.pointer))

    def error(self, problem: str) -> ContractError:
        """Make an error that names this place."""
        return ContractError(self, problem)

    def note(self, problem: str) -> None:
        """Log that something here is ignored."""
        _log.info("%s: %s", shown(str(self)), shown(problem))

    def having(self, value: Json) -> Node:
        """The same place with something else in it."""
        return replace(self, value=value)

    def _child(self, key: str, value: Json) -> Node:
        return Node(self.file, self.url, (*self.pointer, key), value, self.root)

    def get(self, key: str) -> Node | None:
        """What stands below `key`, if anything does."""
        members = self.object()
        return self._child(key, members[key]) if key in members else None

    def require(self, key: str) -> Node:
        """What stands below `key`, which must be there."""
        if (child := self.get(key)) is None:
            raise self.error(f"{key} is missing")
        return child

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of the object that stands here."""
        for key, value in self.object().items():
            yield key, self._child(key, value)

    def elements(self) -> list[Node]:
        """The elements of the array that stands here."""
        value = self.value
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.error("should be an array")
        return [self._child(str(index), element) for index, element in enumerate(value)]

    def object(self) -> Mapping[str, Json]:
        """The object that stands here."""
        if not isinstance(self.value, Mapping):
            raise self.error("should be an object")
        return self.value

    def text(self) -> str:
        """The string that stands here."""
        if not isinstance(self.value, str):
            raise self.error("should be a string")
        return self.value

    def number(self) -> int | float:
        """The number that stands here."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error("should be a number")
        return self.value

    def boolean(self) -> bool:
        """The boolean that stands here."""
        if not isinstance(self.value, bool):
            raise self.error("should be true or false")
        return self.value

    def texts(self) -> list[str]:
        """The strings of the array that stands here."""
        return [element.text() for element in self.elements()]

    def textAt(self, key: str) -> str | None:
        """The string below `key`, if anything is there."""
        child = self.get(key)
        return None if child is None else child.text()

    def textsAt(self, key: str) -> list[str]:
        """The strings of the array below `key`; none if nothing is there."""
        found = self.get(key)
        return [] if found is None else found.texts()

    def booleanAt(self, key: str) -> bool:
        """Whether `true` stands below `key`."""
        child = self.get(key)
        return child is not None and child.boolean()


@dataclass(frozen=True)
class Service:
    """One package to be: a service, or a folder of payloads without methods."""

    name: str
    """The service's name in URLs, or the folder's name."""
    schemas: tuple[Node, ...]
    """The roots of the schemas in its folder, in the order of their `$id`s."""
    api: Node | None = None
    """Its API reference."""
    exchanges: Node | None = None
    """Its Pulse reference."""
    results: Node | None = None
    """What its methods return against their reference."""
    methods: tuple[Node, ...] = ()
    """Its methods, as entries of an API reference."""
    messages: tuple[Node, ...] = ()
    """Its exchanges, as entries of a Pulse reference."""
    client: str | None = None
    """Name of its client where it is no service of Taskcluster: only its own package has that."""
    isCommon: bool = False
    """Whether it is no service, but what all services have in common."""

    @property
    def payloadsOnly(self) -> bool:
        """Whether it only has schemas, which are then all for the caller to fill in."""
        return self.api is None and self.exchanges is None and not self.isCommon


@dataclass(frozen=True)
class Contract:
    """All services of a folder, and their schemas."""

    services: tuple[Service, ...]
    documents: Mapping[str, Node]
    """Roots of the JSON Schemas by `$id`."""
    openapi: tuple[Node, ...] = ()
    """OpenAPI documents that are still to be read."""
    separate: str = ""
    """Its folder, where it lies within the contract of a package around its own: `legacy`."""

    @property
    def common(self) -> Service:
        """The schemas that all services have in common."""
        found = [url for url in self.documents if url.startswith(SHARED_SCHEMAS)]
        roots = tuple(self.documents[url] for url in sorted({*found} - {_SCALARS}))
        return Service(SHARED, roots, isCommon=True)

    @property
    def scalars(self) -> Node | None:
        """The document that names strings of a certain form, if there is one."""
        return self.documents.get(_SCALARS)

    def resolve(self, reference: Node) -> Node:
        """Find what a `$ref` points to."""
        return self._find(reference, reference.url)

    def schemaOf(self, service: Service, reference: Node) -> Node:
        """Find the schema that an input, output or message names."""
        return self._find(reference, f"/schemas/{service.name}/")

    def _find(self, where: Node, base: str) -> Node:
        try:
            url, fragment = urldefrag(urljoin(where.root + base, where.text()))
        except ValueError as error:
            raise where.error(f"is no reference: {error}") from None
        url = url.removeprefix(where.root)
        found = self.documents.get(url)
        if found is None:
            raise where.error(f"there is no schema with the $id {url}#")
        for step in filter(None, unquote(fragment).split("/")):
            found = _step(where, found, step.replace("~1", "/").replace("~0", "~"))
        return found


def _step(where: Node, node: Node, step: str) -> Node:
    if isinstance(node.value, Mapping):
        child = node.get(step)
    else:
        child = next((e for e in node.elements() if e.pointer[-1] == step), None)
    if child is None:
        raise where.error(f"nothing is found at {node}/{step}")
    return child


@dataclass
class _Found:
    """The files of a service."""

    api: Node | None = None
    exchanges: Node | None = None
    results: Node | None = None
    schemas: list[Node] = field(default_factory=list[Node])

    def add(self, root: Node) -> None:
        """Add a reference."""
        members = root.object()
        if "exchangePrefix" in members:
            other, self.exchanges = self.exchanges, root
        elif "entries" in members:
            other, self.api = self.api, root
        elif "results" in members:
            other, self.results = self.results, root
        else:
            return  # a deployment also serves logs.json and metrics.json
        if other is not None:
            raise root.error(f"describes the same as {other}")

    def service(self, name: str) -> Service:
        """Make a service of it."""
        return Service(
            name,
            tuple(self.schemas),
            self.api,
            self.exchanges,
            self.results,
            methods=_entries(self.api),
            messages=_entries(self.exchanges),
        )


def _entries(reference: Node | None) -> tuple[Node, ...]:
    return () if reference is None else tuple(reference.require("entries").elements())


def loadContract(folder: Path) -> Contract:
    """Read a contract.

    Args:
        folder: `schemas/`, or a folder with the references and schemas of a deployment.

    Raises:
        ContractError: if a file can't be read, or two claim the same place.
    """
    files = readFiles(folder)
    if folder.name not in SEPARATE:
        return contractOf(files)
    # It has in common with the contract around it what all have.
    common = readFiles(folder.parent / SHARED)
    files.update({f"{SHARED}/{path}": value for path, value in common.items()})
    return replace(contractOf(files), separate=folder.name)


def contractOf(files: Files) -> Contract:
    """Put the files of a contract together.

    Args:
        files: References and schemas; what is neither counts for nothing.

    Raises:
        ContractError: if two claim the same place, or a value is none of JSON. Nothing else is
            looked for then, for what other files refer to may be missing.
    """
    problems = Problems()
    documents: dict[str, Node] = {}
    openapi: list[Node] = []
    found: dict[str, _Found] = {}
    for root in _roots(files):
        with problems.collecting():
            checkValues(root)
            if "serviceName" in root.object():
                found.setdefault(root.require("serviceName").text(), _Found()).add(root)
            elif root.url.startswith("/schemas/"):
                _addSchema(documents, root)
            elif "openapi" in root.object():
                openapi.append(root)
    for url in sorted(documents):
        name = url.removeprefix("/schemas/").split("/")[0]
        if name != SHARED:
            found.setdefault(name, _Found()).schemas.append(documents[url])
    services = _services(found, problems)
    problems.check()
    return Contract(services, documents, tuple(openapi))


def _services(found: Mapping[str, _Found], problems: Problems) -> tuple[Service, ...]:
    services: list[Service] = []
    for name, it in sorted(found.items()):
        if it.schemas or it.api or it.exchanges:
            with problems.collecting():
                services.append(it.service(name))
    return tuple(services)


def _addSchema(documents: dict[str, Node], root: Node) -> None:
    if _SCHEMA.fullmatch(root.url) is None:
        raise root.require("$id").error("is no $id of a schema: /schemas/SERVICE/FILE.json")
    if (other := documents.get(root.url)) is not None:
        raise root.error(f"has the same $id as {other}")
    documents[root.url] = root


def readFiles(folder: Path) -> dict[str, Json]:
    """Read the JSON files of a folder, but for the contracts that are separate ones.

    Raises:
        ContractError: if a file is no JSON.
    """
    problems = Problems()
    found: dict[str, Json] = {}
    for path in sorted(folder.rglob("*.json")):
        file = path.relative_to(folder)
        if file.parts[0] in SEPARATE or not path.is_file():
            continue
        try:
            found[file.as_posix()] = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            problems.add(ContractError(file, f"is not JSON: {error}"))
    problems.check()
    return found


def rootOf(document: Json) -> str:
    """The address that a deployment writes before the `$id`s of its documents.

    >>> rootOf({"$id": "https://tc.example.com/schemas/queue/v1/task.json#"})
    'https://tc.example.com'
    """
    texts = (
        [document.get(key) for key in ("$id", "$schema")] if isinstance(document, Mapping) else []
    )
    found = (_ROOT.match(text) for text in texts if isinstance(text, str))
    return next((match[0] for match in found if match is not None), "")


def identityOf(document: Json) -> str | None:
    """A document's `$id` without the deployment's address, and without its fragment.

    >>> identityOf({"$id": "https://tc.example.com/schemas/queue/v1/task.json#"})
    '/schemas/queue/v1/task.json'
    """
    text = document.get("$id") if isinstance(document, Mapping) else None
    if not isinstance(text, str):
        return None
    return text.partition("#")[0].removeprefix(rootOf(document))


def _roots(files: Files) -> Iterator[Node]:
    for path, value in files.items():
        if isinstance(value, Mapping):
            yield Node(Path(path), identityOf(value) or path, (), value, rootOf(value))


def checkValues(root: Node) -> None:
    """Refuse values that JSON does not have (NaN, lone surrogates), and those nested too deeply.

    Raises:
        ContractError: if there is such a value, or the document has too many of them.
    """
    # Plain values first: a Node for each would take a hundred times their memory.
    waiting: list[tuple[Json, int]] = [(root.value, 0)]
    count = 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if count > MAX_VALUES:
            raise root.error(f"has more than {MAX_VALUES} values")
        if depth > MAX_DEPTH or not _isPlain(value):
            _findFault(root)
        if isinstance(value, Mapping):
            waiting += [(it, depth + 1) for it in value.values()]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            waiting += [(it, depth + 1) for it in value]


def _isPlain(value: Json) -> bool:
    match value:
        case float():
            return math.isfinite(value)
        case str():
            return _isText(value)
        case Mapping():
            return all(map(_isText, value))
        case _:
            return True


def _isText(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _findFault(root: Node) -> None:
    """Say where a value is that should not be."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if (fault := _faultOf(node)) is not None:
            raise node.error(fault)
        if isinstance(node.value, Mapping):
            waiting += [child for _, child in node.items()]
        elif isinstance(node.value, Sequence) and not isinstance(node.value, str):
            waiting += node.elements()


def _faultOf(node: Node) -> str | None:
    """The fault of a value, its key or its depth, if there is one."""
    if len(node.pointer) > MAX_DEPTH:
        return f"is nested in more than {MAX_DEPTH} levels"
    if isinstance(node.value, float) and not _isPlain(node.value):
        return "is no number of JSON"
    texts = [*node.pointer[-1:], *([node.value] if isinstance(node.value, str) else [])]
    return None if all(map(_isText, texts)) else "has half of a surrogate pair, which is no text"
