"""Authentication of requests: Hawk headers, bewits, certificates, authorizedScopes."""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn, TypeAlias

from pydantic import BaseModel, ConfigDict

from tc_typed.core.models.timestamps import fromMilliseconds, shifted
from tc_typed.credentials.temporary import accessTokenOf
from tc_typed.scopes.patterns import ANONYMOUS_SCOPE
from tc_typed.testing.clock import Clock
from tc_typed.testing.server.authorization import ANONYMOUS, Caller, fenced, missingScopes
from tc_typed.testing.server.certificates import ReceivedCertificate, ValidScope, problem
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.hawk import (
    SKEW,
    AllegedSigner,
    SeenNonce,
    SignedRequest,
    WrongSignature,
    bewitSigner,
    checkBewit,
    checkHeader,
    findBewit,
    headerSigner,
)
from tc_typed.testing.server.loopback import isLoopback

_ANONYMOUS_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClient:
    """Facts about a client that its requests are checked against."""

    clientId: str
    accessToken: str = field(repr=False)
    scopes: tuple[str, ...]
    """Scopes given to the client itself, before roles are expanded."""
    expires: datetime
    disabled: bool = False


FindClient: TypeAlias = Callable[[str], KnownClient | None]
"""Function that looks up a client by its clientId."""

ExpandScopes: TypeAlias = Callable[[Iterable[str]], Sequence[str]]
"""Function that adds the scopes of all assumed roles; its result is in normal form."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Clients and roles that callers are looked up in."""

    findClient: FindClient
    expandScopes: ExpandScopes


class _Ext(BaseModel):
    """Content of Hawk's `ext` as sent by Taskcluster's clients."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    certificate: ReceivedCertificate | None = None
    authorizedScopes: tuple[ValidScope, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Account:
    """Key to check a signature with, and the caller if the signature is valid."""

    key: str = field(repr=False)
    caller: Caller


class Authenticator:
    """Checker of signatures.

    Whether clients, certificates and bewits have expired depends on the local Taskcluster's clock.
    Timestamps of signatures are compared with the real time, which clients sign with, so that
    tests can move the clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._nonces: dict[tuple[str, str], None] = {}
        self._nonceTimes: deque[tuple[float, tuple[str, str]]] = deque()

    def identify(self, request: SignedRequest, directory: Directory) -> Caller:
        """Identify the caller of a request that this server has received.

        Args:
            request: Received request.
            directory: Clients and roles.

        Raises:
            ApiError: with the code AuthenticationFailed, if the signature is not valid.
        """
        if request.authorization is not None and findBewit(request) is not None:
            _refuse("a request must be signed by a header or by a bewit, not by both")
        isSigned = request.authorization is not None or findBewit(request) is not None
        # Otherwise web pages could use the scopes of the role `anonymous`. HTTP/1.0 has no Host.
        if not isSigned and request.host and not isLoopback(request.host):
            _refuse("the Host header of an unsigned request must be that of a loopback address")
        return self._identify(request, directory, self._seenNonce)

    def identifyElsewhere(self, request: SignedRequest, directory: Directory) -> Caller:
        """Identify the caller of a request that another server has received.

        Its body is unknown, so a payload hash is not checked. A request can be checked any number
        of times, because only its recipient can know whether it is a replay. A header takes
        precedence over a bewit.

        Args:
            request: Request to the other server.
            directory: Clients and roles.

        Raises:
            ApiError: with the code AuthenticationFailed, if the signature is not valid.
        """
        return self._identify(request, directory, _neverSeen)

    def _identify(
        self, request: SignedRequest, directory: Directory, seenNonce: SeenNonce
    ) -> Caller:
        header = request.authorization
        bewit = findBewit(request)
        try:
            if header is not None:
                signer = headerSigner(header)
                account = self._account(signer, directory)
                checkHeader(request, signer, account.key, seenNonce)
            elif bewit is not None:
                signer = bewitSigner(bewit)
                account = self._account(signer, directory)
                checkBewit(request, bewit, account.key, self._clock())
            else:
                return Caller(
                    ANONYMOUS.clientId,
                    directory.expandScopes([ANONYMOUS_SCOPE]),
                    shifted(self._clock(), _ANONYMOUS_LIFETIME),
                )
        except WrongSignature as error:
            _refuse(str(error))
        return account.caller

    def _account(self, signer: AllegedSigner, directory: Directory) -> _Account:
        clientId, extra = signer.clientId, _parseExt(signer.ext)
        certificate = extra.certificate
        issuerId = clientId if certificate is None else certificate.issuer or clientId
        client = self._liveClient(issuerId, directory.findClient)
        key, expires = client.accessToken, client.expires
        scopes: Sequence[str] = client.scopes
        if certificate is not None:
            if reason := problem(certificate, clientId, key, self._clock()):
                _refuse(f"the certificate is not valid: {reason}")
            nameScopes = [] if issuerId == clientId else [f"auth:create-client:{clientId}"]
            needed = [*certificate.scopes, *nameScopes]
            if missingScopes(directory.expandScopes(scopes), {"AllOf": needed}) is not None:
                _refuse(f"{issuerId} lacks scopes to issue the certificate")
            key, scopes = accessTokenOf(certificate.seed, key), certificate.scopes
            expires = min(expires, fromMilliseconds(certificate.expiry))
        if extra.authorizedScopes is not None:
            # Every caller has the scopes of the role `anonymous`, so they can be authorized, too.
            allowed = directory.expandScopes((*scopes, ANONYMOUS_SCOPE))
            if missingScopes(allowed, {"AllOf": extra.authorizedScopes}) is not None:
                _refuse(
                    f"the credentials of {clientId} do not satisfy authorizedScopes; they have:"
                    f"\n\n{_listed(allowed)}\n\nauthorizedScopes are:"
                    f"\n\n{_listed(extra.authorizedScopes)}"
                )
            scopes = extra.authorizedScopes
        everything = directory.expandScopes((*scopes, ANONYMOUS_SCOPE))
        return _Account(key, Caller(clientId, everything, expires))

    def _liveClient(self, clientId: str, findClient: FindClient) -> KnownClient:
        client = findClient(clientId)
        if client is None:
            _refuse(f"there is no client {clientId!r}")
        if client.disabled:
            _refuse(f"client {clientId!r} is disabled")
        if client.expires < self._clock():
            _refuse(f"client {clientId!r} has expired")
        return client

    def _seenNonce(self, clientId: str, nonce: str) -> bool:
        now = time.monotonic()
        # A signature is accepted from SKEW before its timestamp until SKEW after it.
        while self._nonceTimes and self._nonceTimes[0][0] < now - 2 * SKEW.total_seconds():
            del self._nonces[self._nonceTimes.popleft()[1]]
        mark = (clientId, nonce)
        if mark in self._nonces:
            return True
        self._nonces[mark] = None
        self._nonceTimes.append((now, mark))
        return False


def _neverSeen(_clientId: str, _nonce: str) -> bool:
    return False


def _refuse(reason: str) -> NoReturn:
    raise ApiError("AuthenticationFailed", f"Authentication failed: {reason}") from None


def _parseExt(ext: str) -> _Ext:
    try:
        return _Ext.model_validate_json(base64.b64decode(ext, validate=True) if ext else "{}")
    except ValueError:  # Raised by base64 or by pydantic.
        _refuse("ext does not have the form that Taskcluster expects")


def _listed(scopes: Sequence[str]) -> str:
    return fenced("\n".join(scopes))
