"""Client of the notify service.

Compiled from schemas/legacy/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.core.operation import Operation
from tc_typed.legacy.notify import operations
from tc_typed.legacy.notify.models import IrcRequest
from tc_typed.notify import client as base


class Notify(base.Notify):
    """The current notify service, plus `irc`, which it served up to release 39.2.0.

    Release 40.0.0 dropped it; `matrix` and `slack` replace it.
    """

    serviceName: ClassVar[str] = "notify"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def irc(self, payload: IrcRequest) -> str | None:
        """Send an IRC message.

        Send a message to a channel or a user on IRC. Success only means that the message is queued:
        the service sends it in the background once it is connected. A message to a user who is not
        online is lost without an error. Served up to release 39.2.0; use `matrix` or `slack` now.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the message may be sent twice. Use `notify.use(retries=0)` to make a
        single attempt.

        Args:
            payload: A message on IRC, for a channel or for a single user.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /irc`, experimental. Scopes: `notify:irc-channel:<channel>` if `channelRequest`,
        otherwise `notify:irc-user:<user>`.
        """
        return self._session.call(operations.irc, {}, payload=payload)
