"""The login service: its client, and models of its payloads and responses.

The async client is in `tc_typed.legacy.login.aio`.

Compiled from schemas/legacy/login by tc_typed.compiler; change the contract, not this file.
"""

from tc_typed.common.models import PingResponse
from tc_typed.legacy.login.client import Login
from tc_typed.legacy.login.models import (
    CredentialsFromPersonaAssertionRequest,
    OIDCCredentialsResponse,
    PersonaCredentials,
    UserCredentials,
)

__all__ = [
    "CredentialsFromPersonaAssertionRequest",
    "Login",
    "OIDCCredentialsResponse",
    "PersonaCredentials",
    "PingResponse",
    "UserCredentials",
]
