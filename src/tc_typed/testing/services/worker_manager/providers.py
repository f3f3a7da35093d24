"""Providers of worker pools, and the format of the `config` that each requires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.payloads import listedProblems
from tc_typed.worker_manager.models import (
    AwsProviderConfig,
    AzureProviderConfig,
    GoogleProviderConfig,
    Provider,
    StaticProviderConfig,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

STATIC = "static"
"""Provider whose workers are created by calls."""

NULL_PROVIDER = "null-provider"
"""Provider of pools that are going to be deleted; it accepts any config."""

_CLOUDS: Mapping[str, type[BaseModel]] = {
    "aws": AwsProviderConfig,
    "google": GoogleProviderConfig,
    "azure": AzureProviderConfig,
}

_CONFIGS: Mapping[str, type[BaseModel] | None] = {
    STATIC: StaticProviderConfig,
    NULL_PROVIDER: None,
    **_CLOUDS,
}
"""Models of the configs of pools, by provider."""

PROVIDERS = [
    Provider(providerId=providerId, providerType=providerId) for providerId in (STATIC, *_CLOUDS)
]
"""Providers as they are listed. The null provider is not."""


def isProvider(providerId: str) -> bool:
    """Check whether there is a provider with an id."""
    return providerId in _CONFIGS


def checkConfig(providerId: str, config: dict[str, JsonValue]) -> None:
    """Check the config of a worker pool.

    Args:
        providerId: Provider of the pool.
        config: The config.

    Raises:
        ApiError: with the code InputError, if there is no such provider; with the code
            InputValidationError, if the config does not match the provider's schema.
    """
    if not isProvider(providerId):
        raise ApiError("InputError", f"providerId must be one of {', '.join(_CONFIGS)}")
    model = _CONFIGS[providerId]
    if model is None:
        return
    try:
        model.model_validate_json(to_json(config))
    except ValidationError as error:
        raise ApiError(
            "InputValidationError",
            f"the config does not match the schema of provider {providerId}:\n"
            f"{listedProblems(error)}",
        ) from None


def requireStatic(providerId: str, call: str) -> None:
    """Check that a provider is the static one, the only one whose workers the service knows.

    Args:
        providerId: The provider.
        call: Name of the method that was called.

    Raises:
        ApiError: with the code NotImplemented for a cloud, InputError for the null provider.
    """
    if providerId in _CLOUDS:
        raise ApiError(
            "NotImplemented",
            f"{call}: the local Taskcluster has no cloud, so provider {providerId} has no workers",
        )
    if providerId != STATIC:
        raise ApiError("InputError", f"{call} is not supported by provider {providerId}")
