"""Async client of the notify service.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.operation import Operation
from tc_typed.core.paging.aio import paginate
from tc_typed.notify import operations
from tc_typed.notify.models import (
    AddDenylistAddressRequest,
    EmailRequest,
    ListDenylistResponse,
    MatrixRequest,
    NotificationAddress,
    PulseRequest,
    SlackRequest,
)


class Notify(AsyncServiceClient):
    """The notify service sends messages by email, Matrix, Slack and Pulse.

    It sends them on request, and automatically when a task changes state, if its routes ask for
    that. A denylist contains the addresses that get no messages: a call for one of them fails with
    a 400, and messages from tasks to them are dropped.
    """

    serviceName: ClassVar[str] = "notify"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def email(self, payload: EmailRequest) -> str | None:
        """Send an email.

        Send an email from the deployment's own address. The Markdown content is sent both unchanged
        and as HTML. A repeat of a recently sent message, or a message to an address that has had
        too many, is dropped silently and counts as a success. Fails with a 400 if the address is on
        the denylist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the email may be sent twice: the service drops a repeat only if the same
        instance receives it, after sending the first. Use `notify.use(retries=0)` to make a single
        attempt.

        Args:
            payload: An email to send.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /email`, experimental. Scopes: `notify:email:<address>`.
        """
        return await self._session.call(operations.email, {}, payload=payload)

    async def pulse(self, payload: PulseRequest) -> str | None:
        """Send a Pulse message.

        Publish a JSON object on the service's `notify` exchange, for all listeners to its routing
        key. A repeat of a recently published message is dropped silently and counts as a success.
        Fails with a 400 if the routing key is on the denylist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the message may be published twice: the service drops a repeat only if
        the same instance receives it, after publishing the first. Use `notify.use(retries=0)` to
        make a single attempt.

        Args:
            payload: A message to publish on Pulse.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /pulse`, experimental. Scopes: `notify:pulse:<routingKey>`.
        """
        return await self._session.call(operations.pulse, {}, payload=payload)

    async def matrix(self, payload: MatrixRequest) -> str | None:
        """Send a Matrix message.

        Send a message to a Matrix room. Invite the deployment's Matrix user to the room first,
        otherwise the call fails with a 400. A repeat of a recently sent message is dropped silently
        and counts as a success. Also fails with a 400 if the room is on the denylist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the message may be sent twice: the service drops a repeat only if the
        same instance receives it, after sending the first. Use `notify.use(retries=0)` to make a
        single attempt.

        Args:
            payload: A message for a Matrix room.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /matrix`, experimental. Scopes: `notify:matrix-room:<roomId>`.
        """
        return await self._session.call(operations.matrix, {}, payload=payload)

    async def slack(self, payload: SlackRequest) -> str | None:
        """Send a Slack message.

        Send a message to a Slack channel. Invite the deployment's Slack app to a private channel
        first; a public one needs nothing. A repeat of a recently sent message, or any message if
        Slack is not set up, is dropped silently and counts as a success. Fails with a 400 if the
        channel is on the denylist.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the message may be sent twice: the service drops a repeat only if the
        same instance receives it, after sending the first. Use `notify.use(retries=0)` to make a
        single attempt.

        Args:
            payload: A message for a Slack channel, as plain text or as layout blocks.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /slack`, experimental. Scopes: `notify:slack-channel:<channelId>`.
        """
        return await self._session.call(operations.slack, {}, payload=payload)

    async def addDenylistAddress(self, payload: AddDenylistAddressRequest) -> str | None:
        """Add an address to the denylist.

        Add an address to the denylist, so that the service sends nothing to it. Adding it again
        changes nothing.

        Args:
            payload: A destination of notifications: a means of delivery, and an address for it.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /denylist/add`, experimental. Scopes: `notify:manage-denylist`.
        """
        return await self._session.call(operations.addDenylistAddress, {}, payload=payload)

    async def deleteDenylistAddress(self, payload: AddDenylistAddressRequest) -> str | None:
        """Delete an address from the denylist.

        Remove an address from the denylist, so that the service can send to it again. Succeeds even
        if the address is not on it.

        Args:
            payload: A destination of notifications: a means of delivery, and an address for it.

        Returns:
            Plain text of the response; `None` if it is empty.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /denylist/delete`, experimental. Scopes: `notify:manage-denylist`.
        """
        return await self._session.call(operations.deleteDenylistAddress, {}, payload=payload)

    async def listDenylist(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListDenylistResponse:
        """List the denylist.

        List the addresses on the denylist. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the denylist.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /denylist/list`, experimental. Scopes: `notify:manage-denylist`.
        """
        return await self._session.call(
            operations.listDenylist,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    async def iterDenylist(self, *, limit: int | None = None) -> AsyncIterator[NotificationAddress]:
        """Iterate over all results of `listDenylist`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            A destination of notifications: a means of delivery, and an address for it.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        async for page in paginate(self.listDenylist, limit=limit):
            for item in page.addresses:
                yield item

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})
