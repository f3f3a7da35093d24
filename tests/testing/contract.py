"""The contract's JSON Schemas as a judge of what the local Taskcluster sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urldefrag, urljoin

import httpx
import jsonschema
from tests.wire.contract import SCHEMAS, Json, references
from tests.wire.test_schemas import CONTRACTS, EXPANDERS, FORMATS

from tc_typed.testing.messages.message_log import SentMessage

_PACKAGE = "tc_typed"

_FILES = {urldefrag(file.id).url: file for file in CONTRACTS[_PACKAGE]}


@dataclass(frozen=True, eq=False)
class Schema:
    """A JSON Schema of a response or message."""

    url: str

    @cached_property
    def _validator(self) -> jsonschema.Draft7Validator:
        schema = EXPANDERS[_PACKAGE].schema(_FILES[self.url])
        return jsonschema.Draft7Validator(schema, format_checker=FORMATS)

    def problems(self, value: Json) -> list[str]:
        """Return the differences between a value and the schema."""
        errors = self._validator.iter_errors(value)  # pyright: ignore[reportUnknownMemberType]  # an untyped overload
        return [f"{each.json_path}: {each.message}" for each in errors]


@dataclass(frozen=True)
class Method:
    """An API method, as the contract describes it."""

    name: str
    verb: str
    path: re.Pattern[str]
    output: Schema | None
    """Schema of its response; `None` if the contract says nothing about it."""


def _methods() -> Iterator[Method]:
    for service, entries in references(_PACKAGE):
        for name, entry in entries.items():
            route = re.sub(r"\\?<name\\?>$", ".+", re.escape(entry["route"]))
            path = re.compile(f"/api/{service}/v1" + re.sub(r"<\w+>", "[^/]*", route))
            output = _schema(service, entry["output"]) if "output" in entry else None
            yield Method(f"{service}.{name}", entry["method"].upper(), path, output)


def _exchanges() -> Iterator[tuple[str, Schema]]:
    for path in sorted(SCHEMAS.glob("*/v1/exchanges.json")):
        reference = json.loads(path.read_text())
        for entry in reference["entries"]:
            exchange = reference["exchangePrefix"] + entry["exchange"]
            yield exchange, _schema(reference["serviceName"], entry["schema"])


def _schema(service: str, reference: str) -> Schema:
    return Schema(urldefrag(urljoin(f"/schemas/{service}/", reference)).url)


METHODS = tuple(_methods())
"""All API methods."""

EXCHANGES: Mapping[str, Schema] = dict(_exchanges())
"""Schemas of messages, by the name of their exchange."""


class Judge:
    """Collects the differences between the contract and what a local Taskcluster sends."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        """Descriptions of what does not match its schema."""
        self.methods = set[str]()
        """Methods that have had a successful response."""
        self.exchanges = set[str]()
        """Exchanges of the messages."""

    def response(self, response: httpx.Response) -> None:
        """Check a response of an API method, unless it is an error."""
        request = response.request
        if response.is_error or request.method == "HEAD" or request.url.path[:5] != "/api/":
            return
        path = request.url.raw_path.decode().partition("?")[0]
        matching = [
            each for each in METHODS if each.verb == request.method and each.path.fullmatch(path)
        ]
        # `/clients/` is also the route of a client, whose id is empty.
        method = max(matching, key=lambda each: len(each.path.pattern.replace("[^/]*", "")))
        self.methods.add(method.name)
        if method.output is not None:
            found = method.output.problems(json.loads(response.read()))
            self.problems += [f"response of {method.name}: {problem}" for problem in found]

    def message(self, message: SentMessage) -> None:
        """Check a message."""
        self.exchanges.add(message.exchange)
        found = EXCHANGES[message.exchange].problems(json.loads(message.body))
        self.problems += [f"message on {message.exchange}: {problem}" for problem in found]
