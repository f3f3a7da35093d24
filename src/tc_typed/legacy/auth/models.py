"""Models of the auth service: payloads and responses.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Timestamp


class StatsumToken(Response):
    """Temporary permission to send a project's metrics to statsum."""

    project: str
    """Project that the token is valid for, as given in the request."""
    baseUrl: str
    """URL of the statsum server that stores the project's metrics."""
    token: Annotated[str, Field(repr=False)]
    """JSON Web Token; send it as `Bearer <token>` with the metrics."""
    expires: Timestamp
    """Time (UTC) at which the token expires."""
