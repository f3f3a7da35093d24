"""Translation of exceptions from aio-pika and the system to our own errors."""

from __future__ import annotations

import ssl

from tc_typed.core.errors import (
    InvalidCall,
    TaskclusterAuthFailure,
    TaskclusterConnectionError,
    TaskclusterFailure,
    TaskclusterTimeout,
    UntrustedCertificate,
)
from tc_typed.core.extras import needing
from tc_typed.core.redact import redact
from tc_typed.core.texts import oneLine
from tc_typed.pulse.url import BrokerUrl

with needing("pulse", "Pulse"):
    from aio_pika.exceptions import AuthenticationError, ProbableAuthenticationError
    from aiormq.exceptions import (
        AMQPError,
        ChannelAccessRefused,
        ChannelLockedResource,
        ChannelNotFoundEntity,
        ChannelPreconditionFailed,
        ConnectionNotAllowed,
    )

_LONGEST = 300  # characters of the broker's text


def connectFailure(error: BaseException, broker: BrokerUrl, seconds: float) -> TaskclusterFailure:
    """Translate an exception that ended an attempt to connect.

    Args:
        error: The exception.
        broker: The broker.
        seconds: Time limit of the attempt.
    """
    failure = _connectFailure(error, broker, seconds)
    failure.address = broker.address
    return failure


def _connectFailure(error: BaseException, broker: BrokerUrl, seconds: float) -> TaskclusterFailure:
    call, text = "Pulse", describe(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return UntrustedCertificate(
            call,
            f"the broker's certificate is not trusted: {text}; if the broker has its own "
            "certificate authority, set REQUESTS_CA_BUNDLE to the path of its certificates, or "
            "pass tls",
            wasSent=False,
        )
    if isinstance(error, ProbableAuthenticationError | AuthenticationError):
        return TaskclusterAuthFailure(
            call,
            f"the broker refused the login of the user {broker.user!r}; check the user and "
            f"password in the URL: {text}",
        )
    if _isRefusedVhost(error):
        return TaskclusterAuthFailure(
            call,
            f"the broker refused the virtual host {broker.vhost!r}: it does not exist, or the user "
            f"{broker.user!r} has no access to it; check the path of the URL",
        )
    if isinstance(error, TimeoutError) and not error.args:
        return TaskclusterTimeout(call, f"no connection within {seconds:g} s", wasSent=False)
    return TaskclusterConnectionError(
        call, f"no connection; check the host and port of the URL: {text}", wasSent=False
    )


def listenFailure(error: BaseException, broker: BrokerUrl, queue: str) -> TaskclusterFailure:
    """Translate an exception that ended an attempt to bind and consume a queue.

    Args:
        error: The exception.
        broker: The broker.
        queue: Complete name of the queue.
    """
    failure = _listenFailure(error, queue)
    failure.address = broker.address
    return failure


def _listenFailure(error: BaseException, queue: str) -> TaskclusterFailure:
    call, text = "pulse.listen", describe(error)
    match error:
        case ChannelAccessRefused():
            return TaskclusterAuthFailure(
                call,
                f"the account has no permission to bind or read the queue {queue!r}; check its "
                f"permissions on the broker: {text}",
            )
        case ChannelNotFoundEntity():
            return InvalidCall(
                call,
                "an exchange does not exist on this broker; check that it belongs to the "
                f"deployment, and the virtual host in the URL: {text}",
            )
        case ChannelLockedResource():
            return InvalidCall(
                call,
                f"the queue {queue!r} is used exclusively by another connection; choose another "
                f"name: {text}",
            )
        case ChannelPreconditionFailed():
            return InvalidCall(
                call,
                f"the queue {queue!r} exists with other properties, but must be durable, and "
                f"neither exclusive nor auto-delete; delete it, or choose another name: {text}",
            )
        case TimeoutError() if not error.args:
            return TaskclusterTimeout(call, "no response from the broker")
        case _:
            return TaskclusterConnectionError(call, f"the connection was lost: {text}")


def publishFailure(error: BaseException, broker: BrokerUrl) -> TaskclusterFailure:
    """Translate an exception that ended an attempt to declare exchanges or publish messages.

    Args:
        error: The exception.
        broker: The broker.
    """
    failure = _publishFailure(error)
    failure.address = broker.address
    return failure


def _publishFailure(error: BaseException) -> TaskclusterFailure:
    call, text = "LocalTaskcluster", describe(error)
    match error:
        case ChannelAccessRefused():
            return TaskclusterAuthFailure(
                call,
                "the account has no permission to declare or write the exchanges; check its "
                f"permissions on the broker: {text}",
            )
        case ChannelPreconditionFailed():
            return InvalidCall(
                call,
                f"an exchange exists with other properties; delete it on the broker: {text}",
            )
        case TimeoutError() if not error.args:
            return TaskclusterTimeout(call, "no response from the broker")
        case _:
            return TaskclusterConnectionError(call, f"the connection was lost: {text}")


def isTemporary(failure: TaskclusterFailure) -> bool:
    """Whether the same attempt may succeed later."""
    return isinstance(failure, TaskclusterConnectionError) and not isinstance(
        failure, UntrustedCertificate
    )


def describe(error: BaseException | None) -> str:
    """Describe an exception on one line, without secrets."""
    if error is None:
        return "closed normally"
    if isinstance(error, AMQPError):
        text = " ".join(str(part) for part in error.args if part is not None)
    else:
        text = str(error)
    return oneLine(redact(text), _LONGEST) or type(error).__name__


def _isRefusedVhost(error: BaseException) -> bool:
    # aiormq reports the broker's message as an unexpected one, without its code and text.
    text = str(error)
    return isinstance(error, ConnectionNotAllowed) or (
        "'Connection.OpenOk'" in text and "Connection.Close" in text
    )
