"""Parts of a deployment that its services share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tc_typed.core.signing.credentials import Credentials
from tc_typed.credentials.temporary import createTemporaryCredentials
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Parts of a deployment that its services share."""

    timeline: Timeline
    messages: Messages
    storage: Storage
    rootUrl: Callable[[], str]
    """Function that returns the root URL."""
    serviceCredentials: Callable[[str], Credentials]
    """Function that returns the credentials of a service, by its name."""

    def issueCredentials(
        self, service: str, clientId: str, scopes: Sequence[str], start: datetime, expiry: datetime
    ) -> Credentials:
        """Issue named temporary credentials, signed by a service.

        Args:
            service: Service that issues them, `queue` for example.
            clientId: ClientId of the credentials.
            scopes: Scopes of the credentials.
            start: Time from which they are valid.
            expiry: Time until which they are valid.
        """
        issuer = self.serviceCredentials(service)
        return createTemporaryCredentials(issuer, start, expiry, scopes, name=clientId)
