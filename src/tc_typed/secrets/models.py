"""Models of the secrets service: what its methods take and return, and its messages.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.core.models.base import Response, SecretRequest
from tc_typed.core.models.fields import FreeForm, JsonObject, Timestamp


class SetSecretRequest(SecretRequest):
    """Value of a secret, and how long it is kept."""

    secret: Annotated[FreeForm, Field(repr=False)]
    """The secret value, a free JSON object that the service keeps encrypted. Never log it."""
    expires: Timestamp
    """Time (UTC) from which nobody can read the secret. A time in the past makes it vanish at
    once.
    """


class Secret(Response):
    """Value of a secret, and how long it is kept."""

    secret: Annotated[JsonObject, Field(repr=False)]
    """The secret value, a free JSON object that the service keeps encrypted. Never log it."""
    expires: Timestamp
    """Time (UTC) from which nobody can read the secret. A time in the past makes it vanish at
    once.
    """


class ListSecretsResponse(Response):
    """One page of the names under which there are secrets."""

    secrets: list[str]
    """The names on this page, without the values; may be empty even when more pages follow."""
    continuationToken: str | None = None
    """Pass it back as `continuationToken` for the next page; absent on the last page. A page may be
    empty and still carry one.
    """
