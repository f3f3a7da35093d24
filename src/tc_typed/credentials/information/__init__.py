"""Describe credentials: client, kind, expiry and scopes.

For display, not for decisions.

Derived from src/tc_typed/credentials/information/aio.py by scripts/compile.py; change that file,
not this one.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.auth.client import Auth
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.credentials.information.findings import CredentialInformation, Findings


def credentialInformation(
    rootUrl: str, credentials: CredentialsLike | Mapping[str, object]
) -> CredentialInformation:
    """Describe credentials: client, kind, expiry and scopes.

    The result is for display: don't base decisions on it, because only the server decides what
    credentials allow. Credentials that the server rejects are described as far as possible.

    Args:
        rootUrl: Root URL of the deployment.
        credentials: Credentials to describe.

    Raises:
        TaskclusterAuthFailure: if the credentials are malformed.
        TaskclusterFailure: if a call to the server fails.

    Example:
        ```python
        information = credentialInformation("https://tc.example.com", credentials)
        print(information.expiry)
        ```
    """
    found = Findings(Credentials.of(credentials))
    with Auth(rootUrl=rootUrl, credentials=found.credentials, authorizedScopes=None) as auth:
        with found.noteRejection():
            found.scopes = auth.currentScopes().scopes
        anyAuth = auth.use(credentials=None) if found.isRejected else auth
        with found.noteRejection():
            found.issuer = anyAuth.client(found.issuerId)
    return found.described()
