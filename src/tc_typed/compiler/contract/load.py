"""Loader of contracts on disk: references, JSON Schemas and undeclared results.

Files are recognised by their content, not their path, so that the same loader reads `schemas/` and
the documents that a live deployment serves under `/references` and `/schemas`. A deployment writes
its own root URL before each `$id`, which is removed here.
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
"""Content of JSON files, by path."""

SHARED = "common"
"""Folder with schemas that services share."""

SHARED_SCHEMAS = f"/schemas/{SHARED}/v1/"
"""Prefix of the `$id`s of schemas that become shared classes."""

_SCALARS = f"{SHARED_SCHEMAS}scalars.json"

SEPARATE = frozenset({"legacy"})
"""Folders with separate contracts, which are compiled to separate packages."""

MAX_DEPTH = 64
"""Maximum nesting of values in a document; Taskcluster's have at most 17 levels."""

MAX_VALUES = 200_000
"""Maximum number of values in a document; Taskcluster's have at most 4,000."""

_log = logging.getLogger("tc_typed.compiler")

_ROOT = re.compile(r"https?://[^/?#]+(/[^?#]+?)??(?=/schemas/)")
_SCHEMA = re.compile(r"/schemas(/\w[\w.-]*){2,}", re.ASCII)


@dataclass(frozen=True)
class Node:
    """A value in a JSON file, with its location."""

    file: Path
    """Path of the file, relative to the contract's folder."""
    url: str
    """`$id` of the document without its fragment; the path of the file if it has none."""
    pointer: tuple[str, ...]
    """Keys from the document's root to this value."""
    value: Json = field(compare=False)
    """The value."""
    root: str = field(default="", compare=False)
    """Root URL that the document's deployment writes before its `$id`s, if it does."""

    def __str__(self) -> str:
        steps = (step.replace("~", "~0").replace("/", "~1") for step in self.pointer)
        return f"{self.file}#{''.join('/' + step for step in steps)}"

    def __hash__(self) -> int:
        return hash((self.url, self.pointer))

    def error(self, problem: str) -> ContractError:
        """Return an error with this location."""
        return ContractError(self, problem)

    def note(self, problem: str) -> None:
        """Log that something at this location is ignored."""
        _log.info("%s: %s", shown(str(self)), shown(problem))

    def having(self, value: Json) -> Node:
        """Return a node with the same location and another value."""
        return replace(self, value=value)

    def _child(self, key: str, value: Json) -> Node:
        return Node(self.file, self.url, (*self.pointer, key), value, self.root)

    def get(self, key: str) -> Node | None:
        """Return the member `key`, if there is one."""
        members = self.object()
        return self._child(key, members[key]) if key in members else None

    def require(self, key: str) -> Node:
        """Return the member `key`, which must exist."""
        if (child := self.get(key)) is None:
            raise self.error(f"{key} is missing")
        return child

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of this object."""
        for key, value in self.object().items():
            yield key, self._child(key, value)

    def elements(self) -> list[Node]:
        """Return the elements of this array."""
        value = self.value
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.error("must be an array")
        return [self._child(str(index), element) for index, element in enumerate(value)]

    def object(self) -> Mapping[str, Json]:
        """Return the value, which must be an object."""
        if not isinstance(self.value, Mapping):
            raise self.error("must be an object")
        return self.value

    def text(self) -> str:
        """Return the value, which must be a string."""
        if not isinstance(self.value, str):
            raise self.error("must be a string")
        return self.value

    def number(self) -> int | float:
        """Return the value, which must be a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error("must be a number")
        return self.value

    def boolean(self) -> bool:
        """Return the value, which must be a boolean."""
        if not isinstance(self.value, bool):
            raise self.error("must be true or false")
        return self.value

    def texts(self) -> list[str]:
        """Return the strings of this array."""
        return [element.text() for element in self.elements()]

    def textAt(self, key: str) -> str | None:
        """Return the string at `key`, if there is a value."""
        child = self.get(key)
        return None if child is None else child.text()

    def textsAt(self, key: str) -> list[str]:
        """Return the strings of the array at `key`; an empty list if there is no value."""
        found = self.get(key)
        return [] if found is None else found.texts()

    def booleanAt(self, key: str) -> bool:
        """Return the boolean at `key`; false if there is no value."""
        child = self.get(key)
        return child is not None and child.boolean()


@dataclass(frozen=True)
class Service:
    """Content of a package: a service, or a folder of payloads without methods."""

    name: str
    """Name of the service in URLs, or of the folder."""
    schemas: tuple[Node, ...]
    """Roots of the schemas in its folder, in the order of their `$id`s."""
    api: Node | None = None
    """API reference."""
    exchanges: Node | None = None
    """Pulse reference."""
    results: Node | None = None
    """Corrections of the results of its methods."""
    methods: tuple[Node, ...] = ()
    """Entries of its methods in the API reference."""
    messages: tuple[Node, ...] = ()
    """Entries of its exchanges in the Pulse reference."""
    client: str | None = None
    """Name of the client if the service is not part of Taskcluster; only its package exports it."""
    isCommon: bool = False
    """Whether this is not a service, but the types that services share."""

    @property
    def payloadsOnly(self) -> bool:
        """Whether it only has schemas, all of which are then for requests."""
        return self.api is None and self.exchanges is None and not self.isCommon


