"""Models of the login service: payloads and responses.

Compiled from schemas/legacy/login by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.core.models.base import Response, SecretRequest
from tc_typed.core.models.fields import Timestamp


class CredentialsFromPersonaAssertionRequest(SecretRequest):
    """Proof of a user's identity from Mozilla Persona."""

    assertion: Annotated[str, Field(repr=False)]
    """Signed statement that the browser obtained through `navigator.id`."""
    audience: str
    """Site that the assertion was made for, with scheme and port, such as
    `https://tools.example.com:443`. It must be in the service's configuration.
    """


class PersonaCredentials(Response):
    """Temporary credentials of the person that a Persona assertion identifies."""

    clientId: str
    """Name of the client that the credentials belong to."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str, Field(repr=False)]
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it.
    """


class UserCredentials(Response):
    """Temporary credentials for acting as a person."""

    clientId: str
    """Name of the client that the credentials belong to."""
    accessToken: Annotated[str, Field(repr=False)]
    """Secret for signing requests. Never log it."""
    certificate: Annotated[str | None, Field(repr=False)] = None
    """Certificate with the scopes and lifetime of the credentials, as a JSON string. The access
    token is not valid without it. Absent if the credentials are permanent.
    """


class OIDCCredentialsResponse(Response):
    """Credentials for a user who has signed in with an OpenID Connect provider."""

    credentials: UserCredentials
    """Credentials with this person's scopes."""
    expires: Timestamp
    """Time (UTC) at which the credentials expire, which may be soon. Call `oidcCredentials` again
    before then.
    """
