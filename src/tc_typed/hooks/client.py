"""Client of the hooks service.

Compiled from schemas/hooks by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from typing_extensions import deprecated

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
from tc_typed.hooks import operations
from tc_typed.hooks.models import (
    CreateHookRequest,
    Hook,
    HookFire,
    HookStatus,
    ListHookGroupsResponse,
    ListHooksResponse,
    ListLastFiresResponse,
    TriggerHookResponse,
    TriggerTokenResponse,
)


class Hooks(ServiceClient):
    """The hooks service creates tasks when something happens: at times of a schedule, on a Pulse
    message, or when someone triggers a hook through the API or a webhook.

    A hook holds a JSON-e template. To fire it, the service renders the template and creates the
    resulting task with the scopes of the role `hook-id:<hookGroupId>/<hookId>`, never with those of
    whoever triggered it.
    """

    serviceName: ClassVar[str] = "hooks"
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

    def listHookGroups(self) -> ListHookGroupsResponse:
        """List hook groups.

        List the names of all hook groups, in one response without pages. A group is there as long
        as a hook is in it; nobody has to create it.

        Returns:
            Names of all hook groups there are.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks`, stable. Scopes: `hooks:list-hooks:`.
        """
        return self._session.call(operations.listHookGroups, {})

    def listHooks(self, hookGroupId: str) -> ListHooksResponse:
        """List hooks.

        List the hooks of one group in full, in one response without pages. A group without hooks
        gives a 404.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.

        Returns:
            All hooks of one group.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>`, stable. Scopes: `hooks:list-hooks:<hookGroupId>`.
        """
        return self._session.call(operations.listHooks, {"hookGroupId": hookGroupId})

    def hook(self, hookGroupId: str, hookId: str) -> Hook:
        """Get a hook.

        Read how a hook is defined, defaults included. `listLastFires` tells which tasks it has
        made.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            A hook as the service keeps it: what makes it fire, and which task it then creates.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:get:<hookGroupId>:<hookId>`.
        """
        return self._session.call(operations.hook, {"hookGroupId": hookGroupId, "hookId": hookId})

    @deprecated("use `listLastFires`, which tells more", category=None)
    def getHookStatus(self, hookGroupId: str, hookId: str) -> HookStatus:
        """Get hook status.

        Tell how the latest firing of a hook went, and when its schedule is due next. Deprecated:
        use `listLastFires`, which tells more.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            How a hook last fared, and when it is due next.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>/<hookId>/status`, deprecated. Scopes:
        `hooks:status:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.getHookStatus, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def createHook(self, hookGroupId: str, hookId: str, payload: CreateHookRequest) -> Hook:
        """Create a hook.

        Create a hook, which fires from then on. You must hold its role
        `hook-id:<hookGroupId>/<hookId>` yourself, and for firing to succeed that role must be
        allowed to create the task. Repeating it with the same definition, `bindings` included, is
        fine; another definition gives a 409. A bad cron pattern, a bad `triggerSchema` or an
        exchange that the deployment forbids gives a 400.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, a retry without `bindings` in its definition fails with a `RequestConflict`.
        `hooks.use(retries=0)` makes one attempt only.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: All that the service needs to know of a hook: what makes it fire, and which
                task it then creates.

        Returns:
            A hook as the service keeps it: what makes it fire, and which task it then creates.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>` and `assume:hook-id:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.createHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def updateHook(self, hookGroupId: str, hookId: str, payload: CreateHookRequest) -> Hook:
        """Update a hook.

        Replace the definition of a hook. Send all of it: a `schedule` or `triggerSchema` left out
        goes back to its default, while `bindings` left out stay as they are. The trigger token
        stays valid. Scopes are as for `createHook`.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: All that the service needs to know of a hook: what makes it fire, and which
                task it then creates.

        Returns:
            A hook as the service keeps it: what makes it fire, and which task it then creates.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>` and `assume:hook-id:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.updateHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def removeHook(self, hookGroupId: str, hookId: str) -> EmptyResponse:
        """Remove a hook.

        Remove a hook for good, along with the record of its fires. Tasks that it has made are not
        touched. One that does not exist is no error.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.removeHook, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def triggerHook(self, hookGroupId: str, hookId: str, payload: FreeForm) -> TriggerHookResponse:
        """Trigger a hook.

        Fire a hook now and learn which task it made. The payload must satisfy the hook's
        `triggerSchema`, else the call fails with a 400; the template finds it as `payload`, and
        your client name as `clientId`. A payload with a `taskId`, a slugid not in use, decides the
        id of the task. Where the hook's own role may not create the task, the call fails with a
        403; any other trouble in making it is a 400.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the hook fires once more and creates a second task. With a `taskId` in the
        payload there is only one task, but the retry fails with a 400 if the template renders
        differently the second time, with other times for example. `hooks.use(retries=0)` makes one
        attempt only.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: Data for the template of the hook, which finds it as `payload`.

        Returns:
            Result of triggering a hook: a task, or none because the template did not ask for one.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /hooks/<hookGroupId>/<hookId>/trigger`, stable. Scopes:
        `hooks:trigger-hook:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.triggerHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def getTriggerToken(self, hookGroupId: str, hookId: str) -> TriggerTokenResponse:
        """Get a trigger token.

        Read the token with which anyone can call `triggerHookWithToken`, for instance to put it
        into the settings of a webhook. It stays the same until `resetTriggerToken`.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            The token that now belongs to a hook.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>/<hookId>/token`, stable. Scopes:
        `hooks:get-trigger-token:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.getTriggerToken, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def resetTriggerToken(self, hookGroupId: str, hookId: str) -> TriggerTokenResponse:
        """Reset a trigger token.

        Give a hook a new trigger token. The old one stops working at once.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the token is replaced once more, which invalidates one that was read in
        between. `hooks.use(retries=0)` makes one attempt only.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            The token that now belongs to a hook.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /hooks/<hookGroupId>/<hookId>/token`, stable. Scopes:
        `hooks:reset-trigger-token:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.resetTriggerToken, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def triggerHookWithToken(
        self, hookGroupId: str, hookId: str, token: str, payload: FreeForm
    ) -> TriggerHookResponse:
        """Trigger a hook by token.

        Fire a hook as `triggerHook` does, but with a token in place of credentials, as webhooks of
        other sites need it. The hook's `triggerSchema` applies all the same. A wrong token gives a
        401.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the hook fires once more and creates a second task. With a `taskId` in the
        payload there is only one task, but the retry fails with a 400 if the template renders
        differently the second time, with other times for example. `hooks.use(retries=0)` makes one
        attempt only.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            token: Secret from `getTriggerToken`. It becomes part of the URL, so keep that out of
                logs.
            payload: Data for the template of the hook, which finds it as `payload`.

        Returns:
            Result of triggering a hook: a task, or none because the template did not ask for one.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /hooks/<hookGroupId>/<hookId>/trigger/<token>`, stable. Scopes: none.
        """
        return self._session.call(
            operations.triggerHookWithToken,
            {"hookGroupId": hookGroupId, "hookId": hookId, "token": token},
            payload=payload,
        )

    def listLastFires(
        self,
        hookGroupId: str,
        hookId: str,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
    ) -> ListLastFiresResponse:
        """List last fires.

        List the latest fires of a hook, newest first: what caused each, whether a task came of it,
        and how that task fares. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one. A hook that is unknown, or has
        not fired yet, gives a 404.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most fires wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.

        Returns:
            One page of the latest fires of a hook, newest first.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /hooks/<hookGroupId>/<hookId>/last-fires`, stable. Scopes:
        `hooks:list-last-fires:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.listLastFires,
            {"hookGroupId": hookGroupId, "hookId": hookId},
            query={"continuationToken": continuationToken, "limit": limit},
        )

    def iterLastFires(
        self, hookGroupId: str, hookId: str, *, limit: int | None = None
    ) -> Iterator[HookFire]:
        """Go through what `listLastFires` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            hookGroupId: Group that the hook is in, often named after a project: 1 to 1000 letters,
                digits, `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            limit: Most fires wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.

        Yields:
            One firing of a hook, whatever its cause, and what came of it.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.listLastFires, hookGroupId, hookId, limit=limit):
            yield from page.lastFires

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
