"""Temporary credentials: made without a server, from permanent ones."""

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
from tc_typed.scopes.patterns import scopeList
from tc_typed.slugs import slugId

LONGEST: timedelta = timedelta(days=31)
"""How long temporary credentials may be valid."""

_CALL = "createTemporaryCredentials"
_SCOPE = re.compile(r"[ -~]*")


def createTemporaryCredentials(
    credentials: CredentialsLike | Mapping[str, object],
    start: datetime,
    expiry: datetime,
    scopes: Iterable[str],
    name: str | None = None,
) -> Credentials:
    """Issue temporary credentials: fewer scopes, for a while.

    They can be revoked only together with those that issue them. The auth service makes up for
    clocks that differ; there is no need to begin earlier.

    Args:
        credentials: Who issues them; permanent credentials.
        start: When they begin to be valid, an aware date-time.
        expiry: When they cease to be valid, an aware date-time, at most 31 days later.
        scopes: What they allow; it takes effect as far as the issuer has these scopes.
        name: A clientId of their own; the issuer needs the scope `auth:create-client:<name>`.
            Without one they carry the issuer's.

    Raises:
        InvalidCall: if they would not be valid.
        TaskclusterAuthFailure: if the issuer's credentials are unusable, or the name is.

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
        "temporary credentials can't issue others": issuer.certificate is not None,
        "name must differ from the issuer's clientId": name == issuer.clientId,
        "expiry must come after start": end <= begin,
        f"they can last {LONGEST.days} days at most": expiry - start > LONGEST,
    }
    for problem, holds in wrong.items():
        if holds:
            raise InvalidCall(_CALL, problem)
    seed = slugId() + slugId()
    clientId = issuer.clientId if name is None else name
    naming = {} if name is None else {"issuer": issuer.clientId}
    certificate = {
        "version": 1,
        "scopes": allowed,
        "start": begin,
        "expiry": end,
        "seed": seed,
        "signature": signature(
            issuer.accessToken,
            clientId=clientId,
            issuer=naming.get("issuer"),
            seed=seed,
            start=begin,
            expiry=end,
            scopes=allowed,
        ),
        **naming,
    }
    return Credentials(clientId, accessTokenOf(seed, issuer.accessToken), certificate)


def _milliseconds(name: str, moment: datetime) -> int:
    # Callers without a type checker may pass anything.
    if not isinstance(moment, datetime) or moment.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidCall(_CALL, f"{name} must be a datetime with a time zone; use fromNow()")
    return toMilliseconds(moment)


def _scopes(scopes: Iterable[str]) -> list[str]:
    allowed = [*scopeList(_CALL, scopes)]
    for scope in allowed:
        if not _SCOPE.fullmatch(scope):
            raise InvalidCall(
                _CALL, f"a scope is text of printable ASCII characters, not {scope!r}"
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
    """The issuer's signature of a certificate.

    Args:
        issuerToken: The issuer's access token.
        clientId: Who uses the certificate.
        issuer: The issuer's clientId, where the certificate has a name of its own.
        seed: The certificate's seed.
        start: When it begins to be valid, milliseconds since 1970.
        expiry: When it ceases to be valid, milliseconds since 1970.
        scopes: What it allows.
    """
    naming = [] if issuer is None else [f"clientId:{clientId}", f"issuer:{issuer}"]
    times = [f"start:{start}", f"expiry:{expiry}"]
    lines = ["version:1", *naming, f"seed:{seed}", *times, "scopes:", *scopes]
    return base64.b64encode(_hmac(issuerToken, "\n".join(lines))).decode()


def accessTokenOf(seed: str, issuerToken: str) -> str:
    """The access token that goes with a certificate.

    Args:
        seed: The certificate's seed.
        issuerToken: The issuer's access token.
    """
    return base64.urlsafe_b64encode(_hmac(issuerToken, seed)).decode().rstrip("=")


def _hmac(key: str, message: str) -> bytes:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
