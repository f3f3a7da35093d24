"""URLs of API calls: plain, or signed so that callers without credentials can use them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from math import nan
from typing import ParamSpec, TypeAlias

from tc_typed.core.client import sessionOf
from tc_typed.core.errors import InvalidCall, TaskclusterAuthFailure
from tc_typed.core.prepared_call import PreparedCall, prepare
from tc_typed.core.signing.hawk import HawkSigner
from tc_typed.core.texts import shownValue
from tc_typed.core.transport.url import Url

P = ParamSpec("P")

Expiration: TypeAlias = float | timedelta
"""Validity of a URL: seconds, or a `timedelta`."""

_DEFAULT_VALIDITY = 15 * 60.0  # seconds
_LONGEST = 1e10  # seconds, about 300 years


def buildUrl(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """Return the URL of a call, without a signature.

    Args:
        method: A method of a client: `queue.getArtifact`.
        *args: Arguments of the call. A payload is validated, but does not affect the URL.
        **kwargs: Keyword arguments of the call.

    Returns:
        The URL. It is a secret if one of the arguments is, such as the token of a webhook.

    Raises:
        InvalidCall: if an argument is invalid.

    Example:
        ```python
        buildUrl(queue.getLatestArtifact, taskId, "public/logs/live.log")
        buildUrl(hooks.triggerHookWithToken, hookGroupId, hookId, token, {})  # a webhook
        ```
    """
    return _url(prepare("buildUrl", method, *args, **kwargs), external=False)


def externalBuildUrl(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """Return the URL of a call for callers outside the deployment's cluster.

    It differs from the result of `buildUrl` if the client's `serviceDiscoveryScheme` is `k8s-dns`.

    Args:
        method: A method of a client: `queue.getArtifact`.
        *args: Arguments of the call. A payload is validated, but does not affect the URL.
        **kwargs: Keyword arguments of the call.

    Returns:
        The URL. It is a secret if one of the arguments is, such as the token of a webhook.

    Raises:
        InvalidCall: if an argument is invalid.
    """
    return _url(prepare("externalBuildUrl", method, *args, **kwargs), external=True)


class SignedUrlBuilder:
    """Builds signed URLs, with which anyone can make the call.

    Treat such a URL as a secret for as long as it is valid.
    """

    def __init__(self, name: str, *, external: bool, seconds: float = _DEFAULT_VALIDITY) -> None:
        """Create `buildSignedUrl` or `externalBuildSignedUrl`.

        Args:
            name: Name of the function, for messages.
            external: Whether to build URLs for callers outside the deployment's cluster.
            seconds: Validity of the URLs.
        """
        self._name = name
        self._external = external
        self._seconds = seconds

    def given(self, *, expiration: Expiration) -> SignedUrlBuilder:
        """Set the validity of the URLs, which defaults to 15 minutes.

        Args:
            expiration: Seconds, or a `timedelta`.

        Returns:
            The builder to call instead of this one.

        Raises:
            InvalidCall: if `expiration` is not a positive time, or is too long.

        Example:
            ```python
            buildSignedUrl.given(expiration=3600)(queue.getArtifact, taskId, 0, "private/build.zip")
            ```
        """
        seconds = _seconds(expiration)
        if not 0 < seconds < _LONGEST:
            raise InvalidCall(
                self._name,
                f"expiration must be above 0 and below {_LONGEST:,.0f} seconds, "
                f"got {shownValue(expiration)}",
            )
        return SignedUrlBuilder(self._name, external=self._external, seconds=seconds)

    def __call__(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Return the signed URL of a call.

        Args:
            method: A GET method of a client: `queue.getArtifact`.
            *args: Arguments of the call.
            **kwargs: Keyword arguments of the call.

        Raises:
            InvalidCall: if the method is not a GET, or an argument is invalid.
            TaskclusterAuthFailure: if the client has no credentials to sign with.
        """
        prepared = self._prepared(method, *args, **kwargs)
        operation = prepared.operation
        if operation.method != "get" or operation.payload is not None:
            payload = "" if operation.payload is None else " with a payload"
            raise InvalidCall(
                self._name,
                f"{operation.title} is a {operation.method.upper()}{payload}; only a GET without a "
                "payload can have a signed URL",
            )
        url = _url(prepared, external=self._external)
        if "hawk" not in operation.schemes:
            raise InvalidCall(self._name, f"{operation.title} does not accept Hawk signatures")
        auth = sessionOf(prepared.client).signers.signer(self._name)
        if not isinstance(auth, HawkSigner):
            raise TaskclusterAuthFailure(
                self._name,
                "the client has no credentials to sign with; pass Credentials to it",
            )
        signed = Url.parse(url)
        bewit = auth.bewit(signed, int(time.time() + self._seconds))
        return f"{signed}{'&' if '?' in signed.target else '?'}bewit={bewit}"

    def _prepared(
        self, method: Callable[P, object], *args: P.args, **kwargs: P.kwargs
    ) -> PreparedCall:
        try:
            return prepare(self._name, method, *args, **kwargs)
        except InvalidCall:
            if "expiration" not in kwargs:
                raise
        raise InvalidCall(
            self._name,
            "expiration is not an argument of the method; use "
            f"{self._name}.given(expiration=…)(method, …)",
        )


buildSignedUrl: SignedUrlBuilder = SignedUrlBuilder("buildSignedUrl", external=False)
"""Return the signed URL of a call. Anyone who has it can make the call, for 15 minutes.

Example:
    ```python
    buildSignedUrl(queue.getArtifact, taskId, 0, "private/build.zip")
    buildSignedUrl.given(expiration=3600)(queue.getArtifact, taskId, 0, "private/build.zip")
    ```
"""

externalBuildSignedUrl: SignedUrlBuilder = SignedUrlBuilder("externalBuildSignedUrl", external=True)
"""Return the signed URL of a call for callers outside the deployment's cluster.

It differs from the result of `buildSignedUrl` if the client's `serviceDiscoveryScheme` is
`k8s-dns`.
"""


def _seconds(expiration: object) -> float:
    """Return a time in seconds, NaN if it is not a time."""
    match expiration:
        case timedelta():
            return expiration / timedelta(seconds=1)
        case bool():
            return nan
        case int() | float():
            return expiration
        case _:
            return nan


def _url(prepared: PreparedCall, *, external: bool) -> str:
    return sessionOf(prepared.client).address(
        external=external
    ) + prepared.encode().path.removeprefix("/")