@dataclass(frozen=True)
class Contract:
    """All services of a folder, and their schemas."""

    services: tuple[Service, ...]
    documents: Mapping[str, Node]
    """Roots of the JSON Schemas by `$id`."""
    openapi: tuple[Node, ...] = ()
    """OpenAPI documents that have not been read yet."""
    separate: str = ""
    """Name of a separate contract's folder in its parent contract: `legacy`; empty for others."""

    @property
    def common(self) -> Service:
        """Schemas that services share."""
        found = [url for url in self.documents if url.startswith(SHARED_SCHEMAS)]
        roots = tuple(self.documents[url] for url in sorted({*found} - {_SCALARS}))
        return Service(SHARED, roots, isCommon=True)

    @property
    def scalars(self) -> Node | None:
        """Document with named string types, if there is one."""
        return self.documents.get(_SCALARS)

    def resolve(self, reference: Node) -> Node:
        """Return the target of a `$ref`."""
        return self._find(reference, reference.url)

    def schemaOf(self, service: Service, reference: Node) -> Node:
        """Return the schema that an input, output or message refers to."""
        return self._find(reference, f"/schemas/{service.name}/")

    def _find(self, where: Node, base: str) -> Node:
        try:
            url, fragment = urldefrag(urljoin(where.root + base, where.text()))
        except ValueError as error:
            raise where.error(f"is not a valid reference: {error}") from None
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
        raise where.error(f"refers to {node}/{step}, which does not exist")
    return child


@dataclass
class _Found:
    """Documents of a service."""

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
            raise root.error(f"is the same kind of document as {other}")

    def service(self, name: str) -> Service:
        """Return the service with these documents."""
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
    """Load a contract.

    Args:
        folder: `schemas/`, or a folder with the references and schemas of a deployment.

    Raises:
        ContractError: if a file can't be read, or two have the same identity.
    """
    files = readFiles(folder)
    if folder.name not in SEPARATE:
        return contractOf(files)
    # A separate contract also uses the shared schemas of its parent contract.
    common = readFiles(folder.parent / SHARED)
    files.update({f"{SHARED}/{path}": value for path, value in common.items()})
    return replace(contractOf(files), separate=folder.name)


def contractOf(files: Files) -> Contract:
    """Assemble a contract from files.

    Args:
        files: References and schemas; other files are ignored.

    Raises:
        ContractError: if two files have the same identity, or a value is not valid in JSON. Other
            problems are not reported then, because targets of references could be missing.
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
        raise root.require("$id").error("is not the $id of a schema: /schemas/SERVICE/FILE.json")
    if (other := documents.get(root.url)) is not None:
        raise root.error(f"has the same $id as {other}")
    documents[root.url] = root


def readFiles(folder: Path) -> dict[str, Json]:
    """Read the JSON files of a folder, except those of separate contracts.

    Raises:
        ContractError: if a file is not valid JSON.
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
            problems.add(ContractError(file, f"is not valid JSON: {error}"))
    problems.check()
    return found


def rootOf(document: Json) -> str:
    """Return the root URL that a deployment writes before the `$id`s of its documents.

    >>> rootOf({"$id": "https://tc.example.com/schemas/queue/v1/task.json#"})
    'https://tc.example.com'
    """
    texts = (
        [document.get(key) for key in ("$id", "$schema")] if isinstance(document, Mapping) else []
    )
    found = (_ROOT.match(text) for text in texts if isinstance(text, str))
    return next((match[0] for match in found if match is not None), "")


def identityOf(document: Json) -> str | None:
    """Return a document's `$id` without the deployment's root URL and without its fragment.

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
    """Check that all values are valid in JSON, which excludes NaN and lone surrogates.

    Raises:
        ContractError: if one is not, or there are too many values or levels.
    """
    # Check plain values first, because a Node for each would use a hundred times their memory.
    waiting: list[tuple[Json, int]] = [(root.value, 0)]
    count = 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if count > MAX_VALUES:
            raise root.error(f"has more than {MAX_VALUES} values")
        if depth > MAX_DEPTH or not _isValid(value):
            _raiseInvalid(root)
        if isinstance(value, Mapping):
            waiting += [(it, depth + 1) for it in value.values()]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            waiting += [(it, depth + 1) for it in value]


def _isValid(value: Json) -> bool:
    match value:
        case float():
            return math.isfinite(value)
        case str():
            return _isEncodable(value)
        case Mapping():
            return all(map(_isEncodable, value))
        case _:
            return True


def _isEncodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _raiseInvalid(root: Node) -> None:
    """Raise an error with the location of an invalid value."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if (problem := _problemOf(node)) is not None:
            raise node.error(problem)
        if isinstance(node.value, Mapping):
            waiting += [child for _, child in node.items()]
        elif isinstance(node.value, Sequence) and not isinstance(node.value, str):
            waiting += node.elements()


def _problemOf(node: Node) -> str | None:
    """Return the problem of a value, its key or its depth, if there is one."""
    if len(node.pointer) > MAX_DEPTH:
        return f"is nested in more than {MAX_DEPTH} levels"
    if isinstance(node.value, float) and not _isValid(node.value):
        return "is not a number in JSON"
    texts = [*node.pointer[-1:], *([node.value] if isinstance(node.value, str) else [])]
    return None if all(map(_isEncodable, texts)) else "contains a lone surrogate"
