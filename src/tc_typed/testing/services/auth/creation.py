"""Creation of clients and roles by a test, with the checks of the API but without HTTP."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime

from tc_typed.auth import operations
from tc_typed.auth.models import CreateClientRequest, CreateRoleRequest
from tc_typed.core.signing.credentials import Credentials
from tc_typed.testing.server.arguments import checkArguments
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.services.auth.clients import NEVER
from tc_typed.testing.services.auth.state import AuthState


def createClient(
    state: AuthState,
    clientId: str,
    scopes: Iterable[str],
    *,
    expires: datetime | None,
    disabled: bool,
    by: str,
) -> Credentials:
    """Create a client, see `LocalTaskcluster.createClient`."""
    with _raisingValueError():
        checkArguments(operations.createClient, {"clientId": clientId})
        if state.clients.find(clientId) is not None:
            # The auth service treats a second creation as a retry, but a test does not retry.
            raise ApiError("RequestConflict", f"client {clientId!r} already exists")
        request = CreateClientRequest(
            description="Created for a test.",
            scopes=list(dict.fromkeys(scopes)),
            expires=expires or NEVER,
        )
        client = state.createClient(clientId, request, by)
        if disabled:
            state.disableClient(clientId, by)
    return Credentials(client.clientId, client.accessToken)


def createRole(
    state: AuthState, roleId: str, scopes: Iterable[str], *, description: str, by: str
) -> None:
    """Create a role, see `LocalTaskcluster.createRole`."""
    with _raisingValueError():
        checkArguments(operations.createRole, {"roleId": roleId})
        request = CreateRoleRequest(description=description, scopes=list(scopes))
        state.createRole(roleId, request, by)


@contextmanager
def _raisingValueError() -> Generator[None]:
    try:
        yield
    except ApiError as error:
        raise ValueError(error.message) from None
