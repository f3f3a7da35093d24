"""Models of the auth service: what its methods take and return, and its messages.

Compiled from schemas/legacy/auth by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated

from pydantic import Field

from tc_typed.core.models.base import Response
from tc_typed.core.models.fields import Timestamp


class StatsumToken(Response):
    """Temporary permission to send metrics of a project to statsum."""

    project: str
    """Project that the token is good for, repeated from the request."""
    baseUrl: str
    """Address of the statsum server that keeps the project's metrics."""
    token: Annotated[str, Field(repr=False)]
    """JSON Web Token, to be sent as `Bearer <token>` along with metrics."""
    expires: Timestamp
    """Time (UTC) at which the token stops working."""
