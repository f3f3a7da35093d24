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
    """Today's notify service, with a method that it served up to release 39.2.0: `irc`.

    Release 40.0.0 dropped it; `matrix` and `slack` have come in its place.
    """

    serviceName: ClassVar[str] = "notify"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def irc(self, payload: IrcRequest) -> str | None:
        """Send an IRC message.

        Send a message to a channel or a user on IRC. Success means that the message is waiting to
        be sent, which goes on in the background until there is a connection. What is meant for a
        user who is not online gets lost without an error. Served up to release 39.2.0; use `matrix`
        or `slack` now.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the message may be sent twice. `notify.use(retries=0)` makes one attempt only.

        Args:
            payload: A message on IRC, for a channel or for a single user.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /irc`, experimental. Scopes: `notify:irc-channel:<channel>` if `channelRequest`,
        otherwise `notify:irc-user:<user>`.
        """
        return self._session.call(operations.irc, {}, payload=payload)
