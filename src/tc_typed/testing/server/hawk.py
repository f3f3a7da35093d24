"""Checks of Hawk signatures: Authorization headers and bewits."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from mohawk.util import calculate_mac

from tc_typed.core.redact import redacting
from tc_typed.core.signing.hawk import hawkPayloadHash

SKEW = timedelta(minutes=15)
"""Maximum error of a signature's timestamp; clocks of workers are often wrong."""

SeenNonce: TypeAlias = Callable[[str, str], bool]
"""Function that checks whether a client, by its clientId, has used a nonce before."""

_LONGEST_HEADER = 4096  # Characters.
_HEADER = re.compile(r"hawk\s+(.*)", re.IGNORECASE | re.ASCII)
_ATTRIBUTE = re.compile(
    r"""(\w+)="([ \w!#$%&'()*+,\-./:;<=>?@\[\]^`{|}~]+)"\s*(?:,\s*|$)""", re.ASCII
)
_ATTRIBUTES = {"id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg"}
_REQUIRED = {"id", "ts", "nonce", "mac"}

_BEWIT = "bewit="
_BEWIT_PARTS = 4  # ClientId, expiry, MAC and ext.
_BEWIT_TEXT = re.compile(r"[\w-]*", re.ASCII)
_DIGITS = re.compile("[0-9]{1,15}")


class WrongSignature(Exception):
    """A header or bewit does not match the request, or can't be parsed."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """Request that a signature is checked against, exactly as it was received."""

    method: str
    """HTTP method, in upper case."""
    host: str
    """Host header, for example `127.0.0.1:1234`."""
    path: str
    """Path, still percent-encoded."""
    query: str
    """Query string, still percent-encoded, without the question mark."""
    authorization: str | None = field(repr=False)
    """Authorization header."""
    contentType: str
    """Content-Type header; empty if there was none."""
    content: bytes
    """Body."""
    isBodyKnown: bool = True
    """Whether `contentType` and `content` are known; not if another server received the request."""


@dataclass(frozen=True, slots=True)
class AllegedSigner:
    """Signer that a request names, whose signature has not been checked yet."""

    clientId: str
    ext: str
    """Signed string in which Taskcluster's clients send a certificate and authorizedScopes."""


def headerSigner(header: str) -> AllegedSigner:
    """Parse the signer from an Authorization header.

    Raises:
        WrongSignature: if it is not a Hawk header.
    """
    attributes = _attributes(header)
    return AllegedSigner(attributes["id"], attributes.get("ext", ""))


def payloadHash(header: str) -> str | None:
    """Return the payload hash in an Authorization header; `None` if there is none.

    Raises:
        WrongSignature: if it is not a Hawk header.
    """
    return _attributes(header).get("hash")


def checkHeader(
    request: SignedRequest, signer: AllegedSigner, key: str, seenNonce: SeenNonce
) -> None:
    """Check an Authorization header: signature, payload hash, nonce and timestamp.

    Args:
        request: Received request, with a header.
        signer: Result of `headerSigner` for its header.
        key: Access token of the signer.
        seenNonce: Function that checks whether the nonce was used before.

    Raises:
        WrongSignature: if any of them is wrong.
    """
    attributes = _attributes(request.authorization or "")
    claimedHash = attributes.get("hash")
    mac = _mac("header", request, _target(request.path, request.query), key, attributes)
    if not _equal(mac, attributes["mac"]):
        raise WrongSignature("the signature does not match the request (wrong MAC)")
    # Some clients don't hash the payload. If there is a hash, it is checked.
    if claimedHash is not None and request.isBodyKnown:
        expected = hawkPayloadHash(request.content, request.contentType)
        if not _equal(expected, claimedHash):
            raise WrongSignature("the payload hash does not match the body and its content type")
    if not _DIGITS.fullmatch(attributes["ts"]):
        raise WrongSignature("the timestamp must be a number of seconds")
    if abs(int(attributes["ts"]) - time.time()) > SKEW.total_seconds():
        raise WrongSignature(
            f"the timestamp must be within {SKEW.seconds // 60} minutes of the server's time"
        )
    if seenNonce(signer.clientId, attributes["nonce"]):
        raise WrongSignature("the nonce was used before")


def findBewit(request: SignedRequest) -> str | None:
    """Return the bewit in a request's query string; `None` if there is none."""
    pairs = filter(_isBewit, request.query.split("&"))
    return next((pair.removeprefix(_BEWIT) for pair in pairs), None)


