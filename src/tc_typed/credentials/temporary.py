"""Temporary credentials, issued from permanent ones without a server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tc_typed.core.errors import InvalidCall
from tc_typed.core.models.timestamps import toMilliseconds
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.core.texts import shownValue
from tc_typed.scopes.patterns import scopeList
from tc_typed.slugs import slugId

LONGEST: timedelta = timedelta(days=31)
"""Maximum lifetime of temporary credentials."""

_CALL = "createTemporaryCredentials"
_SCOPE = re.compile(r"[ -~]*")


def createTemporaryCredentials(
    credentials: CredentialsLike | Mapping[str, object],
    start: datetime,
    expiry: datetime,
    scopes: Iterable[str],
    name: str | None = None,
) -> Credentials:
    """Issue temporary credentials with limited scopes and lifetime.

    They can be revoked only together with the issuer's credentials. The auth service tolerates
    clocks that differ by a few minutes, so `start` need not be earlier than now.

    Args:
        credentials: Permanent credentials of the issuer.
        start: Time at which they start to be valid, an aware datetime.
        expiry: Time at which they expire, an aware datetime, at most 31 days after `start`.
        scopes: Scopes that they grant. The issuer must have these scopes.
        name: ClientId of the temporary credentials, for which the issuer needs the scope
            `auth:create-client:<name>`. Defaults to the issuer's clientId.

    Raises:
        InvalidCall: if the credentials would not be valid.
        TaskclusterAuthFailure: if the issuer's credentials or the name are unusable.

    Example:
        ```python
        createTemporaryCredentials(
            Credentials(clientId="project/deploy", accessToken="…"),
            start=fromNow("0 seconds"),
            expiry=fromNow("1 hour"),
            scopes=["queue:get-artifact:private/*"],
        )
        ```
    """
    issuer = Credentials.of(credentials)
    begin, end = _milliseconds("start", start), _milliseconds("expiry", expiry)
    allowed = _scopes(scopes)
    wrong = {
        "temporary credentials can't issue other credentials": issuer.certificate is not None,
        "name must differ from the issuer's clientId": name == issuer.clientId,
        "expiry must be after start": end <= begin,
        f"expiry must be at most {LONGEST.days} days after start": expiry - start > LONGEST,
    }
    for problem, holds in wrong.items():
        if holds:
            raise InvalidCall(_CALL, problem)
    seed = slugId() + slugId()
    clientId = issuer.clientId if name is None else name
    issuerEntry = {} if name is None else {"issuer": issuer.clientId}
    certificate = {
        "version": 1,
        "scopes": allowed,
        "start": begin,
        "expiry": end,
        "seed": seed,
        "signature": signature(
            issuer.accessToken,
            clientId=clientId,
            issuer=issuerEntry.get("issuer"),
            seed=seed,
            start=begin,
            expiry=end,
            scopes=allowed,
        ),
        **issuerEntry,
    }
    return Credentials(clientId, accessTokenOf(seed, issuer.accessToken), certificate)


def _milliseconds(name: str, value: datetime) -> int:
    # Callers without a type checker may pass other values.
    if not isinstance(value, datetime) or value.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(
            _CALL,
            f"{name} must be a datetime with a time zone, got {shownValue(value)}; use fromNow()",
        )
    return toMilliseconds(value)


def _scopes(scopes: Iterable[str]) -> list[str]:
    allowed = [*scopeList(_CALL, scopes)]
    for scope in allowed:
        if not _SCOPE.fullmatch(scope):
            raise InvalidCall(
                _CALL, f"scopes must be strings of printable ASCII characters, got {scope!r}"
            )
    return allowed


def signature(
    issuerToken: str,
    *,
    clientId: str,
    issuer: str | None,
    seed: str,
    start: int,
    expiry: int,
    scopes: Iterable[str],
) -> str:
    """Compute the issuer's signature of a certificate.

    Args:
        issuerToken: Access token of the issuer.
        clientId: Client that uses the certificate.
        issuer: ClientId of the issuer; `None` if it is the same as `clientId`.
        seed: Seed of the certificate.
        start: Time at which it starts to be valid, in milliseconds since 1970.
        expiry: Time at which it expires, in milliseconds since 1970.
        scopes: Scopes that it grants.
    """
    nameLines = [] if issuer is None else [f"clientId:{clientId}", f"issuer:{issuer}"]
    times = [f"start:{start}", f"expiry:{expiry}"]
    lines = ["version:1", *nameLines, f"seed:{seed}", *times, "scopes:", *scopes]
    return base64.b64encode(_hmac(issuerToken, "\n".join(lines))).decode()


def accessTokenOf(seed: str, issuerToken: str) -> str:
    """Compute the access token of temporary credentials.

    Args:
        seed: Seed of the certificate.
        issuerToken: Access token of the issuer.
    """
    return base64.urlsafe_b64encode(_hmac(issuerToken, seed)).decode().rstrip("=")


def _hmac(key: str, message: str) -> bytes:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
