"""Permanent and temporary credentials, and information about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.core.signing.credentials import (
        Certificate,
        Credentials,
        CredentialsLike,
        credentialsFromFile,
    )
    from tc_typed.credentials.information import credentialInformation
    from tc_typed.credentials.information.findings import CredentialInformation
    from tc_typed.credentials.temporary import createTemporaryCredentials

__all__ = [
    "Certificate",
    "CredentialInformation",
    "Credentials",
    "CredentialsLike",
    "createTemporaryCredentials",
    "credentialInformation",
    "credentialsFromFile",
]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "Certificate": "tc_typed.core.signing.credentials",
        "Credentials": "tc_typed.core.signing.credentials",
        "CredentialsLike": "tc_typed.core.signing.credentials",
        "credentialsFromFile": "tc_typed.core.signing.credentials",
        "CredentialInformation": "tc_typed.credentials.information.findings",
        "credentialInformation": "tc_typed.credentials.information",
        "createTemporaryCredentials": "tc_typed.credentials.temporary",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
