"""Models of the login service: what its methods take and return, and its messages.

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
    `https://tools.example.com:443`. The service must have it on its list.
    """


class PersonaCredentials(Response):
    """Temporary credentials of the person that a Persona assertion identifies."""

    clientId: str
    """Name of the client that the credentials belong to."""
    accessToken: Annotated[str, Field(repr=False)]
    """Key for signing requests, of no use without `certificate`."""
    certificate: Annotated[str, Field(repr=False)]
    """JSON text that says which scopes the credentials have and how long they last."""


class UserCredentials(Response):
    """Temporary credentials for acting as a person."""

    clientId: str
    """Name of the client that the credentials belong to."""
    accessToken: Annotated[str, Field(repr=False)]
    """Key for signing requests."""
    certificate: Annotated[str | None, Field(repr=False)] = None
    """JSON text with the scopes and lifetime of temporary credentials. Absent where `accessToken`
    is good by itself.
    """


class OIDCCredentialsResponse(Response):
    """Credentials for a user who has signed in with an OpenID Connect provider."""

    credentials: UserCredentials
    """Credentials with the scopes that this person has."""
    expires: Timestamp
    """Time (UTC) at which the credentials stop working, which may be soon. Call `oidcCredentials`
    again before then.
    """
