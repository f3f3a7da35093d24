"""What a live deployment publishes of itself, under `/references` and `/schemas`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import TypeAlias
from urllib.parse import urldefrag, urljoin

import taskcluster_urls

from tc_typed.compiler.contract.load import (
    Contract,
    Json,
    Node,
    checkValues,
    contractOf,
    rootOf,
)
from tc_typed.compiler.contract.overlay import applyOverlay, bundledContract, elements
from tc_typed.core.errors import (
    ResourceNotFound,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
    restFailure,
    retryAfterSeconds,
)
from tc_typed.core.options import Settings, resolve, withDefaults
from tc_typed.core.redact import redact
from tc_typed.core.texts import shown
from tc_typed.core.transport.foreign_errors import asFailure
from tc_typed.core.transport.httpx.sync import HttpxTransport
from tc_typed.core.transport.patience import Deadline
from tc_typed.core.transport.port import Request, Response, Transport
from tc_typed.core.transport.url import Url
from tc_typed.core.version import __version__

FetchProgress: TypeAlias = Callable[[int, int], None]
"""Told how many documents have come, and how many are known to be there."""

MAX_DOCUMENT_BYTES = 4 * 2**20
"""Bytes that a document may have; the longest that Taskcluster publishes has 50 kB."""

MAX_BYTES = 64 * 2**20
"""Bytes that all documents together may have; those of Taskcluster have 1.5 MB."""

MAX_DOCUMENTS = 5_000
"""Documents that a deployment may publish; Taskcluster publishes about 200."""

MAX_SECONDS = 300
"""Seconds that all documents together may take; each attempt has the client's timeout."""

_CONCURRENCY = 8
_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "user-agent": f"tc_typed/{__version__}",
}
_MANIFEST = "references/manifest.json"
_KINDS = ("/api.json", "/exchanges.json")  # not logs.json and metrics.json, which say nothing here

_PATH = re.compile(r"(references|schemas)(/(?!\.)[\w.-]+)+", re.ASCII)


def deploymentContract(rootUrl: str, progress: FetchProgress | None = None) -> Contract:
    """Fetch the contract of a deployment.

    The manifest names the references, they name schemas, and schemas others. No reference names
    the payloads of workers and what else this package knows: those are looked for.

    Args:
        rootUrl: Its address, `https://tc.example.com`.
        progress: Told of each document that has come.

    Returns:
        The contract, with what this package knows beyond it.

    Raises:
        TaskclusterFailure: if it can't be fetched, or what comes is nothing of the kind.
        ContractError: if what came is no contract.
    """
    likely = bundledContract().documents
    return contractOf(applyOverlay(fetchDeployment(rootUrl, likely, progress)))


def fetchDeployment(
    rootUrl: str, likely: Iterable[str] = (), progress: FetchProgress | None = None
) -> dict[str, Json]:
    """Fetch what a deployment publishes.

    Timeout and retries are those that `tc_typed.config` sets for all clients.

    Args:
        rootUrl: Its address, `https://tc.example.com`.
        likely: Schemas to look for that nothing may name, `/schemas/queue/v1/task.json`.
        progress: Told of each document that has come.

    Returns:
        The documents by path: `references/queue/v1/api.json`.

    Raises:
        TaskclusterFailure: if it can't be fetched, or what comes is nothing of the kind.
        ContractError: if a document holds what can be no contract.
    """
    settings = resolve("deployment", withDefaults("deployment", None, {"rootUrl": rootUrl}))
    found: dict[str, Json] = {}
    with closing(HttpxTransport()) as transport, ThreadPoolExecutor(_CONCURRENCY) as pool:
        site = _Site(settings, transport)

        def fetchAll(paths: Iterable[str], fetch: Callable[[str], Json]) -> None:
            """Fetch documents, and what they name."""
            wave = sorted({*paths} - found.keys())
            while wave:
                if len(found) + len(wave) > MAX_DOCUMENTS:
                    raise site.unexpected(
                        _MANIFEST, f"more than {MAX_DOCUMENTS} documents are named"
                    )
                named: set[str] = set()
                total = len(found) + len(wave)
                for path, document in zip(wave, pool.map(fetch, wave), strict=True):
                    found[path] = document
                    named.update(site.named(path, document))
                    if progress is not None:
                        progress(len(found), total)
                wave, fetch = sorted(named - found.keys()), site.get

        fetchAll([_MANIFEST], site.get)
        if len(found) == 1:
            raise site.unexpected(_MANIFEST, "it is no manifest: it lists no references")
        fetchAll([path.lstrip("/") for path in likely], site.find)
    return {path: document for path, document in found.items() if document is not None}


