"""Signatures that were changed in any way are refused; mohawk's own are accepted."""

from __future__ import annotations

import re
import string
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mohawk import Sender
from mohawk.base import Resource
from mohawk.bewit import get_bewit
from tests.testing.server.signing import Temporary, bewit, makeExt, sign

from tc_typed.core.redact import redacting
from tc_typed.credentials import Credentials
from tc_typed.scopes.patterns import normalizeScopes
from tc_typed.testing.clock import systemClock
from tc_typed.testing.server.authentication import Authenticator, Directory, KnownClient
from tc_typed.testing.server.authorization import Caller
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.hawk import SignedRequest

CLIENT = KnownClient(
    clientId="project/client",
    accessToken="k" * 44,
    scopes=("a:*", "auth:create-client:named/*"),
    expires=datetime(9999, 1, 1, tzinfo=UTC),
)
KEY = Credentials(CLIENT.clientId, CLIENT.accessToken)
DIRECTORY = Directory({CLIENT.clientId: CLIENT}.get, normalizeScopes)
HOST = "127.0.0.1:8000"
CONTENT = b'{"a": 1}'

_FRACTIONS = 10_000

CHARACTERS = st.sampled_from(string.printable)
PATHS = st.text("ab/%2F;.~", max_size=10).map("/".__add__)
QUERIES = st.text("ab=1&%;", min_size=1, max_size=10) | st.just("")


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from([0, 2, "1", None]),
        "scopes": st.lists(st.sampled_from(["a:1", "a:2", "a:3", "*"]), max_size=3),
        "start": st.integers(-(10**12), 10**13),
        "expiry": st.integers(-(10**12), 10**13),
        "seed": st.text("s", min_size=43, max_size=45),
        "signature": st.text("abcd=", max_size=44),
        "issuer": st.sampled_from(["project/client", "named/x", "named/y", "", None]),
        "more": st.just(1),
    },
)


def received(method: str, path: str, query: str = "", header: str | None = None) -> SignedRequest:
    content = CONTENT if method == "POST" else b""
    contentType = "application/json" if method == "POST" else ""
    return SignedRequest(method, HOST, path, query, header, contentType, content)


def identify(request: SignedRequest) -> Caller:
    return Authenticator(systemClock).identify(request, DIRECTORY)


def isRefused(request: SignedRequest) -> bool:
    try:
        identify(request)
    except ApiError as error:
        return error.code == "AuthenticationFailed"
    return False


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """Replace, insert or delete one character."""
    # Headers differ in length from run to run, so the place is drawn as a fraction.
    place = draw(st.integers(0, _FRACTIONS - 1)) * len(text) // _FRACTIONS
    kind = draw(st.sampled_from(["replace", "insert", "delete"]))
    new = "" if kind == "delete" else draw(CHARACTERS)
    changed = text[:place] + new + text[place + (kind != "insert") :]
    assume(changed != text)
    return changed


def meaning(header: str) -> object:
    """Return what a header says, without the spaces that don't matter."""
    matched = re.fullmatch(r'(?i)hawk\s+((?:\w+="[^"]*"\s*(?:,\s*|$))+)', header)
    return matched and sorted(re.findall(r'(\w+)="([^"]*)"', matched[1]))


def signers() -> dict[str, tuple[Credentials, str]]:
    named = Temporary(KEY, ["a:1", "a:2"], name="named/x").make()
    unnamed = Temporary(KEY, ["a:1", "a:2"]).make()
    return {
        "permanent": (KEY, ""),
        "authorized": (KEY, makeExt(authorizedScopes=["a:1"])),
        "named": (named, makeExt(certificate=named.certificate)),
        "unnamed": (unnamed, makeExt(certificate=unnamed.certificate, authorizedScopes=["a:1"])),
    }


SIGNERS = st.sampled_from([*signers()])


@given(kind=SIGNERS, content=st.sampled_from([CONTENT, None]), data=st.data())
def test_a_changed_header_is_refused(kind: str, content: bytes | None, data: st.DataObject) -> None:
    credentials, ext = signers()[kind]
    url = f"http://{HOST}/path?x=1"
    header = sign(credentials, "POST", url, content, "application/json", ext=ext)
    assert identify(received("POST", "/path", "x=1", header)).clientId == credentials.clientId
    changed = data.draw(mutated(header))
    if meaning(changed) == meaning(header):
        assume(False)
    assert isRefused(received("POST", "/path", "x=1", changed))


@given(
    kind=SIGNERS,
    name=st.sampled_from(["id", "ts", "nonce", "hash", "ext", "mac", "dlg", "app", "tsm"]),
    value=st.sampled_from(["x", "", "project/client", "1"]),
    place=st.integers(0, 4),
)
def test_a_header_with_another_attribute_is_refused(
    kind: str, name: str, value: str, place: int
) -> None:
    credentials, ext = signers()[kind]
    header = sign(credentials, "POST", f"http://{HOST}/path", CONTENT, "application/json", ext=ext)
    attributes = header.removeprefix("Hawk ").split(", ")
    changed = "Hawk " + ", ".join([*attributes[:place], f'{name}="{value}"', *attributes[place:]])
    assert not isRefused(received("POST", "/path", "", header))
    assert isRefused(received("POST", "/path", "", changed))


