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
    """The hooks service creates tasks on a schedule, on a Pulse message, or when a hook is
    triggered through the API or a webhook.

    A hook contains a JSON-e template. To fire the hook, the service renders the template and
    creates the resulting task with the scopes of the role `hook-id:<hookGroupId>/<hookId>`, never
    with those of the caller that triggered it.
    """

    serviceName: ClassVar[str] = "hooks"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def listHookGroups(self) -> ListHookGroupsResponse:
        """List hook groups.

        List the names of all hook groups in a single response. A group exists as long as it
        contains a hook; it need not be created.

        Returns:
            Names of all hook groups.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks`, stable. Scopes: `hooks:list-hooks:`.
        """
        return self._session.call(operations.listHookGroups, {})

    def listHooks(self, hookGroupId: str) -> ListHooksResponse:
        """List hooks.

        List all hooks of one group, with their definitions, in a single response. Fails with a 404
        if the group has no hooks.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.

        Returns:
            All hooks of one group.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks/<hookGroupId>`, stable. Scopes: `hooks:list-hooks:<hookGroupId>`.
        """
        return self._session.call(operations.listHooks, {"hookGroupId": hookGroupId})

    def hook(self, hookGroupId: str, hookId: str) -> Hook:
        """Get a hook.

        Fetch the definition of a hook, with defaults filled in. Use `listLastFires` for the tasks
        it has created.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            A hook as stored by the service: what makes it fire, and the task that it then creates.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:get:<hookGroupId>:<hookId>`.
        """
        return self._session.call(operations.hook, {"hookGroupId": hookGroupId, "hookId": hookId})

    @deprecated("use `listLastFires`, which returns more details", category=None)
    def getHookStatus(self, hookGroupId: str, hookId: str) -> HookStatus:
        """Get hook status.

        Fetch the result of a hook's latest firing, and the time at which its schedule fires it
        next. Deprecated: use `listLastFires`, which returns more details.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            Result of a hook's latest firing, and the time of the next one.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks/<hookGroupId>/<hookId>/status`, deprecated. Scopes:
        `hooks:status:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.getHookStatus, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def createHook(self, hookGroupId: str, hookId: str, payload: CreateHookRequest) -> Hook:
        """Create a hook.

        Create a hook, which is active from then on. You must hold its role
        `hook-id:<hookGroupId>/<hookId>` yourself, and that role must be allowed to create the task,
        otherwise firing fails. Repeating the call with the same definition, including `bindings`,
        is safe. Fails with a 409 if the hook exists with a different definition, and with a 400 for
        a bad cron pattern, a bad `triggerSchema` or an exchange that the deployment forbids.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, a retry without `bindings` in its definition fails with a
        `RequestConflict`. Use `hooks.use(retries=0)` to make a single attempt.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: Definition of a hook: what makes it fire, and the task that it then creates.

        Returns:
            A hook as stored by the service: what makes it fire, and the task that it then creates.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>` and `assume:hook-id:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.createHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def updateHook(self, hookGroupId: str, hookId: str, payload: CreateHookRequest) -> Hook:
        """Update a hook.

        Replace the definition of a hook. Send the whole definition: an omitted `schedule` or
        `triggerSchema` is reset to its default, while omitted `bindings` stay unchanged. The
        trigger token stays valid. The scopes needed are the same as for `createHook`.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: Definition of a hook: what makes it fire, and the task that it then creates.

        Returns:
            A hook as stored by the service: what makes it fire, and the task that it then creates.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>` and `assume:hook-id:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.updateHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def removeHook(self, hookGroupId: str, hookId: str) -> EmptyResponse:
        """Remove a hook.

        Delete a hook for good, along with the record of its firings. Tasks that it has created are
        not affected. Succeeds even if the hook does not exist.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /hooks/<hookGroupId>/<hookId>`, stable. Scopes:
        `hooks:modify-hook:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.removeHook, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def triggerHook(self, hookGroupId: str, hookId: str, payload: FreeForm) -> TriggerHookResponse:
        """Trigger a hook.

        Fire a hook now and return the task it created. The payload must match the hook's
        `triggerSchema`, otherwise the call fails with a 400; in the template it is `payload`, and
        your client id is `clientId`. To choose the id of the task, put an unused slugid as `taskId`
        in the payload. Fails with a 403 if the hook's role may not create the task, and with a 400
        if the queue refuses it for another reason.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the hook fires again and creates a second task. With a `taskId` in the
        payload there is only one task, but the retry fails with a 400 if the template renders
        differently the second time, for example with new timestamps. Use `hooks.use(retries=0)` to
        make a single attempt.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            payload: Data for the template of the hook, which can use it as `payload`.

        Returns:
            Result of triggering a hook: a task, or none if the template rendered to nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /hooks/<hookGroupId>/<hookId>/trigger`, stable. Scopes:
        `hooks:trigger-hook:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.triggerHook, {"hookGroupId": hookGroupId, "hookId": hookId}, payload=payload
        )

    def getTriggerToken(self, hookGroupId: str, hookId: str) -> TriggerTokenResponse:
        """Get a trigger token.

        Fetch the token that lets anyone call `triggerHookWithToken`, for instance for the settings
        of a webhook. It stays the same until `resetTriggerToken`.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            Current trigger token of a hook.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /hooks/<hookGroupId>/<hookId>/token`, stable. Scopes:
        `hooks:get-trigger-token:<hookGroupId>/<hookId>`.
        """
        return self._session.call(
            operations.getTriggerToken, {"hookGroupId": hookGroupId, "hookId": hookId}
        )

    def resetTriggerToken(self, hookGroupId: str, hookId: str) -> TriggerTokenResponse:
        """Reset a trigger token.

        Replace the trigger token of a hook. The old one stops working at once.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the token is replaced once more, which invalidates any token read in
        between. Use `hooks.use(retries=0)` to make a single attempt.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.

        Returns:
            Current trigger token of a hook.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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

        Fire a hook like `triggerHook`, but with a token instead of credentials, for webhooks of
        other sites. The hook's `triggerSchema` still applies. Fails with a 401 if the token is
        wrong.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the hook fires again and creates a second task. With a `taskId` in the
        payload there is only one task, but the retry fails with a 400 if the template renders
        differently the second time, for example with new timestamps. Use `hooks.use(retries=0)` to
        make a single attempt.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            token: Secret from `getTriggerToken`. It is part of the URL, so keep the URL out of
                logs.
            payload: Data for the template of the hook, which can use it as `payload`.

        Returns:
            Result of triggering a hook: a task, or none if the template rendered to nothing.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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

        List the latest firings of a hook, newest first: the cause of each, whether it created a
        task, and the state of that task. Results come in pages of up to 1000; pass the returned
        `continuationToken` back until a page arrives without one. Fails with a 404 if the hook does
        not exist or has not fired yet.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the latest firings of a hook, newest first.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

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
        """Iterate over all results of `listLastFires`.

        Each page is requested when its first item is needed.

        Args:
            hookGroupId: Group of the hook, often named after a project: 1 to 1000 letters, digits,
                `-` and `_`.
            hookId: Name of the hook within its group: 1 to 1000 letters, digits, `-`, `_` and `/`.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            One firing of a hook, with its cause and its result.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.listLastFires, hookGroupId, hookId, limit=limit):
            yield from page.lastFires

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})