class _Site:
    """What is published at an address."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._root = taskcluster_urls.ui(settings.rootUrl, "")
        self._settings = settings
        self._transport = transport
        self._received = 0
        self._end = perf_counter() + MAX_SECONDS

    def get(self, path: str) -> Json:
        """Fetch a document that must be there."""
        url = self._root + path
        retries = 0
        while True:
            if perf_counter() > self._end:
                raise TaskclusterTimeout(url, f"the whole took more than {MAX_SECONDS} s")
            try:
                return self._read(path, *self._fetch(url))
            except TaskclusterFailure as error:
                failure = error
            sleep(self._settings.retry.delayOrRaise(retries, failure))
            retries += 1

    def find(self, path: str) -> Json:
        """Fetch a document that may be missing."""
        try:
            return self.get(path)
        except ResourceNotFound:
            return None

    def unexpected(self, path: str, problem: str, status: int = 200) -> UnexpectedResponse:
        """Make an error about a document."""
        return UnexpectedResponse(self._root + path, problem, status_code=status, body=b"")

    def named(self, path: str, document: Json) -> Iterator[str]:
        """The paths of the documents that one names."""
        for base, name in _named(path, document):
            inside = self._inside(base, name, rootOf(document))
            if not _PATH.fullmatch(inside):
                problem = f"names {shown(name)}, which is not of this deployment"
                raise self.unexpected(path, problem)
            yield inside

    def _inside(self, base: str, name: str, root: str) -> str:
        """The path of what a document names; it may write the address that it has to others."""
        try:
            url = urldefrag(urljoin(base, name)).url
        except ValueError:  # of what looks like an IPv6 address
            return ""
        return url.removeprefix(self._root).removeprefix(root).lstrip("/")

    def _fetch(self, url: str) -> tuple[Response, bytes]:
        timeout = self._settings.timeout
        request = Request("GET", Url.parse(url), {**_HEADERS}, None, Deadline(timeout))
        try:
            response = self._transport.send(request)
            try:
                return response, self._body(url, response)
            finally:
                response.close()
        except TaskclusterFailure:
            raise
        except Exception as error:  # noqa: BLE001  # no foreign one escapes
            failure = asFailure(error, url, f"{timeout:g} s", None)
        raise failure

    def _body(self, url: str, response: Response) -> bytes:
        status, content = response.status, bytearray()
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":  # little of it may be far too much
            problem = f"it is encoded ({redact(encoding)}), though that was not asked for"
            raise UnexpectedResponse(url, problem, status_code=status, body=b"")
        for chunk in response.pieces:
            content += chunk
            self._received += len(chunk)
            for size, limit, what in (
                (len(content), MAX_DOCUMENT_BYTES, "came, which is no reference or schema"),
                (self._received, MAX_BYTES, "came in all"),
            ):
                if size > limit:
                    problem = f"more than {limit} bytes {what}"
                    raise UnexpectedResponse(url, problem, status_code=status, body=b"")
        return bytes(content)

    def _read(self, path: str, response: Response, content: bytes) -> Json:
        status, headers = response.status, response.headers
        if status >= 400:
            asked = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
            raise restFailure(self._root + path, status, None, retryAfter=asked)
        if status != 200:
            target = redact(headers.get("location", "nowhere"))
            raise self.unexpected(path, f"the response ({status}) leads to {target}", status)
        try:
            document: Json = json.loads(content)
            checkValues(Node(Path(path), path, (), document))
        except (ValueError, RecursionError):
            kind = headers.get("content-type", "no content type")
            raise self.unexpected(
                path, f"the response ({kind}) is no JSON; is the root URL that of a Taskcluster?"
            ) from None
        return document


def _named(path: str, document: Json) -> Iterator[tuple[str, str]]:
    """References to other documents, after the path that they are relative to."""
    if path == _MANIFEST:
        listed = document.get("references") if isinstance(document, Mapping) else None
        names = (str(name) for name in elements(listed))
        yield from ((f"/{path}", name) for name in names if name.endswith(_KINDS))
    elif path.startswith("references/"):
        yield from _schemas(document)
    else:
        yield from ((f"/{path}", reference) for reference in _refs(document))


def _schemas(reference: Json) -> Iterator[tuple[str, str]]:
    if not isinstance(reference, Mapping):
        return
    for entry in elements(reference.get("entries")):
        if isinstance(entry, Mapping):
            names = (entry.get(key) for key in ("input", "output", "schema"))
            base = f"/schemas/{reference.get('serviceName')}/"
            yield from ((base, name) for name in names if isinstance(name, str))


def _refs(schema: Json) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference
        for value in schema.values():
            yield from _refs(value)
    else:
        for element in elements(schema):
            yield from _refs(element)
