"""API methods of the auth service that check signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tc_typed.auth.models import (
    AuthenticateHawkRequest,
    HawkAuthenticationFailure,
    HawkAuthenticationSuccess,
    HawkNoAuthentication,
    TestAuthenticateRequest,
    TestAuthenticateResponse,
)
from tc_typed.scopes.patterns import normalizeScopes
from tc_typed.testing.server.authentication import Authenticator, Directory, KnownClient
from tc_typed.testing.server.authorization import ANONYMOUS, requireScopes
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.hawk import SignedRequest, payloadHash
from tc_typed.testing.server.service import Handler, ReceivedCall, Result


def hawkHandlers(authenticator: Authenticator, directory: Directory) -> Mapping[str, Handler]:
    """Return the handlers of the methods that check signatures.

    Args:
        authenticator: Checker of signatures.
        directory: Clients and roles of the local Taskcluster.
    """

    def authenticateHawk(call: ReceivedCall) -> Result:
        request = _signedRequest(call.body(AuthenticateHawkRequest))
        try:
            caller = authenticator.identifyElsewhere(request, directory)
        except ApiError as error:
            return HawkAuthenticationFailure(status="auth-failed", message=error.message)
        scopes = list(caller.scopes)
        if caller.clientId == ANONYMOUS.clientId:
            return HawkNoAuthentication(
                status="no-auth", scheme="none", scopes=scopes, expires=caller.expires
            )
        success = HawkAuthenticationSuccess(
            status="auth-success",
            scheme="hawk",
            clientId=caller.clientId,
            scopes=scopes,
            expires=caller.expires,
        )
        digest = payloadHash(request.authorization) if request.authorization else None
        # A hash that is `None` would be sent as null.
        return success if digest is None else success.model_copy(update={"hash": digest})

    def testAuthenticate(call: ReceivedCall) -> TestAuthenticateResponse:
        request = call.body(TestAuthenticateRequest)
        return _test(authenticator, call, request.clientScopes or [], request.requiredScopes or [])

    return {
        "authenticateHawk": authenticateHawk,
        "testAuthenticate": testAuthenticate,
        "testAuthenticateGet": lambda call: _test(
            authenticator,
            call,
            ["test:*", "auth:create-client:test:*"],
            ["test:authenticate-get"],
        ),
    }


def _signedRequest(request: AuthenticateHawkRequest) -> SignedRequest:
    path, _, query = request.resource.partition("?")
    host = f"[{request.host}]" if ":" in request.host else request.host
    return SignedRequest(
        method=request.method.upper(),
        host=f"{host}:{request.port}",
        path=path,
        query=query,
        authorization=request.authorization,
        contentType="",
        content=b"",
        isBodyKnown=False,
    )


def _test(
    authenticator: Authenticator, call: ReceivedCall, scopes: Sequence[str], required: Sequence[str]
) -> TestAuthenticateResponse:
    """Authenticate a call as if `tester` were the only client, and there were no roles."""
    caller = authenticator.identify(call.signed, Directory(_tester(scopes).get, normalizeScopes))
    requireScopes(caller, {"AllOf": required})
    return TestAuthenticateResponse(clientId=caller.clientId, scopes=list(caller.scopes))


def _tester(scopes: Sequence[str]) -> Mapping[str, KnownClient]:
    tester = KnownClient(
        clientId="tester",
        accessToken="no-secret",  # This token is public: it is the same in every Taskcluster.
        scopes=tuple(scopes),
        expires=datetime.max.replace(tzinfo=UTC),
    )
    return {tester.clientId: tester}
