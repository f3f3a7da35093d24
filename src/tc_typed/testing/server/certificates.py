"""Certificates of temporary credentials, and a server's checks of them."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from tc_typed.core.models.timestamps import toMilliseconds
from tc_typed.credentials.temporary import LONGEST, signature

TOLERANCE = timedelta(minutes=5)
"""Maximum difference between the issuer's clock and the server's."""


ValidScope: TypeAlias = Annotated[str, Field(pattern=r"^[ -~]*$")]
"""Scope of printable ASCII characters."""

_SEED = 44  # Characters: two slugids.


class ReceivedCertificate(BaseModel):
    """Certificate as received in Hawk's `ext`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    version: Literal[1]
    scopes: tuple[ValidScope, ...]
    start: int
    expiry: int
    seed: Annotated[str, Field(min_length=_SEED, max_length=_SEED)]
    signature: str
    issuer: str | None = None


def problem(
    certificate: ReceivedCertificate, clientId: str, issuerToken: str, now: datetime
) -> str | None:
    """Describe why a certificate is not valid; return `None` if it is. Scopes are not checked.

    Args:
        certificate: Received certificate.
        clientId: Client that uses the certificate.
        issuerToken: Access token of the issuer.
        now: Current time of the server.
    """
    earliest, latest = toMilliseconds(now - TOLERANCE), toMilliseconds(now + TOLERANCE)
    expected = signature(
        issuerToken,
        clientId=clientId,
        issuer=certificate.issuer,
        seed=certificate.seed,
        start=certificate.start,
        expiry=certificate.expiry,
        scopes=certificate.scopes,
    )
    wrong = {
        "issuer must differ from clientId": certificate.issuer == clientId,
        "signature is not the issuer's": not hmac.compare_digest(
            certificate.signature.encode(), expected.encode()
        ),
        "start is in the future": certificate.start > latest,
        "expiry is in the past": certificate.expiry < earliest,
        f"lasts longer than {LONGEST.days} days": (
            certificate.expiry - certificate.start > LONGEST / timedelta(milliseconds=1)
        ),
    }
    return next((message for message, holds in wrong.items() if holds), None)
