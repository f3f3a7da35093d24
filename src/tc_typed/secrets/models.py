"""Models of the secrets service: payloads and responses.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.core.models.base import Response, SecretRequest
from tc_typed.core.models.fields import FreeForm, JsonObject, Timestamp


class SetSecretRequest(SecretRequest):
    """Value and expiry of a secret."""

    secret: Annotated[FreeForm, Field(repr=False)]
    """The secret value, a free-form JSON object that the service stores encrypted. Never log it."""
    expires: Timestamp
    """Time (UTC) after which the secret can no longer be read. If it is in the past, the secret
    expires at once.
    """


class Secret(Response):
    """Value and expiry of a secret."""

    secret: Annotated[JsonObject, Field(repr=False)]
    """The secret value, a free-form JSON object that the service stores encrypted. Never log it."""
    expires: Timestamp
    """Time (UTC) after which the secret can no longer be read. If it is in the past, the secret
    expires at once.
    """


class ListSecretsResponse(Response):
    """One page of the names of secrets."""

    secrets: list[str]
    """Names of the secrets on this page."""
    continuationToken: str | None = None
    """Token to pass as `continuationToken` for the next page; absent on the last page. Even an
    empty page may have one.
    """
