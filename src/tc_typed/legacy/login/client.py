"""Client of the login service.

Compiled from schemas/legacy/login by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import PingResponse
from tc_typed.core.operation import Operation
from tc_typed.core.sync import ServiceClient
from tc_typed.legacy.login import operations
from tc_typed.legacy.login.models import (
    CredentialsFromPersonaAssertionRequest,
    OIDCCredentialsResponse,
    PersonaCredentials,
)


class Login(ServiceClient):
    """The login service gave Taskcluster credentials to people who could prove to it who they are.

    It was served up to release 22.1.1. Since release 23.0.0 people sign in through the web-server,
    which lets tools ask for credentials on their behalf by OAuth.
    """

    serviceName: ClassVar[str] = "login"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def credentialsFromPersonaAssertion(
        self, payload: CredentialsFromPersonaAssertionRequest
    ) -> PersonaCredentials:
        """Get credentials for a Persona assertion.

        Exchange a Persona assertion for temporary credentials of the person it identifies. The
        service only accepts assertions made for the Taskcluster sites in its configuration, so
        others can't use it to check theirs. It went away between November 2016 and May 2017, when
        Mozilla closed Persona; `oidcCredentials` took its place.

        Args:
            payload: Proof of a user's identity from Mozilla Persona.

        Returns:
            Temporary credentials of the person that a Persona assertion identifies.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /persona`, experimental. Scopes: none.
        """
        return self._session.call(operations.credentialsFromPersonaAssertion, {}, payload=payload)

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def oidcCredentials(self, provider: str, *, accessToken: str) -> OIDCCredentialsResponse:
        """Get credentials for an OpenID Connect token.

        Exchange an access token from an OpenID Connect provider for credentials of the person it
        was issued to. The token is sent as `Authorization: Bearer`; Taskcluster credentials play no
        part in the call. Having checked it, the service reads the person's profile from the
        provider and works out the scopes from that. A provider it does not know, or a token it does
        not trust, gives a 400. The credentials are short-lived: call again before `expires`. Served
        up to release 22.1.1.

        Args:
            provider: Name that the service's configuration gives to the OpenID Connect provider,
                such as `mozilla-auth0`.
            accessToken: Token to send as `Authorization: Bearer`, in place of a signature.

        Returns:
            Credentials for a user who has signed in with an OpenID Connect provider.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /oidc-credentials/<provider>`, experimental. Scopes: none.
        """
        return self._session.call(
            operations.oidcCredentials, {"provider": provider}, accessToken=accessToken
        )