def bewitSigner(bewit: str) -> AllegedSigner:
    """Parse the signer from a bewit.

    Raises:
        WrongSignature: if it is not a bewit.
    """
    parts = _bewitParts(bewit)
    return AllegedSigner(parts["id"], parts["ext"])


def checkBewit(request: SignedRequest, bewit: str, key: str, now: datetime) -> None:
    """Check a bewit: signature and expiry.

    Args:
        request: Received request.
        bewit: Bewit in its query string.
        key: Access token of the signer.
        now: Current time of the server.

    Raises:
        WrongSignature: if either is wrong, or if the method is not GET or HEAD.
    """
    if request.method not in ("GET", "HEAD"):
        raise WrongSignature("a bewit is valid only for GET and HEAD")
    parts = _bewitParts(bewit)
    pairs = request.query.split("&")
    others = [pair for pair in pairs if not _isBewit(pair)]
    if len(others) != len(pairs) - 1:
        raise WrongSignature("a URL must contain only one bewit")
    # Without a bewit, empty parameters make a difference: `/path?` is not `/path`.
    target = f"{request.path}?{'&'.join(others)}" if others else request.path
    mac = _mac("bewit", request, target, key, parts)
    if not _equal(mac, parts["mac"]):
        raise WrongSignature("the bewit does not match the URL (wrong MAC)")
    if not _DIGITS.fullmatch(parts["ts"]) or int(parts["ts"]) <= now.timestamp():
        raise WrongSignature("the bewit has expired")


@dataclass(frozen=True, slots=True)
class _Resource:
    """A request in the form that mohawk signs."""

    credentials: Mapping[str, str]
    timestamp: str
    nonce: str
    method: str
    name: str
    host: str
    port: str
    ext: str | None
    app: str | None
    dlg: str | None


def _mac(
    kind: Literal["header", "bewit"],
    request: SignedRequest,
    target: str,
    key: str,
    attributes: Mapping[str, str],
) -> str:
    name, separator, port = request.host.rpartition(":")
    if not separator or port.endswith("]"):  # The last colon is part of an IPv6 address.
        name, port = request.host, "80"
    resource = _Resource(
        credentials={"key": key, "algorithm": "sha256"},
        timestamp=attributes["ts"],
        nonce=attributes.get("nonce", ""),
        method="GET" if kind == "bewit" else request.method,
        name=target,
        host=name.lower(),
        port=port,
        ext=attributes.get("ext"),
        app=attributes.get("app"),
        dlg=attributes.get("dlg"),
    )
    with redacting():  # mohawk logs everything that it signs.
        return calculate_mac(kind, resource, attributes.get("hash")).decode()


def _attributes(header: str) -> dict[str, str]:
    """Parse a header as strictly as Hawk's own implementation."""
    matched = _HEADER.fullmatch(header)
    if matched is None or len(header) > _LONGEST_HEADER:
        raise WrongSignature("the Authorization header can't be parsed")
    attributes: dict[str, str] = {}
    position, text = 0, matched[1]
    while position < len(text):
        found = _ATTRIBUTE.match(text, position)
        if found is None or found[1] not in _ATTRIBUTES or found[1] in attributes:
            raise WrongSignature("the Authorization header can't be parsed")
        attributes[found[1]] = found[2]
        position = found.end()
    if not attributes.keys() >= _REQUIRED:
        missing = ", ".join(sorted(_REQUIRED - attributes.keys()))
        raise WrongSignature(f"the Authorization header lacks parts of a signature: {missing}")
    if "dlg" in attributes and "app" not in attributes:
        raise WrongSignature(
            "the Authorization header contains dlg, which is not signed without app"
        )
    return attributes


def _bewitParts(bewit: str) -> Mapping[str, str]:
    decoded = b""
    # Python's decoder would ignore characters that are not part of the alphabet.
    if _BEWIT_TEXT.fullmatch(bewit) and len(bewit) % 4 != 1:
        decoded = base64.urlsafe_b64decode(bewit + "=" * (-len(bewit) % 4))
    parts = decoded.decode("latin-1").split("\\")
    # The unused bits of the last character must be 0, so that only one text is valid.
    isUnique = base64.urlsafe_b64encode(decoded).rstrip(b"=") == bewit.encode()
    if len(parts) != _BEWIT_PARTS or not isUnique or not decoded.isascii():
        raise WrongSignature("the bewit can't be parsed")
    clientId, expiry, mac, ext = parts
    return {"id": clientId, "ts": expiry, "mac": mac, "ext": ext}


def _target(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _isBewit(pair: str) -> bool:
    return pair.startswith(_BEWIT)


def _equal(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())
