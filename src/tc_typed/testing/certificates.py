"""Certificates of temporary credentials: issuing them, and what a server checks about them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from tc_typed.slugs import slugId

LONGEST = timedelta(days=31)
"""How long temporary credentials may be valid."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Certificate(BaseModel):
    """The certificate as it arrives in Hawk's `ext`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    version: Literal[1]
    scopes: tuple[str, ...]
    start: int
    expiry: int
    seed: str
    signature: str
    issuer: str | None = None


def issue(
    clientId: str,
    scopes: tuple[str, ...],
    start: datetime,
    expiry: datetime,
    *,
    issuer: str,
    issuerToken: str,
) -> tuple[str, str]:
    """Make named temporary credentials.

    Args:
        clientId: Name that they get.
        scopes: What they allow.
        start: When they begin to be valid.
        expiry: When they cease to be valid.
        issuer: Client that issues them.
        issuerToken: Its access token.

    Returns:
        Their access token, and their certificate as JSON text.
    """
    unsigned = Certificate(
        version=1,
        scopes=scopes,
        start=_milliseconds(start),
        expiry=_milliseconds(expiry),
        seed=slugId() + slugId(),
        signature="",
        issuer=issuer,
    )
    signed = unsigned.model_copy(update={"signature": signature(unsigned, clientId, issuerToken)})
    return accessToken(signed, issuerToken), signed.model_dump_json(exclude_none=True)


def signature(certificate: Certificate, clientId: str, issuerToken: str) -> str:
    """What the issuer's signature of a certificate has to be.

    Args:
        certificate: The certificate; its own signature does not matter.
        clientId: Who uses it.
        issuerToken: The issuer's access token.
    """
    name = (
        []
        if certificate.issuer is None
        else [f"clientId:{clientId}", f"issuer:{certificate.issuer}"]
    )
    lines = [
        f"version:{certificate.version}",
        *name,
        f"seed:{certificate.seed}",
        f"start:{certificate.start}",
        f"expiry:{certificate.expiry}",
        "scopes:",
        *certificate.scopes,
    ]
    return base64.b64encode(_hmac(issuerToken, "\n".join(lines))).decode()


def accessToken(certificate: Certificate, issuerToken: str) -> str:
    """The access token that goes with a certificate, derived from its seed."""
    return base64.urlsafe_b64encode(_hmac(issuerToken, certificate.seed)).decode().rstrip("=")


def problem(certificate: Certificate, clientId: str, issuerToken: str, now: datetime) -> str | None:
    """What is wrong with a certificate in itself, leaving its scopes aside.

    Args:
        certificate: The certificate as it arrived.
        clientId: Who uses it.
        issuerToken: The issuer's access token.
        now: The server's time.
    """
    present = _milliseconds(now)
    expected = signature(certificate, clientId, issuerToken)
    wrong = {
        "issuer must differ from clientId": certificate.issuer == clientId,
        "signature is not the issuer's": not hmac.compare_digest(
            certificate.signature.encode(), expected.encode()
        ),
        "start lies in the future": certificate.start > present,
        "expiry lies in the past": certificate.expiry < present,
        f"lasts longer than {LONGEST.days} days": (
            certificate.expiry - certificate.start > LONGEST / timedelta(milliseconds=1)
        ),
    }
    return next((message for message, holds in wrong.items() if holds), None)


def _hmac(key: str, message: str) -> bytes:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
