"""Typed functions that check Hawk signatures with mohawk."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mohawk import Receiver
from mohawk.bewit import check_bewit
from mohawk.exc import HawkFail
from mohawk.util import parse_authorization_header

from tc_typed.core.redact import redacting

SKEW = timedelta(minutes=15)
"""Maximum error of a signature's timestamp; clocks of workers are often wrong."""

_BEWIT = "bewit="


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
    try:
        with redacting():  # mohawk would log the header.
            attributes = parse_authorization_header(header)
        return AllegedSigner(attributes["id"], attributes.get("ext", ""))
    except (HawkFail, ValueError, KeyError) as error:
        raise WrongSignature("the Authorization header can't be parsed") from error


def checkHeader(
    request: SignedRequest,
    signer: AllegedSigner,
    key: str,
    seenNonce: Callable[[str, str, str], bool],
) -> None:
    """Check an Authorization header: signature, payload hash, nonce and timestamp.

    Args:
        request: Received request.
        signer: Result of `headerSigner` for its header.
        key: Access token of the signer.
        seenNonce: Function that checks whether a combination of clientId, nonce and timestamp was
            received before.

    Raises:
        WrongSignature: if any of them is wrong.
    """
    try:
        with redacting():
            Receiver(
                _lookup(signer, key),
                request.authorization,
                _url(request, request.query),
                request.method,
                # A file, because mohawk would format bytes for its debug log.
                content=io.BytesIO(request.content),
                content_type=request.contentType,
                seen_nonce=seenNonce,
                # Some clients don't hash the payload. If there is a hash, it is checked.
                accept_untrusted_content=True,
                timestamp_skew_in_seconds=SKEW.total_seconds(),
            )
    except (HawkFail, ValueError, KeyError) as error:
        raise WrongSignature(f"the signature is wrong ({type(error).__name__})") from error


def findBewit(request: SignedRequest) -> str | None:
    """Return the bewit in a request's query string; `None` if there is none."""
    pairs = filter(_isBewit, request.query.split("&"))
    return next((pair.removeprefix(_BEWIT) for pair in pairs), None)


def bewitSigner(bewit: str) -> AllegedSigner:
    """Parse the signer from a bewit.

    Raises:
        WrongSignature: if it is not a bewit.
    """
    try:
        clientId, _, _, ext = _decodeBewit(bewit).decode("ascii").split("\\")
    except ValueError as error:
        raise WrongSignature("the bewit can't be parsed") from error
    return AllegedSigner(clientId, ext)


def checkBewit(
    request: SignedRequest, bewit: str, signer: AllegedSigner, key: str, now: datetime
) -> None:
    """Check a bewit: signature and expiry.

    Args:
        request: Received request.
        bewit: Bewit in its query string.
        signer: Result of `bewitSigner` for the bewit.
        key: Access token of the signer.
        now: Current time of the server.

    Raises:
        WrongSignature: if either is wrong, or if the method is not GET or HEAD.
    """
    if request.method not in ("GET", "HEAD"):
        raise WrongSignature("a bewit is valid only for GET and HEAD")
    # mohawk expects the standard base64 alphabet, and the bewit at the end of the URL.
    others = [pair for pair in request.query.split("&") if pair and not _isBewit(pair)]
    text = base64.b64encode(_decodeBewit(bewit)).decode()
    query = "&".join([*others, _BEWIT + text])
    try:
        with redacting():
            check_bewit(
                _url(request, query),
                _lookup(signer, key),
                now=int(now.timestamp()),
            )
    except (HawkFail, ValueError) as error:
        raise WrongSignature(f"the bewit is wrong ({type(error).__name__})") from error


def _url(request: SignedRequest, query: str) -> str:
    # In an http URL, mohawk would drop the part of the path after a semicolon. The scheme is not
    # signed, so another one can be used.
    host = request.host if ":" in request.host else f"{request.host}:80"
    return f"hawk://{host}{request.path}" + (f"?{query}" if query else "")


def _isBewit(pair: str) -> bool:
    return pair.startswith(_BEWIT)


def _decodeBewit(bewit: str) -> bytes:
    return base64.urlsafe_b64decode(bewit + "=" * (-len(bewit) % 4))


def _lookup(signer: AllegedSigner, key: str) -> Callable[[str], dict[str, str]]:
    def find(_clientId: str) -> dict[str, str]:
        return {"id": signer.clientId, "key": key, "algorithm": "sha256"}

    return find
