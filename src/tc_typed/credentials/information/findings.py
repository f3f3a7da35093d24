"""Information about credentials, from the credentials and from the server. No I/O."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from tc_typed.core.errors import AuthenticationFailed, InsufficientScopes, ResourceNotFound
from tc_typed.core.models.fields import Timestamp
from tc_typed.core.models.timestamps import fromMilliseconds
from tc_typed.core.signing.credentials import Credentials

if TYPE_CHECKING:
    from tc_typed.auth.models import Client


class CredentialInformation(BaseModel):
    """Client, kind, expiry and scopes of credentials, as far as known."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, strict=True)

    clientId: str
    """Client that makes calls with the credentials."""
    type: Literal["permanent", "temporary"]
    """Kind of credentials. Temporary credentials have a certificate."""
    active: bool
    """Whether the credentials are usable now: the server accepted them, they are within their
    lifetime, and the client that they belong to is neither expired nor disabled."""
    start: Timestamp | None = None
    """Time at which temporary credentials start to be valid; `None` for permanent ones."""
    expiry: Timestamp | None = None
    """Expiry of the credentials, or of their issuer if that is earlier; `None` if it is unknown."""
    scopes: tuple[str, ...] | None = None
    """Scopes of the credentials; `None` if they are unknown."""


@dataclass
class Findings:
    """Credentials, and what the server returned for them."""

    credentials: Credentials
    isRejected: bool = False
    scopes: list[str] | None = None
    issuer: Client | None = None

    @property
    def issuerId(self) -> str:
        """ClientId of the credentials, or of the issuer if they are temporary."""
        certificate = self.credentials.certificate
        clientId = self.credentials.clientId
        return clientId if certificate is None else certificate.get("issuer", clientId)

    @contextmanager
    def noteRejection(self) -> Generator[None]:
        """Ignore missing scopes and clients in the block, and record rejected credentials."""
        try:
            yield
        except AuthenticationFailed:
            self.isRejected = True
        except (InsufficientScopes, ResourceNotFound):
            pass

    def described(self) -> CredentialInformation:
        """Describe the credentials with the information collected."""
        certificate, issuer, scopes = self.credentials.certificate, self.issuer, self.scopes
        start, ends = None, [] if issuer is None else [issuer.expires]
        if certificate is not None:
            start = fromMilliseconds(certificate["start"])
            ends.append(fromMilliseconds(certificate["expiry"]))
            scopes = scopes or certificate["scopes"]
        elif issuer is not None:
            scopes = scopes or issuer.expandedScopes
        expiry = min(ends, default=None)
        return CredentialInformation(
            clientId=self.credentials.clientId,
            type="permanent" if certificate is None else "temporary",
            active=not self.isRejected and self._isValid(start, expiry),
            start=start,
            expiry=expiry,
            scopes=None if scopes is None else tuple(scopes),
        )

    def _isValid(self, start: datetime | None, expiry: datetime | None) -> bool:
        """Check times and the client's state, even if the server accepted the credentials.

        The server caches clients, and accepts certificates for some minutes after their expiry.
        """
        if self.issuer is not None and self.issuer.disabled:
            return False
        now = datetime.now(UTC)
        return (start is None or start <= now) and (expiry is None or now < expiry)
