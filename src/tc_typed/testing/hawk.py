"""Checking Hawk signatures with mohawk, behind typed functions."""

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
"""The most by which a signature's timestamp may be off; clocks of workers are often wrong."""

_BEWIT = "bewit="


class WrongSignature(Exception):
    """A header or bewit does not fit the request, or can't be read."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The request that a signature is checked against, exactly as it came over the wire."""

    method: str
    """HTTP method, in upper case."""
    host: str
    """Host header, `127.0.0.1:1234`."""
    path: str
    """Path, percent signs and all."""
    query: str
    """Query, percent signs and all, without its question mark."""
    authorization: str | None = field(repr=False)
    """Authorization header."""
    contentType: str
    """Content-Type header, empty where there was none."""
    content: bytes
    """Body."""


@dataclass(frozen=True, slots=True)
class AllegedSigner:
    """The signer that a request names, before its signature is checked."""

    clientId: str
    ext: str
    """Signed text in which Taskcluster's clients send a certificate and authorizedScopes."""


def headerSigner(header: str) -> AllegedSigner:
    """Read the signer from an Authorization header.

    Raises:
        WrongSignature: if it is not a Hawk header.
    """
    try:
        with redacting():  # mohawk logs the header.
            attributes = parse_authorization_header(header)
        return AllegedSigner(attributes["id"], attributes.get("ext", ""))
    except (HawkFail, ValueError, KeyError) as error:
        raise WrongSignature("the Authorization header can't be read") from error


def checkHeader(
    request: SignedRequest,
    signer: AllegedSigner,
    key: str,
    seenNonce: Callable[[str, str, str], bool],
) -> None:
    """Check an Authorization header: signature, payload hash, nonce and timestamp.

    Args:
        request: The request.
        signer: The result of `headerSigner` for its header.
        key: The signer's access token.
        seenNonce: Given clientId, nonce and timestamp, says whether they came before.

    Raises:
        WrongSignature: if anything is wrong.
    """
    try:
        with redacting():
            Receiver(
                _lookup(signer, key),
                request.authorization,
                _url(request, request.query),
                request.method,
                # A file, because mohawk pretty-prints the bytes that it gets for its debug log.
                content=io.BytesIO(request.content),
                content_type=request.contentType,
                seen_nonce=seenNonce,
                # Some clients don't hash the payload; a hash that is there is checked.
                accept_untrusted_content=True,
                timestamp_skew_in_seconds=SKEW.total_seconds(),
            )
    except (HawkFail, ValueError, KeyError) as error:
        raise WrongSignature(f"the signature is wrong ({type(error).__name__})") from error


def findBewit(request: SignedRequest) -> str | None:
    """The bewit in a request's query, if there is one."""
    pairs = filter(_isBewit, request.query.split("&"))
    return next((pair.removeprefix(_BEWIT) for pair in pairs), None)


def bewitSigner(bewit: str) -> AllegedSigner:
    """Read the signer from a bewit.

    Raises:
        WrongSignature: if it is not a bewit.
    """
    try:
        clientId, _, _, ext = _decodeBewit(bewit).decode("ascii").split("\\")
    except ValueError as error:
        raise WrongSignature("the bewit can't be read") from error
    return AllegedSigner(clientId, ext)


def checkBewit(
    request: SignedRequest, bewit: str, signer: AllegedSigner, key: str, now: datetime
) -> None:
    """Check a bewit: signature and expiry.

    Args:
        request: The request.
        bewit: The bewit in its query.
        signer: The result of `bewitSigner` for it.
        key: The signer's access token.
        now: The server's time.

    Raises:
        WrongSignature: if anything is wrong.
    """
    if request.method not in ("GET", "HEAD"):
        raise WrongSignature("a bewit signs nothing but GET")
    # mohawk takes a bewit in the other base64 alphabet, and takes it off the URL's end only.
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
    # In an http URL, mohawk would drop the rest of a path from a semicolon on. The scheme is not
    # signed, only host and port are, so any other scheme will do.
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
