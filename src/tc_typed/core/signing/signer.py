"""Choice of the signer for each attempt, from a client's credentials or credentials provider."""

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
"""Object that signs requests, or sends the same header with each of them."""


class SignerSource:
    """Source of the signer for each attempt of a client's calls."""

    def __init__(
        self,
        credentials: Credentials | HeaderCredentials | CredentialsProvider | None,
        authorizedScopes: Sequence[str] | None,
    ) -> None:
        """Set up without calling a provider.

        Args:
            credentials: The client's credentials, already checked, or a provider.
            authorizedScopes: Scopes to which the credentials' scopes are restricted.
        """
        self._scopes = authorizedScopes
        self._credentials = credentials
        self._signer: Signer | None = None

    def signer(self, call: str) -> Signer | None:
        """Return the signer for the next attempt, or `None` without credentials.

        Args:
            call: Name of the call to sign, such as `queue.createTask`, for messages.

        Raises:
            TaskclusterAuthFailure: if the credentials provider fails, or returns unusable
                credentials.
            InvalidCall: if the credentials provider is async.
        """
        provider = self._credentials
        if not callable(provider):
            return self._signer or self._signerOf(provider)
        with _translatingProviderErrors(call):
            given = provider()
            if isinstance(given, Awaitable):
                if isinstance(given, Coroutine):
                    given.close()  # or Python would warn that it was never awaited
                raise InvalidCall(
                    call,
                    "the credentials provider is async, but this call can't await it; "
                    "use a provider that is not async",
                )
            return self._providedSigner(call, given)

    async def signerAsync(self, call: str) -> Signer | None:
        """Return the signer like `signer`, with a provider that can be async."""
        provider = self._credentials
        if not callable(provider):
            return self._signer or self._signerOf(provider)
        with _translatingProviderErrors(call):
            given = provider()
            return self._providedSigner(
                call, await given if isinstance(given, Awaitable) else given
            )

    def _providedSigner(self, call: str, given: CredentialsValue) -> Signer | None:
        """Return the signer for the credentials that the provider returned."""
        try:
            return self._signerOf(asCredentials(given))
        except TaskclusterAuthFailure as error:
            reason = error.reason
        raise TaskclusterAuthFailure(
            call, f"the credentials provider returned unusable credentials: {reason}"
        )

    def _signerOf(self, credentials: Credentials | HeaderCredentials | None) -> Signer | None:
        """Return the signer for credentials, reusing the last one if they are the same."""
        if not isinstance(credentials, Credentials):
            return credentials
        from tc_typed.core.signing.hawk import HawkSigner  # noqa: PLC0415  # on first use, with its dependencies

        signer = self._signer
        if not isinstance(signer, HawkSigner) or signer.credentials != credentials:
            self._signer = signer = HawkSigner(credentials, self._scopes)
        return signer


@contextmanager
def _translatingProviderErrors(call: str) -> Generator[None]:
    """Translate any exception that the credentials provider raises."""
    try:
        yield
    except TaskclusterFailure:
        raise
    except Exception as error:
        raise TaskclusterAuthFailure(
            call, f"the credentials provider failed: {describe(error)}"
        ) from error
