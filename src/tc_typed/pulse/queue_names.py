"""Names of queues, as Pulse requires them: `queue/<user>/<name>`."""

from __future__ import annotations

from tc_typed.core.errors import InvalidCall
from tc_typed.core.texts import shownValue
from tc_typed.slugs import slugId

_LONGEST = 255  # bytes, AMQP's limit


def queueName(user: str, name: str | None) -> str:
    """Return the complete name of a queue.

    Args:
        user: User of the account, which may only use queues with this prefix.
        name: Name of the queue without the prefix; `None` for a random one.

    Raises:
        InvalidCall: if the name is not valid.
    """
    if name is None:
        name = slugId()
    prefix = f"queue/{user}/"
    longest = _LONGEST - len(prefix.encode())
    if not (name.isascii() and name.isprintable() and 0 < len(name) <= longest):
        raise InvalidCall(
            "pulse.listen",
            f"queue must be 1 to {longest} printable ASCII characters, got {shownValue(name)}",
        )
    if name.startswith("queue/"):
        raise InvalidCall(
            "pulse.listen",
            f"queue must not have the prefix {prefix}, which is added, got {shownValue(name)}",
        )
    return prefix + name
