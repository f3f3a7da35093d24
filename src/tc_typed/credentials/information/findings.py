"""Information about credentials, from them and from what the server says of them. No I/O."""

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
    """Client, kind, expiry and scopes of credentials, as far as they are known."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, strict=True)

    clientId: str
    """Who calls with them."""
    type: Literal["permanent", "temporary"]
    """Whether they have a certificate."""
    active: bool
    """Whether the server takes them now: it accepted them, they are within their time, and the
    client behind them is neither expired nor disabled."""
    start: Timestamp | None = None
    """When they begin to be valid, if they are temporary."""
    expiry: Timestamp | None = None
    """When they cease to be valid, of themselves or because their issuer does; `None` where that is
    unknown."""
    scopes: tuple[str, ...] | None = None
    """Scopes that they have; `None` where those are unknown."""


@dataclass
class Findings:
    """Credentials, and what the server says about them."""

    credentials: Credentials
    refused: bool = False
    scopes: list[str] | None = None
    issuer: Client | None = None

    @property
    def issuerId(self) -> str:
        """The client whose access token is behind the credentials."""
        certificate = self.credentials.certificate
        clientId = self.credentials.clientId
        return clientId if certificate is None else certificate.get("issuer", clientId)

    @contextmanager
    def asking(self) -> Generator[None]:
        """Within the block, the server may refuse; if it rejects the credentials, note that."""
        try:
            yield
        except AuthenticationFailed:
            self.refused = True
        except (InsufficientScopes, ResourceNotFound):
            pass

    def described(self) -> CredentialInformation:
        """Describe the credentials, with what is known by now."""
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
            active=not self.refused and self._isValid(start, expiry),
            start=start,
            expiry=expiry,
            scopes=None if scopes is None else tuple(scopes),
        )

    def _isValid(self, start: datetime | None, expiry: datetime | None) -> bool:
        """Check times and the client's state, whatever the server accepted.

        The server caches clients, and takes certificates some minutes past their expiry.
        """
        if self.issuer is not None and self.issuer.disabled:
            return False
        now = datetime.now(UTC)
        return (start is None or start <= now) and (expiry is None or now < expiry)
