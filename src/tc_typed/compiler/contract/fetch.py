"""Documents that a live deployment serves under `/references` and `/schemas`."""

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
from tc_typed.core.transport.port import Request, Response, Transport
from tc_typed.core.transport.time_limits import Deadline
from tc_typed.core.transport.url import Url
from tc_typed.core.version import __version__

FetchProgress: TypeAlias = Callable[[int, int], None]
"""Callback with the numbers of fetched and known documents."""

MAX_DOCUMENT_BYTES = 4 * 2**20
"""Maximum size of a document in bytes; Taskcluster's largest has 50 kB."""

MAX_BYTES = 64 * 2**20
"""Maximum total size of the documents in bytes; Taskcluster's have 1.5 MB together."""

MAX_DOCUMENTS = 5_000
"""Maximum number of documents; Taskcluster has about 200."""

MAX_SECONDS = 300
"""Time limit for all documents together in seconds; each attempt has the client's timeout."""

_CONCURRENCY = 8
_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "user-agent": f"tc_typed/{__version__}",
}
_MANIFEST = "references/manifest.json"
_KINDS = ("/api.json", "/exchanges.json")  # logs.json and metrics.json are not needed

_PATH = re.compile(r"(references|schemas)(/(?!\.)[\w.-]+)+", re.ASCII)


def deploymentContract(rootUrl: str, progress: FetchProgress | None = None) -> Contract:
    """Fetch the contract of a deployment.

    The manifest lists the references, which refer to schemas, which refer to further schemas. Some
    schemas, such as payloads of workers, are not reachable that way; they are requested if this
    package's contract has them.

    Args:
        rootUrl: Root URL of the deployment, `https://tc.example.com`.
        progress: Called after each document.

    Returns:
        The contract, with additions from this package's contract.

    Raises:
        TaskclusterFailure: if documents can't be fetched, or are not those of a deployment.
        ContractError: if the documents are not a valid contract.
    """
    likely = bundledContract().documents
    return contractOf(applyOverlay(fetchDeployment(rootUrl, likely, progress)))


def fetchDeployment(
    rootUrl: str, likely: Iterable[str] = (), progress: FetchProgress | None = None
) -> dict[str, Json]:
    """Fetch the references and schemas of a deployment.

    Timeout and retries are the defaults for all clients from `tc_typed.config`.

    Args:
        rootUrl: Root URL of the deployment, `https://tc.example.com`.
        likely: Schemas to request even if no document refers to them, such as
            `/schemas/queue/v1/task.json`.
        progress: Called after each document.

    Returns:
        Documents by path: `references/queue/v1/api.json`.

    Raises:
        TaskclusterFailure: if documents can't be fetched, or are not those of a deployment.
        ContractError: if a document has values that a contract can't contain.
    """
    settings = resolve("deployment", withDefaults("deployment", None, {"rootUrl": rootUrl}))
    found: dict[str, Json] = {}
    with closing(HttpxTransport()) as transport, ThreadPoolExecutor(_CONCURRENCY) as pool:
        site = _Site(settings, transport)

        def fetchAll(paths: Iterable[str], fetch: Callable[[str], Json]) -> None:
            """Fetch documents and those that they refer to."""
            wave = sorted({*paths} - found.keys())
            while wave:
                if len(found) + len(wave) > MAX_DOCUMENTS:
                    raise site.unexpected(
                        _MANIFEST, f"the deployment refers to more than {MAX_DOCUMENTS} documents"
                    )
                referenced: set[str] = set()
                total = len(found) + len(wave)
                for path, document in zip(wave, pool.map(fetch, wave), strict=True):
                    found[path] = document
                    referenced.update(site.referencedPaths(path, document))
                    if progress is not None:
                        progress(len(found), total)
                wave, fetch = sorted(referenced - found.keys()), site.get

        fetchAll([_MANIFEST], site.get)
        if len(found) == 1:
            raise site.unexpected(_MANIFEST, "is not a manifest, because it lists no references")
        fetchAll([path.lstrip("/") for path in likely], site.find)
    return {path: document for path, document in found.items() if document is not None}


class _Site:
    """The documents of a deployment."""

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._root = taskcluster_urls.ui(settings.rootUrl, "")
        self._settings = settings
        self._transport = transport
        self._received = 0
        self._end = perf_counter() + MAX_SECONDS

    def get(self, path: str) -> Json:
        """Fetch a document that must exist."""
        url = self._root + path
        retries = 0
        while True:
            if perf_counter() > self._end:
                raise TaskclusterTimeout(url, f"all documents took more than {MAX_SECONDS} s")
            try:
                return self._read(path, *self._fetch(url))
            except TaskclusterFailure as error:
                failure = error
            sleep(self._settings.retry.delayOrRaise(retries, failure))
            retries += 1

    def find(self, path: str) -> Json:
        """Fetch a document; return `None` if it does not exist."""
        try:
            return self.get(path)
        except ResourceNotFound:
            return None

    def unexpected(self, path: str, problem: str, status: int = 200) -> UnexpectedResponse:
        """Return an error about a document."""
        return UnexpectedResponse(self._root + path, problem, status_code=status, body=b"")

    def referencedPaths(self, path: str, document: Json) -> Iterator[str]:
        """Yield the paths of the documents that a document refers to."""
        for base, name in _references(path, document):
            inside = self._inside(base, name, rootOf(document))
            if not _PATH.fullmatch(inside):
                problem = f"refers to {shown(name)}, which does not belong to this deployment"
                raise self.unexpected(path, problem)
            yield inside

    def _inside(self, base: str, name: str, root: str) -> str:
        """Return the path of a referenced document, whose URL can have another root URL."""
        try:
            url = urldefrag(urljoin(base, name)).url
        except ValueError:  # urljoin rejects invalid IPv6 addresses
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
        except Exception as error:  # noqa: BLE001  # httpx's exceptions must not escape
            failure = asFailure(error, url, f"{timeout:g} s", None)
        raise failure

    def _body(self, url: str, response: Response) -> bytes:
        status, content = response.status, bytearray()
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":  # a small encoded body could decode to a huge one
            problem = f"has the content encoding {redact(encoding)}, which was not requested"
            raise UnexpectedResponse(url, problem, status_code=status, body=b"")
        for chunk in response.pieces:
            content += chunk
            self._received += len(chunk)
            for size, limit, what in (
                (
                    len(content),
                    MAX_DOCUMENT_BYTES,
                    "were received, too many for a reference or schema",
                ),
                (self._received, MAX_BYTES, "were received in total"),
            ):
                if size > limit:
                    problem = f"more than {limit} bytes {what}"
                    raise UnexpectedResponse(url, problem, status_code=status, body=b"")
        return bytes(content)

    def _read(self, path: str, response: Response, content: bytes) -> Json:
        status, headers = response.status, response.headers
        if status >= 400:
            retryAfter = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
            raise restFailure(self._root + path, status, None, retryAfter=retryAfter)
        if status != 200:
            target = redact(headers.get("location", "nowhere"))
            raise self.unexpected(path, f"the response ({status}) redirects to {target}", status)
        try:
            document: Json = json.loads(content)
            checkValues(Node(Path(path), path, (), document))
        except (ValueError, RecursionError):
            kind = headers.get("content-type", "no content type")
            raise self.unexpected(
                path, f"the response ({kind}) is not JSON; check that the root URL is correct"
            ) from None
        return document


def _references(path: str, document: Json) -> Iterator[tuple[str, str]]:
    """Yield references to other documents, each with the path that it is relative to."""
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
