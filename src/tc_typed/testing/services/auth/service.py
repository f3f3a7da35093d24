"""Auth service of the local Taskcluster: its API methods."""

from __future__ import annotations

from tc_typed.auth.models import ExpandScopesRequest, ScopeSet
from tc_typed.auth.operations import OPERATIONS
from tc_typed.testing.server.authentication import Authenticator
from tc_typed.testing.server.service import LocalService, ReceivedCall
from tc_typed.testing.services.auth.client_handlers import clientHandlers, clientScopeParams
from tc_typed.testing.services.auth.hawk_handlers import hawkHandlers
from tc_typed.testing.services.auth.history_handlers import historyHandlers
from tc_typed.testing.services.auth.role_handlers import roleHandlers, roleScopeParams
from tc_typed.testing.services.auth.state import AuthState
from tc_typed.testing.services.common import commonHandlers


def authService(state: AuthState, authenticator: Authenticator) -> LocalService:
    """Make the auth service.

    Args:
        state: Clients and roles of the local Taskcluster.
        authenticator: Checker of signatures.
    """

    def expandScopes(call: ReceivedCall) -> ScopeSet:
        scopes = call.body(ExpandScopesRequest).scopes
        return ScopeSet(scopes=list(state.roles.expand(scopes)))

    return LocalService(
        OPERATIONS,
        {
            **commonHandlers(),
            **clientHandlers(state),
            **roleHandlers(state),
            **historyHandlers(state.history),
            **hawkHandlers(authenticator, state.directory),
            "currentScopes": lambda call: ScopeSet(scopes=list(call.caller.scopes)),
            "expandScopes": expandScopes,
        },
        {**clientScopeParams(state), **roleScopeParams(state)},
    )
