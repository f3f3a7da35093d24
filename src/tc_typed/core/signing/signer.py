"""Who signs a client's requests: its credentials, or those that a provider yields."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure, TaskclusterFailure
from tc_typed.core.signing.basic_and_bearer import HeaderCredentials
from tc_typed.core.signing.credentials import (
    Credentials,
    CredentialsProvider,
    CredentialsValue,
    asCredentials,
)
from tc_typed.core.transport.foreign_errors import describe

if TYPE_CHECKING:
    from tc_typed.core.signing.hawk import HawkSigner

Signer: TypeAlias = "HawkSigner | HeaderCredentials"
"""Signs a request."""


class SignerSource:
    """Knows who signs the next attempt of a client's calls."""

    def __init__(
        self,
        credentials: Credentials | HeaderCredentials | CredentialsProvider | None,
        authorizedScopes: Sequence[str] | None,
    ) -> None:
        """Set up; a provider is not asked yet.

        Args:
            credentials: The client's credentials, checked, or what yields them.
            authorizedScopes: Use at most these of the credentials' scopes.
        """
        self._scopes = authorizedScopes
        self._credentials = credentials
        self._signer: Signer | None = None

    def signer(self, call: str) -> Signer | None:
        """Return the signer for the next attempt, `None` without credentials.

        Args:
            call: The call to sign, for messages: `queue.createTask`.

        Raises:
            TaskclusterAuthFailure: if the credentials' provider fails, or yields unusable ones.
            InvalidCall: if it has to be waited for.
        """
        provider = self._credentials
        if not callable(provider):
            return self._signer or self._signerOf(provider)
        with _translatingProviderErrors(call):
            given = provider()
            if isinstance(given, Awaitable):
                if isinstance(given, Coroutine):
                    given.close()  # or Python would complain, too
                raise InvalidCall(
                    call, "its credentials' provider is async, and can't be waited for"
                )
            return self._adopt(call, given)

    async def signerAsync(self, call: str) -> Signer | None:
        """Do the same where the provider may be async."""
        provider = self._credentials
        if not callable(provider):
            return self._signer or self._signerOf(provider)
        with _translatingProviderErrors(call):
            given = provider()
            return self._adopt(call, await given if isinstance(given, Awaitable) else given)

    def _adopt(self, call: str, given: CredentialsValue) -> Signer | None:
        """Return the signer for what the credentials' provider yielded."""
        try:
            return self._signerOf(asCredentials(given))
        except TaskclusterAuthFailure as error:
            reason = error.reason
        raise TaskclusterAuthFailure(
            call, f"the credentials' provider yielded none that can be used: {reason}"
        )

    def _signerOf(self, credentials: Credentials | HeaderCredentials | None) -> Signer | None:
        """Return the signer for credentials; reuse the last one if they are the same."""
        if not isinstance(credentials, Credentials):
            return credentials
        from tc_typed.core.signing.hawk import HawkSigner  # noqa: PLC0415  # with what it needs, on first use

        signer = self._signer
        if not isinstance(signer, HawkSigner) or signer.credentials != credentials:
            self._signer = signer = HawkSigner(credentials, self._scopes)
        return signer


@contextmanager
def _translatingProviderErrors(call: str) -> Generator[None]:
    """Around a question to the credentials' provider, whatever it may raise."""
    try:
        yield
    except TaskclusterFailure:
        raise
    except Exception as error:
        raise TaskclusterAuthFailure(
            call, f"the credentials' provider failed: {describe(error)}"
        ) from error
