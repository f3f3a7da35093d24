"""Operations of the login service: the request and response of each method.

Compiled from schemas/legacy/login by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.common.models import PingResponse
from tc_typed.core.operation import Operation
from tc_typed.legacy.login.models import (
    CredentialsFromPersonaAssertionRequest,
    OIDCCredentialsResponse,
    PersonaCredentials,
)

credentialsFromPersonaAssertion: Operation[PersonaCredentials] = Operation(
    service="login",
    version="v1",
    name="credentialsFromPersonaAssertion",
    method="post",
    route="/persona",
    payload=CredentialsFromPersonaAssertionRequest,
    result=PersonaCredentials,
    stability="experimental",
)
ping: Operation[PingResponse] = Operation(
    service="login", version="v1", name="ping", method="get", route="/ping", result=PingResponse
)
oidcCredentials: Operation[OIDCCredentialsResponse] = Operation(
    service="login",
    version="v1",
    name="oidcCredentials",
    method="get",
    route="/oidc-credentials/<provider>",
    args=("provider",),
    result=OIDCCredentialsResponse,
    schemes=("accessToken",),
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        credentialsFromPersonaAssertion,
        ping,
        oidcCredentials,
    )
}
"""All methods of the service, by name."""
