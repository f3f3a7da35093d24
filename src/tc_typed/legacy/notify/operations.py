"""Operations of the notify service: the request and response of each method.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.core.operation import Operation
from tc_typed.legacy.notify.models import IrcRequest
from tc_typed.notify import operations as base

irc: Operation[str | None] = Operation(
    service="notify",
    version="v1",
    name="irc",
    method="post",
    route="/irc",
    payload=IrcRequest,
    result=str | None,
    bodyKind="text",
    scopes={
        "else": "notify:irc-user:<user>",
        "if": "channelRequest",
        "then": "notify:irc-channel:<channel>",
    },
    stability="experimental",
)

OPERATIONS: Mapping[str, Operation] = dict(base.OPERATIONS) | {
    operation.name: operation for operation in (irc,)
}
"""All methods of the service, by name."""
