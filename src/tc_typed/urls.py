"""URLs of API calls: to hand on, and signed, for callers without credentials."""

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
"""How long a URL is valid: seconds, or a `timedelta`."""

_A_WHILE = 15 * 60.0  # seconds
_LONGEST = 1e10  # seconds, some 300 years


def buildUrl(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """The URL of a call, without a signature.

    Args:
        method: A method of a client: `queue.getArtifact`.
        *args: Its arguments. A payload is checked, but plays no part in the URL.
        **kwargs: Its keyword arguments.

    Returns:
        The URL. With an argument that grants access in it, as the token of a webhook, so does it.

    Raises:
        InvalidCall: if an argument is unusable.

    Example:
        ```python
        buildUrl(queue.getLatestArtifact, taskId, "public/logs/live.log")
        buildUrl(hooks.triggerHookWithToken, hookGroupId, hookId, token, {})  # a webhook
        ```
    """
    return _url(prepare("buildUrl", method, *args, **kwargs), external=False)


def externalBuildUrl(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """The URL of a call as it is from outside of the deployment's cluster.

    It differs from that of `buildUrl` where the client's `serviceDiscoveryScheme` is `k8s-dns`.

    Args:
        method: A method of a client: `queue.getArtifact`.
        *args: Its arguments. A payload is checked, but plays no part in the URL.
        **kwargs: Its keyword arguments.

    Returns:
        The URL. With an argument that grants access in it, as the token of a webhook, so does it.

    Raises:
        InvalidCall: if an argument is unusable.
    """
    return _url(prepare("externalBuildUrl", method, *args, **kwargs), external=True)


class SignedUrlBuilder:
    """Makes signed URLs: anyone who has one can make the call.

    Such a URL holds a secret for as long as it is valid.
    """

    def __init__(self, name: str, *, external: bool, seconds: float = _A_WHILE) -> None:
        """Set up one of `buildSignedUrl` and `externalBuildSignedUrl`.

        Args:
            name: Its name, for messages.
            external: Whether URLs are those from outside of the deployment's cluster.
            seconds: How long URLs are valid.
        """
        self._name = name
        self._external = external
        self._seconds = seconds

    def given(self, *, expiration: Expiration) -> SignedUrlBuilder:
        """Say how long URLs are valid; 15 minutes without it.

        Args:
            expiration: Seconds, or a `timedelta`.

        Returns:
            What to call in place of this one.

        Raises:
            InvalidCall: if they would not be valid for any time.

        Example:
            ```python
            buildSignedUrl.given(expiration=3600)(queue.getArtifact, taskId, 0, "private/build.zip")
            ```
        """
        seconds = _seconds(expiration)
        if not 0 < seconds < _LONGEST:
            raise InvalidCall(
                self._name, f"expiration must be a positive time, not {shownValue(expiration)}"
            )
        return SignedUrlBuilder(self._name, external=self._external, seconds=seconds)

    def __call__(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> str:
        """The URL of a call with a signature in it.

        Args:
            method: A method of a client that only reads: `queue.getArtifact`.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Raises:
            InvalidCall: if the method is no GET, or an argument is unusable.
            TaskclusterAuthFailure: if the client has no credentials to sign with.
        """
        prepared = self._prepared(method, *args, **kwargs)
        operation = prepared.operation
        if operation.method != "get" or operation.payload is not None:
            payload = "" if operation.payload is None else " with a payload"
            raise InvalidCall(
                self._name,
                f"{operation.title} is a {operation.method.upper()}{payload}; only the URL of a "
                "GET without one can be signed",
            )
        url = _url(prepared, external=self._external)
        if "hawk" not in operation.schemes:
            raise InvalidCall(self._name, f"{operation.title} takes no Hawk signature")
        auth = sessionOf(prepared.client).signers.signer(self._name)
        if not isinstance(auth, HawkSigner):
            raise TaskclusterAuthFailure(self._name, "the client has no credentials to sign with")
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
"""The signed URL of a call: anyone who has it can make the call, for 15 minutes.

Example:
    ```python
    buildSignedUrl(queue.getArtifact, taskId, 0, "private/build.zip")
    buildSignedUrl.given(expiration=3600)(queue.getArtifact, taskId, 0, "private/build.zip")
    ```
"""

externalBuildSignedUrl: SignedUrlBuilder = SignedUrlBuilder("externalBuildSignedUrl", external=True)
"""The same as it is from outside of the deployment's cluster.

It differs from that of `buildSignedUrl` where the client's `serviceDiscoveryScheme` is `k8s-dns`.
"""


def _seconds(expiration: object) -> float:
    """A time in seconds; NaN where it is none."""
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
