"""API methods of the auth service for clients."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.auth.models import (
    Client,
    ClientWithAccessToken,
    CreateClientRequest,
    ListClientsResponse,
)
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.server.paging import page
from tc_typed.testing.server.service import Handler, ReceivedCall, Reply, ScopeParams
from tc_typed.testing.services.auth.clients import ClientRecord, checkIsNotStatic
from tc_typed.testing.services.auth.roles import RoleRegistry
from tc_typed.testing.services.auth.scopes import checkScopes
from tc_typed.testing.services.auth.state import AuthState
from tc_typed.testing.services.common import NO_CONTENT


def clientHandlers(state: AuthState) -> Mapping[str, Handler]:
    """Return the handlers of the methods for clients.

    Args:
        state: Clients and roles of the local Taskcluster.
    """
    roles = state.roles

    def listClients(call: ReceivedCall) -> ListClientsResponse:
        matching = state.clients.startingWith(call.query.get("prefix", ""))
        found, token = page(matching, lambda client: client.clientId, call.page)
        return ListClientsResponse(
            clients=[_client(client, roles) for client in found], continuationToken=token
        )

    def createClient(call: ReceivedCall) -> ClientWithAccessToken:
        request = call.body(CreateClientRequest)
        created = state.createClient(call.args["clientId"], request, call.caller.clientId)
        return _clientWithAccessToken(created, roles)

    def updateClient(call: ReceivedCall) -> Client:
        request = call.body(CreateClientRequest)
        updated = state.updateClient(call.args["clientId"], request, call.caller.clientId)
        return _client(updated, roles)

    def enableClient(call: ReceivedCall) -> Client:
        return _client(state.enableClient(call.args["clientId"], call.caller.clientId), roles)

    def disableClient(call: ReceivedCall) -> Client:
        return _client(state.disableClient(call.args["clientId"], call.caller.clientId), roles)

    def resetAccessToken(call: ReceivedCall) -> ClientWithAccessToken:
        changed = state.resetAccessToken(call.args["clientId"], call.caller.clientId)
        return _clientWithAccessToken(changed, roles)

    def deleteClient(call: ReceivedCall) -> Reply:
        state.deleteClient(call.args["clientId"], call.caller.clientId)
        return NO_CONTENT

    return {
        "client": lambda call: _client(state.clients.get(call.args["clientId"]), roles),
        "listClients": listClients,
        "createClient": createClient,
        "updateClient": updateClient,
        "enableClient": enableClient,
        "disableClient": disableClient,
        "resetAccessToken": resetAccessToken,
        "deleteClient": deleteClient,
    }


def clientScopeParams(state: AuthState) -> Mapping[str, ScopeParams]:
    """Return functions for those methods whose scopes depend on clients and roles.

    Like on a real server, some errors in the call are reported before scopes are checked.

    Args:
        state: Clients and roles of the local Taskcluster.
    """

    def createClient(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        checkIsNotStatic(call.args["clientId"])
        scopes = call.body(CreateClientRequest).scopes or []
        checkScopes(scopes)
        return {"scopes": scopes}

    def updateClient(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        checkIsNotStatic(call.args["clientId"])
        scopes = call.body(CreateClientRequest).scopes or []
        checkScopes(scopes)
        former = {*state.clients.get(call.args["clientId"]).scopes}
        return {"scopesAdded": [scope for scope in scopes if scope not in former]}

    return {"createClient": createClient, "updateClient": updateClient}


def _client(client: ClientRecord, roles: RoleRegistry) -> Client:
    return Client(
        clientId=client.clientId,
        description=client.description,
        scopes=list(client.scopes),
        expandedScopes=list(roles.expand(client.scopes)),
        expires=client.expires,
        disabled=client.disabled,
        deleteOnExpiration=client.deleteOnExpiration,
        created=client.created,
        lastModified=client.lastModified,
        lastDateUsed=client.lastDateUsed,
        lastRotated=client.lastRotated,
    )


def _clientWithAccessToken(client: ClientRecord, roles: RoleRegistry) -> ClientWithAccessToken:
    return ClientWithAccessToken(accessToken=client.accessToken, **dict(_client(client, roles)))
