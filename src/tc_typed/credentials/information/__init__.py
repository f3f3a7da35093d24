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

    It is for people to look at: nothing is decided by it, for the server decides. Credentials that
    the server refuses are described as far as they can be.

    Args:
        rootUrl: Address of the deployment.
        credentials: Credentials to describe.

    Raises:
        TaskclusterAuthFailure: if they can't be credentials at all.
        TaskclusterFailure: if the server can't be asked.

    Example:
        ```python
        information = credentialInformation("https://tc.example.com", credentials)
        print(information.expiry)
        ```
    """
    found = Findings(Credentials.of(credentials))
    with Auth(rootUrl=rootUrl, credentials=found.credentials, authorizedScopes=None) as auth:
        with found.asking():
            found.scopes = auth.currentScopes().scopes
        asker = auth.use(credentials=None) if found.refused else auth
        with found.asking():
            found.issuer = asker.client(found.issuerId)
    return found.described()
