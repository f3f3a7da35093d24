"""The contract of this package, and its additions to the contract of a deployment.

A deployment's documents don't specify, for example, which fields are secret or the result of
`ping`. This package's contract does, for every service that it has. It also has the names of
classes, so that a package compiled from a deployment has the same classes as this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urldefrag, urljoin

from tc_typed.compiler.contract.load import (
    SHARED_SCHEMAS,
    Contract,
    Files,
    Json,
    Node,
    Service,
    identityOf,
    loadContract,
)

_UNPUBLISHED = ("/schemas/built-in/", SHARED_SCHEMAS)

# Keys that are copied from this package's contract, by the object that has them.
_OF_SCHEMAS = (
    *("title", "x-type-description", "x-request-title", "x-values", "x-fields", "x-read-as"),
    *("x-secret", "x-request", "x-since", "x-derived", "x-deprecated"),
)
_OF_REFERENCES = ("x-parameters",)
_OF_METHODS = ("x-secret-args", "x-may-be-empty", "x-retry", "x-deprecated")
_OF_EXCHANGES = ("x-routing-key",)


@cache
def bundledContract() -> Contract:
    """Return this package's contract, from the installed package or the clone."""
    installed = Path(__file__).parents[2] / "_contract"
    return loadContract(installed if installed.is_dir() else Path(__file__).parents[4] / "schemas")


def applyOverlay(files: Files) -> Files:
    """Add titles and keywords from this package's contract, without changing facts.

    Args:
        files: References and schemas of a deployment.
    """
    own = bundledContract()
    services = {service.name: service for service in own.services}
    noted: dict[str, Json] = {}
    for path, value in files.items():
        if (service := services.get(str(_member(value, "serviceName")))) is not None:
            noted[path] = _notedReference(value, service)
        else:
            noted[path] = _noted(value, own.documents.get(identityOf(value) or path), own)
    return {**noted, **_unpublished(files, own)}


def _unpublished(files: Files, own: Contract) -> dict[str, Json]:
    """Return our documents that a deployment does not publish: results, and schemas."""
    found: dict[str, Json] = {}
    needed = {url for url in own.documents if url.startswith(_UNPUBLISHED)}
    for results in filter(None, (service.results for service in own.services)):
        if known := _missingResults(results, files):
            found[results.file.as_posix()] = {**results.object(), "results": known}
            needed |= _schemasOf(results, known)
    for url in needed - {identityOf(value) for value in files.values()}:
        found[url] = own.documents[url].value
    return found


def _schemasOf(results: Node, known: Mapping[str, Json]) -> set[str]:
    """Return the `$id`s of the schemas that results refer to."""
    base = f"/schemas/{results.require('serviceName').text()}/"
    return {urldefrag(urljoin(base, name)).url for name in _outputs(known)}


def _missingResults(results: Node, files: Files) -> Mapping[str, Json]:
    """Return our results of the deployment's methods, unless it publishes results itself."""
    service = results.require("serviceName").text()
    references = [value for value in files.values() if _member(value, "serviceName") == service]
    if any(_member(reference, "results") for reference in references):
        return {}
    methods = {
        str(_member(entry, "name"))
        for reference in references
        for entry in elements(_member(reference, "entries"))
    }
    known = results.require("results").object()
    return {method: result for method, result in known.items() if method in methods}


def _noted(theirs: Json, ours: Node | None, own: Contract) -> Json:
    """Return a deployment's schema with the notes of our schema, for each nested value."""
    if ours is None:
        return theirs
    if isinstance(theirs, Mapping) and isinstance(ours.value, Mapping):
        return _notedObject(theirs, ours, own)
    if isArray(theirs) and isArray(ours.value) and len(theirs) == len(ours.value):
        return [_noted(*pair, own) for pair in zip(theirs, ours.elements(), strict=True)]
    return theirs


def _notedObject(theirs: Mapping[str, Json], ours: Node, own: Contract) -> Json:
    reference = ours.get("$ref")
    if reference is not None and isinstance(reference.value, str) and "$ref" not in theirs:
        noted = _noted(theirs, own.resolve(reference), own)
    else:
        noted = {key: _noted(value, ours.get(key), own) for key, value in theirs.items()}
    if not isinstance(noted, Mapping):
        return noted
    return {**noted, **_notes(ours.object(), _OF_SCHEMAS), **_withoutUselessAdvice(noted, ours)}


def _withoutUselessAdvice(noted: Mapping[str, Json], ours: Node) -> dict[str, Json]:
    """Return the properties of an object, without advice to use one that only our schema has."""
    properties, known = noted.get("properties"), _member(ours.value, "properties")
    if not isinstance(properties, Mapping) or not isinstance(known, Mapping):
        return {}
    missing = known.keys() - properties.keys()
    kept = {name: _withoutAdvice(it, missing) for name, it in properties.items()}
    return {"properties": kept}


def _withoutAdvice(schema: Json, missing: AbstractSet[str]) -> Json:
    advice = re.findall(r"`(\w+)`", str(_member(schema, "x-deprecated")))
    if not isinstance(schema, Mapping) or missing.isdisjoint(advice):
        return schema
    return {key: it for key, it in schema.items() if key != "x-deprecated"}


def _notes(ours: Mapping[str, Json], keys: Sequence[str]) -> dict[str, Json]:
    # If `title` has a schema, it is the name of a property.
    found = {key: ours[key] for key in keys if key in ours}
    return {key: note for key, note in found.items() if key != "title" or isinstance(note, str)}


def _notedReference(theirs: Json, service: Service) -> Json:
    ours = service.exchanges if _member(theirs, "exchangePrefix") else service.api
    if ours is None or not isinstance(theirs, Mapping) or "entries" not in theirs:
        return theirs
    known = {
        str(entry.require("name").value): entry.object()
        for entry in ours.require("entries").elements()
    }
    entries = [
        _notedEntry(entry, known.get(str(_member(entry, "name")), {}))
        for entry in elements(theirs.get("entries"))
    ]
    return {**theirs, **_notes(ours.object(), _OF_REFERENCES), "entries": entries}


def _notedEntry(theirs: Json, ours: Mapping[str, Json]) -> Json:
    if not isinstance(theirs, Mapping):
        return theirs
    notes: dict[str, Json] = {}
    if ours.get("args") == theirs.get("args"):
        notes |= _notes(ours, _OF_METHODS)
    if _words(ours) == _words(theirs):
        notes |= _notes(ours, _OF_EXCHANGES)
    return {**theirs, **notes}


def _words(entry: Mapping[str, Json]) -> list[Json]:
    """Return the names of the parts of an exchange's routing key."""
    return [_member(word, "name") for word in elements(entry.get("routingKey"))]


def _outputs(value: Json) -> Iterator[str]:
    """Yield the schemas that results refer to."""
    if isinstance(output := _member(value, "output"), str):
        yield output
    inside = value.values() if isinstance(value, Mapping) else elements(value)
    for member in inside:
        yield from _outputs(member)


def _member(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, Mapping) else None


def isArray(value: Json) -> TypeGuard[Sequence[Json]]:
    """Return whether a value is an array."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def elements(value: Json) -> Sequence[Json]:
    """Return the elements of an array; an empty sequence for other values."""
    return value if isArray(value) else ()
