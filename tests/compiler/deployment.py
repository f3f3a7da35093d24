"""A simulated deployment, which serves the bundled contract without this project's additions."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from tests.compiler.contracts import api, entry, schema
from tests.core.loopback import Behaviour, Connection, Loopback, Received, loopback, respond

from tc_typed.compiler.contract.load import SHARED_SCHEMAS, Files, Json, readFiles

PROJECT = Path(__file__).resolve().parents[2]
SCHEMAS = PROJECT / "schemas"
MANIFEST = "references/manifest.json"

BUILT_IN = "/schemas/built-in/"

TINY_API = "references/tiny/v1/api.json"
TINY: dict[str, Json] = {
    MANIFEST: {"references": [f"/{TINY_API}"]},
    TINY_API: api(entry("get", output="v1/thing.json#")),
    "schemas/tiny/v1/thing.json": schema("thing", properties={"name": {"type": "string"}}),
}

DEFAULTS = "tc_typed.core.options._defaults"
"""Path of the process-wide options, for monkeypatching."""


def asPublished(files: Files) -> dict[str, Json]:
    """Return the documents that a deployment with this contract serves, by path."""
    found: dict[str, Json] = {}
    shared = {
        str(it["$id"]): {key: it[key] for key in it.keys() - {"$id", "$schema"}}
        for it in files.values()
        if isinstance(it, Mapping) and str(it.get("$id")).startswith(SHARED_SCHEMAS)
    }
    for document in files.values():
        value = _withoutShared(document, shared)
        assert isinstance(value, Mapping)
        service, identity = value.get("serviceName"), value.get("$id")
        if isinstance(identity, str) and not identity.startswith(("/schemas/common/", BUILT_IN)):
            found[identity.strip("/#")] = _bare(value)
        elif service is not None and "results" not in value:
            kind = "exchanges" if "exchangePrefix" in value else "api"
            found[f"references/{service}/v1/{kind}.json"] = _bare(value)
    listed = sorted(f"/{path}" for path in found if path.startswith("references/"))
    logs = ["/references/queue/v1/logs.json"]  # neither needed nor served here
    return {**found, MANIFEST: {"references": listed + logs}}


def bundledDocuments() -> dict[str, Json]:
    """Return the documents that a deployment with this package's contract serves."""
    return asPublished(readFiles(SCHEMAS))


def _withoutShared(value: Json, shared: Mapping[str, Mapping[str, Json]]) -> Json:
    """Replace references to shared schemas with copies, because deployments don't publish those."""
    if isinstance(value, Mapping):
        found = shared.get(str(value.get("$ref")), {})
        rest = {key: it for key, it in value.items() if key != "$ref" or not found}
        return {key: _withoutShared(it, shared) for key, it in {**found, **rest}.items()}
    return [_withoutShared(it, shared) for it in value] if isinstance(value, list) else value


def _bare(value: Json) -> Json:
    """Remove this project's additions: `x-` keywords and titles."""
    if isinstance(value, Mapping):
        return {
            key: _bare(member)
            for key, member in value.items()
            if not key.startswith("x-") and not (key == "title" and isinstance(member, str))
        }
    return [_bare(item) for item in value] if isinstance(value, list | tuple) else value


def asServed(document: Json, rootUrl: str) -> Json:
    """Return a document in the form that a deployment serves, with absolute URLs.

    The document's `$id` and `$schema`, and the references in the manifest, become absolute. Other
    references stay relative.
    """
    if not isinstance(document, Mapping):
        return document
    served = dict(document)
    for key in ("$id", "$schema"):
        if isinstance(text := served.get(key), str) and text.startswith("/"):
            served[key] = rootUrl + text
    if isinstance(names := served.get("references"), list | tuple):
        served["references"] = [f"{rootUrl}{it}" if _isPath(it) else it for it in names]
    return served


def withAbsoluteReferences(document: Json, rootUrl: str, base: str = "") -> Json:
    """Return a document whose `$ref`s to other documents are absolute as well."""
    if isinstance(document, Mapping):
        base = str(document.get("$id", base))
        return {
            key: urljoin(rootUrl + base, it)
            if key == "$ref" and isinstance(it, str) and not it.startswith("#")
            else withAbsoluteReferences(it, rootUrl, base)
            for key, it in document.items()
        }
    if isinstance(document, list | tuple):
        return [withAbsoluteReferences(it, rootUrl, base) for it in document]
    return document


def _isPath(name: Json) -> bool:
    return isinstance(name, str) and name.startswith("/")


def site(
    files: Files, special: Mapping[str, Behaviour] | None = None, rootUrl: str | None = None
) -> Behaviour:
    """Return a behaviour that responds with the file of each path, or as `special` specifies."""

    def behave(connection: Connection, received: Received) -> None:
        path = received.target.removeprefix("/")
        root = rootUrl or f"http://{received.headers['host']}"
        if special is not None and path in special:
            special[path](connection, received)
        elif path in files:
            respond(asServed(files[path], root))(connection, received)
        else:
            respond(b"<h1>Not found</h1>", 404)(connection, received)

    return behave


@contextmanager
def serving(
    files: Files, special: Mapping[str, Behaviour] | None = None, rootUrl: str | None = None
) -> Generator[Loopback]:
    """Serve files until the block ends.

    Args:
        files: Documents by path; `$id`s become absolute.
        special: Other behaviours, by path.
        rootUrl: Root URL in the documents, if it is not the URL of the server.
    """
    with loopback(site(files, special, rootUrl)) as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make clients retry without delay."""
    monkeypatch.setattr(DEFAULTS, {"delayFactor": 0.0})


@pytest.fixture(scope="module")
def deploymentUrl() -> Iterator[str]:
    """Root URL of a deployment that publishes the bundled contract and one more service."""
    listed = [
        f"/{path}"
        for path in bundledDocuments()
        if path.startswith("references/") and path != MANIFEST
    ]
    with serving(
        {**bundledDocuments(), **TINY, MANIFEST: {"references": [*listed, f"/{TINY_API}"]}}
    ) as server:
        yield server.url


@pytest.fixture(scope="module")
def tiny() -> Iterator[str]:
    """Root URL of a deployment with one service, which this package does not know."""
    with serving(TINY) as server:
        yield server.url
