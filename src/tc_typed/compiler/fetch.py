"""What a live deployment publishes of itself, under `/references` and `/schemas`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from time import perf_counter, sleep
from typing import TypeAlias
from urllib.parse import urldefrag, urljoin

import httpx
import taskcluster_urls

from tc_typed.compiler.contract import Contract, Json, contractOf
from tc_typed.compiler.own import elements, ownContract, withOwnNotes
from tc_typed.core.errors import (
    ResourceNotFound,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UnexpectedResponse,
    restFailure,
    retryAfterSeconds,
)
from tc_typed.core.options import Settings, resolve, withDefaults
from tc_typed.core.redact import redact
from tc_typed.core.version import __version__

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many documents have come, and how many are known to be there."""

LONGEST = 4 * 2**20
"""Bytes that a document may have; the longest that Taskcluster publishes has 50 kB."""

MOST = 5_000
"""Documents that a deployment may publish; Taskcluster publishes about 200."""

_AT_A_TIME = 8
_MANIFEST = "references/manifest.json"
_KINDS = ("/api.json", "/exchanges.json")  # not logs.json and metrics.json, which say nothing here


def deploymentContract(rootUrl: str, progress: Progress | None = None) -> Contract:
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
    likely = ownContract().documents
    return contractOf(withOwnNotes(fetchDeployment(rootUrl, likely, progress)))


def fetchDeployment(
    rootUrl: str, likely: Iterable[str] = (), progress: Progress | None = None
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
    """
    settings = resolve("deployment", withDefaults("deployment", None, {"rootUrl": rootUrl}))
    found: dict[str, Json] = {}
    headers = {"accept": "application/json", "user-agent": f"tc_typed/{__version__}"}
    with (
        httpx.Client(timeout=settings.timeout, headers=headers) as http,
        ThreadPoolExecutor(_AT_A_TIME) as pool,
    ):
        site = _Site(settings, http)

        def fetchAll(paths: Iterable[str], fetch: Callable[[str], Json]) -> None:
            """Fetch documents, and what they name."""
            wave = sorted({*paths} - found.keys())
            while wave:
                if len(found) + len(wave) > MOST:
                    raise site.unexpected(_MANIFEST, f"more than {MOST} documents are named")
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

    def __init__(self, settings: Settings, http: httpx.Client) -> None:
        self._root = taskcluster_urls.ui(settings.rootUrl, "")
        self._settings = settings
        self._http = http

    def get(self, path: str) -> Json:
        """Fetch a document that must be there."""
        url = self._root + path
        for attempt in count():
            try:
                return self._read(path, *self._fetch(url))
            except TaskclusterFailure as failure:
                wait = self._settings.retry.wait(attempt, failure)
                if wait is None:
                    raise
            sleep(wait)
        raise AssertionError("the retry policy ends the loop")

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
        for reference in _named(path, document):
            inside = urldefrag(reference.removeprefix(self._root)).url.lstrip("/")
            if not _PATH.fullmatch(inside):
                raise self.unexpected(path, f"names {reference}, which is not of this deployment")
            yield inside

    def _fetch(self, url: str) -> tuple[httpx.Response, bytes]:
        try:
            with self._http.stream("GET", url) as response:
                return response, self._body(response)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TaskclusterTimeout(
                url, f"no answer within {self._settings.timeout:g} s"
            ) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            raise TaskclusterConnectionError(url, f"no answer: {redact(str(error))}") from error

    def _body(self, response: httpx.Response) -> bytes:
        started, content = perf_counter(), bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LONGEST:
                problem = f"more than {LONGEST} bytes came, which is no reference or schema"
                raise UnexpectedResponse(
                    str(response.url), problem, status_code=response.status_code, body=b""
                )
            # httpx times each read by itself; a trickle would never end.
            if perf_counter() - started > self._settings.timeout:
                raise TimeoutError("the answer came too slowly")
        return bytes(content)

    def _read(self, path: str, response: httpx.Response, content: bytes) -> Json:
        status, headers = response.status_code, response.headers
        if status >= 400:
            asked = retryAfterSeconds(headers.get("retry-after"), datetime.now(UTC))
            raise restFailure(self._root + path, status, None, retryAfter=asked)
        if status != 200:
            target = redact(headers.get("location", "nowhere"))
            raise self.unexpected(path, f"the answer ({status}) leads to {target}", status)
        try:
            document: Json = json.loads(content)
        except (ValueError, RecursionError):
            kind = headers.get("content-type", "no content type")
            raise self.unexpected(
                path, f"the answer ({kind}) is no JSON; is the root URL that of a Taskcluster?"
            ) from None
        return document


_PATH = re.compile(r"(references|schemas)(/(?!\.)[\w.-]+)+", re.ASCII)


def _named(path: str, document: Json) -> Iterator[str]:
    """What a document names: references to other documents, with the path they are relative to."""
    if path == _MANIFEST:
        listed = document.get("references") if isinstance(document, Mapping) else None
        names = (str(name) for name in elements(listed))
        yield from (urljoin(f"/{path}", name) for name in names if name.endswith(_KINDS))
    elif path.startswith("references/"):
        yield from _schemas(document)
    else:
        yield from (urljoin(f"/{path}", reference) for reference in _refs(document))


def _schemas(reference: Json) -> Iterator[str]:
    if not isinstance(reference, Mapping):
        return
    for entry in elements(reference.get("entries")):
        if isinstance(entry, Mapping):
            names = (entry.get(key) for key in ("input", "output", "schema"))
            base = f"/schemas/{reference.get('serviceName')}/"
            yield from (urljoin(base, name) for name in names if isinstance(name, str))


def _refs(schema: Json) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference
        for value in schema.values():
            yield from _refs(value)
    else:
        for element in elements(schema):
            yield from _refs(element)