@given(kind=SIGNERS, path=PATHS, query=QUERIES, other=PATHS, otherQuery=QUERIES)
def test_a_header_is_valid_for_its_request_only(
    kind: str, path: str, query: str, other: str, otherQuery: str
) -> None:
    credentials, ext = signers()[kind]
    target = f"http://{HOST}{path}" + (f"?{query}" if query else "")
    with redacting():
        header = mohawkHeader(credentials, target, "POST", ext)
    request = received("POST", path, query, header)
    assert identify(request).clientId == credentials.clientId
    if (other, otherQuery) != (path, query):
        assert isRefused(replace(request, path=other, query=otherQuery))
    changes: list[dict[str, Any]] = [  # The types of the fields differ.
        {"method": "PUT"},
        {"host": "127.0.0.1:8001"},
        {"host": "127.0.0.2:8000"},
        {"content": b""},
        {"contentType": "text/plain"},
    ]
    for change in changes:
        assert isRefused(replace(request, **change))


def mohawkHeader(credentials: Credentials, url: str, method: str, ext: str) -> str:
    keys = {"id": credentials.clientId, "key": credentials.accessToken, "algorithm": "sha256"}
    # A scheme that urlparse does not know keeps the parts of a path after semicolons.
    url = url.replace("http:", "hawk:")
    sender = Sender(keys, url, method, content=CONTENT, content_type="application/json", ext=ext)
    return sender.request_header


@given(kind=SIGNERS, data=st.data())
def test_a_changed_bewit_is_refused(kind: str, data: st.DataObject) -> None:
    credentials, ext = signers()[kind]
    signed = bewit(credentials, f"http://{HOST}/path", int(time.time()) + 60, ext)
    assert identify(received("GET", "/path", f"bewit={signed}")).clientId == credentials.clientId
    changed = data.draw(mutated(signed))
    assert isRefused(received("GET", "/path", f"bewit={changed}"))


@given(data=st.data(), place=st.integers(0, 2))
def test_a_bewit_is_valid_for_its_url_only(data: st.DataObject, place: int) -> None:
    keys = {"id": KEY.clientId, "key": KEY.accessToken, "algorithm": "sha256"}
    others = ["a=1", "b=2"]
    path = "/path"
    with redacting():
        resource = Resource(
            credentials=keys,
            method="GET",
            url=f"http://{HOST}{path}?a=1&b=2",
            nonce="",
            timestamp=int(time.time()) + 60,
            ext="",
        )
        signed = get_bewit(resource).rstrip("=")
    target = f"{path}?" + "&".join([*others[:place], f"bewit={signed}", *others[place:]])
    assert identify(received("GET", *target.split("?"))).clientId == KEY.clientId
    changed = data.draw(mutated(target).filter(lambda it: it.count("?") == 1))
    for method in ("GET", "HEAD"):
        request = received(method, *changed.split("?"))
        # Without the word `bewit`, the request is simply not signed.
        assert isRefused(request) or identify(request).clientId == "auth-failed:no-auth"
    assert isRefused(received("POST", *target.split("?")))


@pytest.mark.parametrize("extra", ["&", "&&", "&bewit=x", "&c=3", "&bewit="])
def test_a_url_with_a_bewit_must_not_be_extended(extra: str) -> None:
    signed = bewit(KEY, f"http://{HOST}/path", int(time.time()) + 60)
    assert not isRefused(received("GET", "/path", f"bewit={signed}"))
    for query in (f"bewit={signed}{extra}", f"{extra[1:]}&bewit={signed}"):
        assert isRefused(received("GET", "/path", query))


@given(name=st.sampled_from([None, "named/x"]), changes=CHANGES, data=st.data())
def test_a_changed_certificate_is_refused(
    name: str | None, changes: dict[str, object], data: st.DataObject
) -> None:
    credentials = Temporary(KEY, ["a:1", "a:2"], name=name).make()
    certificate = dict(credentials.certificate or {})
    changed = {**certificate, **changes}
    if data.draw(st.booleans()):
        changed["signature"] = data.draw(mutated(str(certificate["signature"])))
    absent = {field: value for field, value in changed.items() if value is not None}
    assume(absent != certificate)

    def request(content: dict[str, object]) -> SignedRequest:
        ext = makeExt(certificate=content)
        return received("GET", "/", "", sign(credentials, "GET", f"http://{HOST}/", ext=ext))

    assert identify(request(certificate)).scopes == ["a:1", "a:2", "assume:anonymous"]
    assert isRefused(request(changed))
