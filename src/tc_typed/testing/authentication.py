"""Authentication and authorization of requests: Hawk headers, bewits, certificates, scopes."""

from __future__ import annotations

import base64
import json
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, TypeAlias

from pydantic import BaseModel, ConfigDict

from tc_typed.credentials.temporary import accessTokenOf
from tc_typed.scopes.patterns import (
    ANONYMOUS_SCOPE,
    Requirement,
    missingScopes,
    normalizeScopes,
    satisfies,
)
from tc_typed.testing.certificates import ReceivedCertificate, problem
from tc_typed.testing.clock import Clock
from tc_typed.testing.errors import ApiError
from tc_typed.testing.hawk import (
    SKEW,
    AllegedSigner,
    SignedRequest,
    WrongSignature,
    bewitSigner,
    checkBewit,
    checkHeader,
    findBewit,
    headerSigner,
)

_PUBLIC_SCOPES = (ANONYMOUS_SCOPE,)


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client of the local Taskcluster, with its permanent credentials."""

    clientId: str
    accessToken: str = field(repr=False)
    scopes: tuple[str, ...]
    description: str
    created: datetime
    expires: datetime
    disabled: bool = False


FindClient: TypeAlias = Callable[[str], ClientRecord | None]
"""Function that looks up a client by its clientId."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Client that makes a request, and its scopes."""

    clientId: str
    scopes: tuple[str, ...]


ANONYMOUS = Caller("auth-failed:no-auth", _PUBLIC_SCOPES)
"""Caller of a request without a signature."""


class _Ext(BaseModel):
    """Content of Hawk's `ext` as sent by Taskcluster's clients."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    certificate: ReceivedCertificate | None = None
    authorizedScopes: tuple[str, ...] | None = None


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

    def identify(self, request: SignedRequest, findClient: FindClient) -> Caller:
        """Identify the caller of a request.

        Args:
            request: Received request.
            findClient: Function that looks up a client.

        Raises:
            ApiError: with the code AuthenticationFailed, if the signature is not valid.
        """
        bewit, header = findBewit(request), request.authorization
        if header is not None and bewit is not None:
            _refuse("a request must be signed by a header or by a bewit, not by both")
        try:
            if header is not None:
                signer = headerSigner(header)
                account = self._account(signer, findClient)
                checkHeader(request, signer, account.key, self._seenNonce)
            elif bewit is not None:
                signer = bewitSigner(bewit)
                account = self._account(signer, findClient)
                checkBewit(request, bewit, signer, account.key, self._clock())
            else:
                return ANONYMOUS
        except WrongSignature as error:
            _refuse(str(error))
        return account.caller

    def _account(self, signer: AllegedSigner, findClient: FindClient) -> _Account:
        clientId, extra = signer.clientId, _parseExt(signer.ext)
        certificate = extra.certificate
        issuerId = clientId if certificate is None else certificate.issuer or clientId
        client = self._liveClient(issuerId, findClient)
        key, scopes = client.accessToken, client.scopes
        if certificate is not None:
            if reason := problem(certificate, clientId, key, self._clock()):
                _refuse(f"the certificate is not valid: {reason}")
            nameScopes = [] if issuerId == clientId else [f"auth:create-client:{clientId}"]
            if not satisfies(scopes, {"AllOf": [*certificate.scopes, *nameScopes]}):
                _refuse(f"{issuerId} lacks scopes to issue the certificate")
            key, scopes = accessTokenOf(certificate.seed, key), certificate.scopes
        if extra.authorizedScopes is not None:
            if not satisfies((*scopes, *_PUBLIC_SCOPES), {"AllOf": extra.authorizedScopes}):
                _refuse(
                    f"the credentials of {clientId} do not satisfy authorizedScopes; they have:"
                    f"\n\n{_quoted(scopes)}\n\nauthorizedScopes are:"
                    f"\n\n{_quoted(extra.authorizedScopes)}"
                )
            scopes = extra.authorizedScopes
        return _Account(key, Caller(clientId, tuple(normalizeScopes((*scopes, *_PUBLIC_SCOPES)))))

    def _liveClient(self, clientId: str, findClient: FindClient) -> ClientRecord:
        client = findClient(clientId)
        if client is None:
            _refuse(f"there is no client {clientId!r}")
        if client.disabled:
            _refuse(f"client {clientId!r} is disabled")
        if client.expires < self._clock():
            _refuse(f"client {clientId!r} has expired")
        return client

    def _seenNonce(self, clientId: str, nonce: str, _timestamp: str) -> bool:
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


def requireScopes(caller: Caller, requirement: Requirement | None) -> None:
    """Check that a caller has the scopes that a call needs.

    Args:
        caller: Client that makes the call.
        requirement: Scopes that the call needs.

    Raises:
        ApiError: with the code InsufficientScopes and the missing scopes, if any are missing.
    """
    missing = missingScopes(caller.scopes, requirement)
    if requirement is None or missing is None:
        return
    needed = f"The call needs credentials that satisfy\n\n{_fenced(requirement)}"
    if caller == ANONYMOUS:
        raise ApiError("InsufficientScopes", f"The request is not signed. {needed}")
    raise ApiError(
        "InsufficientScopes",
        f"Client {caller.clientId} lacks the scopes\n\n{_fenced(missing)}\n\n{needed}",
    )


def _refuse(reason: str) -> NoReturn:
    raise ApiError("AuthenticationFailed", f"Authentication failed: {reason}") from None


def _parseExt(ext: str) -> _Ext:
    try:
        return _Ext.model_validate_json(base64.b64decode(ext, validate=True) if ext else "{}")
    except ValueError:  # Raised by base64 or by pydantic.
        _refuse("ext does not have the form that Taskcluster expects")


def _fenced(requirement: Requirement) -> str:
    text = requirement if isinstance(requirement, str) else json.dumps(requirement, indent=2)
    return f"```\n{text}\n```"


def _quoted(scopes: Sequence[str]) -> str:
    return _fenced("\n".join(scopes))
