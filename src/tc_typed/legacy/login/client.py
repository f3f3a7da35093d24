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
    """The login service issued Taskcluster credentials to people who proved their identity.

    It was served up to release 22.1.1. Since release 23.0.0 people sign in through the web-server,
    which lets tools request credentials on their behalf with OAuth.
    """

    serviceName: ClassVar[str] = "login"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def credentialsFromPersonaAssertion(
        self, payload: CredentialsFromPersonaAssertionRequest
    ) -> PersonaCredentials:
        """Get credentials for a Persona assertion.

        Exchange a Persona assertion for temporary credentials of the person that it identifies. The
        service only accepts assertions made for the Taskcluster sites in its configuration, so
        other sites can't use it to verify theirs. Removed between November 2016 and May 2017, when
        Mozilla shut down Persona; `oidcCredentials` replaced it.

        Args:
            payload: Proof of a user's identity from Mozilla Persona.

        Returns:
            Temporary credentials of the person that a Persona assertion identifies.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /persona`, experimental. Scopes: none.
        """
        return self._session.call(operations.credentialsFromPersonaAssertion, {}, payload=payload)

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def oidcCredentials(self, provider: str, *, accessToken: str) -> OIDCCredentialsResponse:
        """Get credentials for an OpenID Connect token.

        Exchange an access token from an OpenID Connect provider for credentials of the person that
        it was issued to. The token is sent as `Authorization: Bearer`; Taskcluster credentials are
        not used. The service verifies the token, reads the person's profile from the provider, and
        derives the scopes from it. Fails with a 400 if the provider does not exist or the token is
        not trusted. The credentials are short-lived: call again before `expires`. Served up to
        release 22.1.1.

        Args:
            provider: Name of the OpenID Connect provider in the service's configuration, such as
                `mozilla-auth0`.
            accessToken: Token to send as `Authorization: Bearer`, instead of a signature.

        Returns:
            Credentials for a user who has signed in with an OpenID Connect provider.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /oidc-credentials/<provider>`, experimental. Scopes: none.
        """
        return self._session.call(
            operations.oidcCredentials, {"provider": provider}, accessToken=accessToken
        )
