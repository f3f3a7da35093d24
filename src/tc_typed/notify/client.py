"""Client of the notify service.

Compiled from schemas/notify by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tc_typed.common.models import HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
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


class Notify(ServiceClient):
    """The notify service sends messages by email, Matrix, Slack and Pulse.

    It does so on request, and by itself for tasks whose routes ask for it when they change state. A
    denylist holds the addresses that must be left alone: a call that names one of them fails with a
    400, and what a task would have sent there is dropped.
    """

    serviceName: ClassVar[str] = "notify"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def email(self, payload: EmailRequest) -> str | None:
        """Send an email.

        Send an email from the deployment's own address. The Markdown content goes out both as it is
        and as HTML. A repeat of a message it has sent lately is dropped in silence and counts as a
        success. So is one more to an address that has had too many. An address on the denylist
        gives a 400.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the email may be sent twice: the service drops a repeat only if the same
        instance gets it, after it has sent the first. `notify.use(retries=0)` makes one attempt
        only.

        Args:
            payload: An email to send.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /email`, experimental. Scopes: `notify:email:<address>`.
        """
        return self._session.call(operations.email, {}, payload=payload)

    def pulse(self, payload: PulseRequest) -> str | None:
        """Send a Pulse message.

        Publish a JSON object on the `notify` exchange of this service, for anyone who listens to
        its routing key. A repeat of a message it has sent lately is dropped in silence and counts
        as a success. A routing key on the denylist gives a 400.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the message may be published twice: the service drops a repeat only if the
        same instance gets it, after it has published the first. `notify.use(retries=0)` makes one
        attempt only.

        Args:
            payload: A message to publish on Pulse.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /pulse`, experimental. Scopes: `notify:pulse:<routingKey>`.
        """
        return self._session.call(operations.pulse, {}, payload=payload)

    def matrix(self, payload: MatrixRequest) -> str | None:
        """Send a Matrix message.

        Write a message into a Matrix room. Invite the deployment's Matrix user to the room first,
        otherwise the call fails with a 400. A repeat of a message it has sent lately is dropped in
        silence and counts as a success. A room on the denylist gives a 400 too.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the message may be sent twice: the service drops a repeat only if the same
        instance gets it, after it has sent the first. `notify.use(retries=0)` makes one attempt
        only.

        Args:
            payload: A message for a Matrix room.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /matrix`, experimental. Scopes: `notify:matrix-room:<roomId>`.
        """
        return self._session.call(operations.matrix, {}, payload=payload)

    def slack(self, payload: SlackRequest) -> str | None:
        """Send a Slack message.

        Write a message into a Slack channel. Private channels must first let the deployment's Slack
        app in; public ones need nothing. A repeat of a message it has sent lately is dropped in
        silence and counts as a success. So is every message where Slack is not set up. A channel on
        the denylist gives a 400.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the message may be sent twice: the service drops a repeat only if the same
        instance gets it, after it has sent the first. `notify.use(retries=0)` makes one attempt
        only.

        Args:
            payload: A message for a Slack channel, as plain text or laid out in blocks.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /slack`, experimental. Scopes: `notify:slack-channel:<channelId>`.
        """
        return self._session.call(operations.slack, {}, payload=payload)

    def addDenylistAddress(self, payload: AddDenylistAddressRequest) -> str | None:
        """Add an address to the denylist.

        Keep the service from sending anything to an address. Adding it again changes nothing.

        Args:
            payload: Where notifications can be sent: a means of delivery, and an address for it.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /denylist/add`, experimental. Scopes: `notify:manage-denylist`.
        """
        return self._session.call(operations.addDenylistAddress, {}, payload=payload)

    def deleteDenylistAddress(self, payload: AddDenylistAddressRequest) -> str | None:
        """Delete an address from the denylist.

        Let the service send to an address again. One that is not on the denylist is no error.

        Args:
            payload: Where notifications can be sent: a means of delivery, and an address for it.

        Returns:
            What the service says in plain text; `None` where it says nothing.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /denylist/delete`, experimental. Scopes: `notify:manage-denylist`.
        """
        return self._session.call(operations.deleteDenylistAddress, {}, payload=payload)

    def listDenylist(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListDenylistResponse:
        """List the denylist.

        List the addresses that the service sends nothing to. Results come in pages of up to 1000;
        pass the returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most addresses wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Returns:
            One page of the denylist.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /denylist/list`, experimental. Scopes: `notify:manage-denylist`.
        """
        return self._session.call(
            operations.listDenylist,
            {},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterDenylist(self, *, limit: int | None = None) -> Iterator[NotificationAddress]:
        """Go through what `listDenylist` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most addresses wanted in one page, as a number; a page may hold fewer even when
                more remain. Without it the server allows up to 1000.

        Yields:
            Where notifications can be sent: a means of delivery, and an address for it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listDenylist, limit=limit):
            yield from page.addresses

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})
