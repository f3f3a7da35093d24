"""API methods of the auth service for roles."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from tc_typed.auth.models import CreateRoleRequest, ListRoleIdsResponse, ListRolesResponse, Role
from tc_typed.scopes.patterns import ScopeIndex, ScopeParam
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.server.service import Handler, ReceivedCall, Reply, ScopeParams
from tc_typed.testing.services.auth.cycles import ASSUME
from tc_typed.testing.services.auth.roles import RoleRecord, RoleRegistry
from tc_typed.testing.services.auth.scopes import checkScopes
from tc_typed.testing.services.auth.state import AuthState
from tc_typed.testing.services.common import NO_CONTENT

_UNLIMITED = sys.maxsize


def roleHandlers(state: AuthState) -> Mapping[str, Handler]:
    """Return the handlers of the methods for roles.

    Args:
        state: Clients and roles of the local Taskcluster.
    """
    roles = state.roles

    def listRoles2(call: ReceivedCall) -> ListRolesResponse:
        found, token = _page(roles, call)
        return ListRolesResponse(
            roles=[_role(role, roles) for role in found], continuationToken=token
        )

    def listRoleIds(call: ReceivedCall) -> ListRoleIdsResponse:
        found, token = _page(roles, call)
        return ListRoleIdsResponse(roleIds=[role.roleId for role in found], continuationToken=token)

    def createRole(call: ReceivedCall) -> Role:
        request = call.body(CreateRoleRequest)
        created = state.createRole(call.args["roleId"], request, call.caller.clientId)
        return _role(created, roles)

    def updateRole(call: ReceivedCall) -> Role:
        request = call.body(CreateRoleRequest)
        updated = state.updateRole(call.args["roleId"], request, call.caller.clientId)
        return _role(updated, roles)

    def deleteRole(call: ReceivedCall) -> Reply:
        state.deleteRole(call.args["roleId"], call.caller.clientId)
        return NO_CONTENT

    return {
        "listRoles": lambda _: Reply(content=[_role(role, roles) for role in roles.all()]),
        "listRoles2": listRoles2,
        "listRoleIds": listRoleIds,
        "role": lambda call: _role(roles.get(call.args["roleId"]), roles),
        "createRole": createRole,
        "updateRole": updateRole,
        "deleteRole": deleteRole,
    }


def roleScopeParams(state: AuthState) -> Mapping[str, ScopeParams]:
    """Return functions for those methods whose scopes depend on roles.

    Like on a real server, some errors in the call are reported before scopes are checked.

    Args:
        state: Clients and roles of the local Taskcluster.
    """

    def createRole(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        checkScopes(call.body(CreateRoleRequest).scopes)
        return {}

    def updateRole(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        scopes = call.body(CreateRoleRequest).scopes
        checkScopes(scopes)
        role = state.roles.get(call.args["roleId"])
        former = ScopeIndex(state.roles.expand(role.scopes))
        return {"scopesAdded": [scope for scope in scopes if not former.satisfies(scope)]}

    return {"createRole": createRole, "updateRole": updateRole}


def _page(roles: RoleRegistry, call: ReceivedCall) -> tuple[Sequence[RoleRecord], str | None]:
    limit = call.page.limit if "limit" in call.query else _UNLIMITED
    request = PageRequest(limit, call.page.continuationToken)
    return page(roles.all(), lambda role: role.roleId, request, most=_UNLIMITED)


def _role(role: RoleRecord, roles: RoleRegistry) -> Role:
    return Role(
        roleId=role.roleId,
        description=role.description,
        scopes=list(role.scopes),
        expandedScopes=list(roles.expand([ASSUME + role.roleId])),
        created=role.created,
        lastModified=role.lastModified,
    )
