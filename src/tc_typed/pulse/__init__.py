"""Listening to Pulse, the message broker of a Taskcluster deployment, with asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.core.events import Binding, Event
    from tc_typed.pulse.amqp import Pulse
    from tc_typed.pulse.messages import Messages, UnreadableMessage
    from tc_typed.pulse.source import MessageSource

__all__ = ["Binding", "Event", "MessageSource", "Messages", "Pulse", "UnreadableMessage"]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "Binding": "tc_typed.core.events",
        "Event": "tc_typed.core.events",
        "MessageSource": "tc_typed.pulse.source",
        "Messages": "tc_typed.pulse.messages",
        "Pulse": "tc_typed.pulse.amqp",
        "UnreadableMessage": "tc_typed.pulse.messages",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
