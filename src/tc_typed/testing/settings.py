"""Settings of a local Taskcluster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tc_typed.core.errors import InvalidCall
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.core.texts import shownValue
from tc_typed.slugs import slugId

_CALL = "LocalTaskcluster"
_MOST_SECONDS = 1e6  # Longer waits overflow in event loops on some systems.
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a local Taskcluster; `LocalTaskcluster` describes them."""

    claimWait: float
    claimTimeout: float
    database: Path | None
    port: int
    root: Credentials | str | None
    """Permanent credentials of the client that has all scopes, or only its id."""
    amqp: str | None

    @classmethod
    def checked(
        cls,
        *,
        claimWait: float,
        claimTimeout: float,
        database: str | Path | None,
        port: int,
        credentials: CredentialsLike | str | None,
        amqp: str | None,
    ) -> Settings:
        """Return the settings.

        Raises:
            InvalidCall: if a number is out of range, or the credentials are temporary.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        _checkSeconds("claimWait", claimWait)
        _checkSeconds("claimTimeout", claimTimeout)
        if not 0 <= port <= _HIGHEST_PORT:
            raise InvalidCall(
                _CALL, f"port must be from 0 to {_HIGHEST_PORT}, got {shownValue(port)}"
            )
        return cls(
            claimWait=claimWait,
            claimTimeout=claimTimeout,
            # Absolute, because a later start must use the same file in another current folder.
            database=None if database is None else Path(database).absolute(),
            port=port,
            root=None if credentials is None else _permanent(credentials),
            amqp=amqp,
        )


def _permanent(credentials: CredentialsLike | str) -> Credentials | str:
    if isinstance(credentials, str):
        return Credentials(credentials, slugId()).clientId  # That checks the id.
    given = Credentials.of(credentials)
    if given.certificate is not None:
        raise InvalidCall(_CALL, "credentials must be permanent, got temporary ones")
    return given


def _checkSeconds(name: str, seconds: float) -> None:
    if not 0 <= seconds <= _MOST_SECONDS:
        raise InvalidCall(
            _CALL,
            f"{name} must be from 0 to {_MOST_SECONDS:,.0f} seconds, got {shownValue(seconds)}",
        )
