"""The local Taskcluster: services for tests, served by this process."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar, Unpack, cast, overload

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.all_clients import AllClients, AsyncAllClients
from tc_typed.core.errors import InvalidCall
from tc_typed.core.options import AnyOptions, AsyncOptions, Options
from tc_typed.core.signing.credentials import Credentials, CredentialsLike
from tc_typed.core.sync import ServiceClient
from tc_typed.core.texts import shownValue
from tc_typed.slugs import slugId
from tc_typed.testing.clock import Clock, LocalClock, systemClock
from tc_typed.testing.faults import Faults
from tc_typed.testing.local_github import LocalGithub
from tc_typed.testing.messages import Messages
from tc_typed.testing.notifications import Notifications
from tc_typed.testing.services.auth.creation import createClient, createRole
from tc_typed.testing.services.queue.settings import CLAIM_TIMEOUT, CLAIM_WAIT
from tc_typed.testing.settings import Settings

if TYPE_CHECKING:
    from tc_typed.graph.report import Report
    from tc_typed.pulse.source import MessageSource
    from tc_typed.testing.deployment import Deployment
    from tc_typed.worker import AsyncRun, Outcome, Run

ClientT = TypeVar("ClientT", bound=ServiceClient | AllClients)
AsyncClientT = TypeVar("AsyncClientT", bound=AsyncServiceClient | AsyncAllClients)

AnyClient: TypeAlias = ServiceClient | AllClients | AsyncServiceClient | AsyncAllClients
"""A client of one service or of all, sync or async."""


class LocalTaskcluster:
    """A Taskcluster for tests, in this process, on free ports of 127.0.0.1.

    It has all services, storage for artifacts, and a status page at the root URL. It checks what a
    real server checks (signatures, certificates, scopes, payloads, times, states of tasks), sends
    the same Pulse messages, and keeps its state in memory or in a file.

    auth's methods for clouds, Sentry, GitHub and websocktunnel are not implemented: a call to such
    a method, with valid arguments and sufficient scopes, fails with status 400 and the code
    NotImplemented. So does the registration of a worker in a cloud.

    A new one has the role `anonymous`, which lets unsigned programs read public things.

    Start it in a `with` or `async with` statement, or with `start()` and `stop()`. After a stop and
    another start, tasks and clients are still there, but the root URL has changed unless you chose
    a port, and files have been deleted unless there is a `database`. If it is never stopped, it
    ends with the interpreter.

    Example:
        ```python
        with LocalTaskcluster() as local:
            queue = local.client(Queue)
            reader = local.client(Queue, scopes=["queue:get-task:*"])
        ```
    """

    def __init__(
        self,
        *,
        clock: Clock = systemClock,
        claimWait: float = CLAIM_WAIT,
        claimTimeout: float = CLAIM_TIMEOUT,
        database: str | Path | None = None,
        port: int = 0,
        credentials: CredentialsLike | str | None = None,
        amqp: str | None = None,
    ) -> None:
        """Create a local Taskcluster, which is not started yet.

        Args:
            clock: Function that returns the current time as an aware datetime, by default that of
                the computer. Pass another one to freeze the time, for example; `clock.advance`
                needs none. Timestamps of Hawk signatures are always compared with the real time,
                which clients sign with.
            claimWait: Maximum number of seconds that a `claimWork` waits for work, measured by
                `clock` or in real time, whichever ends first. Defaults to 20, like a real queue.
                With 0 it returns immediately, which suits tests without work, especially if
                `clock` never advances.
            claimTimeout: Number of seconds after which a claim expires, unless the worker reclaims
                the task. Defaults to 1200, like on most deployments.
            database: SQLite file that keeps the state, which is created if it is missing. Uploaded
                files are kept in a folder next to it. Nothing that a response has confirmed is
                lost, even if the process is killed. One local Taskcluster at a time can use it. By
                default the state is in memory.
            port: Port of 127.0.0.1, so that the root URL stays the same. Uploaded files have the
                next port, if that is free. Defaults to free ports.
            credentials: Permanent credentials of the client that has all scopes, or only its id.
                Without an access token, it keeps that in the database, or gets a random one. The id
                defaults to `static/taskcluster/root`.
            amqp: URL of an AMQP broker that gets every message, too, as on a real deployment:
                `amqp://user:password@127.0.0.1`. The exchanges are declared if they do not exist.
                While the broker is away, messages wait for it. It needs the extra `pulse`.

        Raises:
            InvalidCall: if a number of seconds is negative or more than a million, the port is out
                of range, the credentials are temporary, or the URL of the broker is not valid.
            MissingExtra: if there is such a URL, and the extra `pulse` is not installed.
            RuntimeError: if the database is in use, or is not one of a local Taskcluster.
            OSError: if the database can't be created.
            TaskclusterAuthFailure: if the credentials are unusable.
        """
        from tc_typed.testing.instance import Instance  # noqa: PLC0415  # It needs an extra.

        settings = Settings.checked(
            claimWait=claimWait,
            claimTimeout=claimTimeout,
            database=database,
            port=port,
            credentials=credentials,
            amqp=amqp,
        )
        self._instance = Instance(settings, clock)
        self._clients: list[ServiceClient | AllClients] = []
        self.clock: LocalClock = self._instance.clock
        """Clock, which a test can advance."""
        self._github = LocalGithub(lambda: self._deployment.github)

    @property
    def _deployment(self) -> Deployment:
        return self._instance.deployment

    def reset(self) -> None:
        """Forget all data, messages, notifications and faults, and the clock's advance.

        The server keeps running. The root URL and `credentials` stay the same, so clients that use
        them keep working. Calls that wait for work return without any. Programs that listen to
        `pulse` get a RuntimeError.

        Example:
            ```python
            local.createClient("bot")
            local.reset()
            local.createClient("bot")  # otherwise it would already exist
            ```
        """
        self._instance.reset()

    @property
    def messages(self) -> Messages:
        """Pulse messages that have been sent since the start or the last reset.

        Example:
            ```python
            with LocalTaskcluster() as local:
                local.client(Queue).createTask(taskId, definition)
                defined = local.messages.on(QueueEvents.taskDefined(taskId=taskId))
                assert len(defined) == 1
                assert defined.first.payload.status.state == "unscheduled"
            ```
        """
        return self._deployment.messages

    @property
    def pulse(self) -> MessageSource:
        """Source of the same messages for a listener, so that it can be tested without a broker.

        Declare the listener's parameter as a `MessageSource`: it then takes a `Pulse`, too.
        Queues behave like those of a broker: a queue is bound when the block of `listen` begins,
        durable queues keep their messages, and a message that was not acknowledged is delivered
        again. Use it in any thread and any event loop.

        A listener must not be left waiting for messages that can't arrive any more. So its loop
        ends with a RuntimeError if the local Taskcluster is stopped or reset meanwhile. A stop
        keeps durable queues; a reset forgets them, and gives you a new source.

        Example:
            ```python
            async with local.pulse.listen(QueueEvents().taskFailed()) as messages:
                async for event in messages:
                    print(event.message.status.taskId)
            ```
        """
        return self._deployment.pulse

    @property
    def notifications(self) -> Notifications:
        """Notifications that have been sent since the start or the last reset. None is delivered.

        Example:
            ```python
            assert [sent.address for sent in local.notifications] == ["team@example.com"]
            ```
        """
        return self._deployment.notifications

    @property
    def github(self) -> LocalGithub:
        """Repositories on GitHub, whose events create tasks. Nothing is sent to GitHub.

        Example:
            ```python
            local.github.addRepository("example/app", taskclusterYml=text)
            build = local.github.push("example/app")
            ```
        """
        return self._github

    @property
    def faults(self) -> Faults:
        """Faults on demand, which a reset removes.

        Example:
            ```python
            local.faults.add(ServerError(503), "queue.createTask")
            ```
        """
        return self._deployment.faults

    @property
    def rootUrl(self) -> str:
        """Root URL, `http://127.0.0.1:…`.

        Raises:
            RuntimeError: if the local Taskcluster is not started.
        """
        return self._instance.server.rootUrl

    @property
    def credentials(self) -> Credentials:
        """Permanent credentials of a client that has all scopes."""
        return self._deployment.root

    def options(self) -> Options:
        """Return options for a client that has all scopes.

        `client` already passes them to its clients. Use them for clients that it can't create.

        Returns:
            Root URL and credentials.

        Raises:
            RuntimeError: if the local Taskcluster is not started.

        Example:
            ```python
            with Queue(local.options(), retries=0) as queue:
                queue.ping()
            ```
        """
        return Options(rootUrl=self.rootUrl, credentials=self.credentials)

    @overload
    def client(
        self,
        kind: type[ClientT],
        *,
        scopes: Sequence[str] | None = None,
        **options: Unpack[Options],
    ) -> ClientT: ...

    @overload
    def client(
        self,
        kind: type[AsyncClientT],
        *,
        scopes: Sequence[str] | None = None,
        **options: Unpack[AsyncOptions],
    ) -> AsyncClientT: ...

    def client(
        self,
        kind: Callable[[AnyOptions], AnyClient],
        *,
        scopes: Sequence[str] | None = None,
        **options: object,
    ) -> AnyClient:
        """Create a client of a service, which has all scopes unless you restrict it.

        Sync clients that you don't close are closed when the local Taskcluster stops. Close async
        clients yourself, with `async with` or `await client.close()`, in the event loop that uses
        them.

        Args:
            kind: Class of the client: `Queue`, `aio.Queue`, `Taskcluster`, a class from a package
                that you compiled, or a subclass of your own.
            scopes: Scopes of a new client of the auth service, for which the calls are made. By
                default they are made with all scopes, or with the `credentials` that you pass.
            **options: Further options of the client, for example `credentials` or `retries`.

        Returns:
            The client.

        Raises:
            InvalidCall: if an option is unknown or out of range, or if there are both `scopes` and
                `credentials`.
            RuntimeError: if the local Taskcluster is not started.
            TaskclusterAuthFailure: if the credentials are unusable.
            ValueError: if a scope ends in `**` or is not printable ASCII.

        Example:
            ```python
            queue = local.client(Queue)
            reader = local.client(aio.Queue, scopes=["queue:get-task:*"], retries=0)
            ```
        """
        if scopes is not None:
            if "credentials" in options:
                raise InvalidCall("LocalTaskcluster.client", "pass scopes or credentials, not both")
            options["credentials"] = self.createClient(f"local-client/{slugId()}", scopes)
        changes = cast("AnyOptions", options)  # The overloads declare it; the client checks it.
        given: AnyOptions = {**self.options(), **changes}
        made = kind(given)
        if isinstance(made, ServiceClient | AllClients):
            self._clients.append(made)
        return made

    def closeClients(self) -> None:
        """Close the sync clients that `client` has created so far."""
        clients, self._clients = self._clients, []
        for each in clients:
            each.close()

    def environment(self, credentials: CredentialsLike | None = None) -> dict[str, str]:
        """Return environment variables for a program that calls this Taskcluster.

        Args:
            credentials: Credentials for the calls, permanent or temporary. Defaults to those of a
                client that has all scopes.

        Returns:
            TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and
            TASKCLUSTER_CERTIFICATE. Without a certificate the last one is an empty string, which
            clients treat as none, so it overrides a certificate in the program's environment.
            TASKCLUSTER_PROXY_URL is not set, because `optionsFromEnvironment` ignores it if there
            are credentials.

        Raises:
            RuntimeError: if the local Taskcluster is not started.
            TaskclusterAuthFailure: if the credentials are unusable.

        Example:
            ```python
            with LocalTaskcluster() as local:
                environment = {**os.environ, **local.environment()}
                subprocess.run(["./worker"], env=environment, check=True)
            ```
        """
        caller = self.credentials if credentials is None else Credentials.of(credentials)
        certificate = caller.certificate
        return {
            "TASKCLUSTER_ROOT_URL": self.rootUrl,
            "TASKCLUSTER_CLIENT_ID": caller.clientId,
            "TASKCLUSTER_ACCESS_TOKEN": caller.accessToken,
            "TASKCLUSTER_CERTIFICATE": "" if certificate is None else json.dumps(certificate),
        }

    def createClient(
        self,
        clientId: str,
        scopes: Sequence[str] = (),
        *,
        expires: datetime | None = None,
        disabled: bool = False,
    ) -> Credentials:
        """Create a client.

        Args:
            clientId: Id of the client.
            scopes: Scopes of the client.
            expires: Time at which its credentials expire. By default they never do.
            disabled: Whether the client is disabled.

        Returns:
            Permanent credentials of the client.

        Raises:
            ValueError: if the client already exists, or if the auth service would not accept its id
                or scopes.

        Example:
            ```python
            bot = local.createClient("project/example/bot", ["assume:project:example:bot"])
            queue = local.client(Queue, credentials=bot)
            ```
        """
        return createClient(
            self._deployment.auth,
            clientId,
            scopes,
            expires=expires,
            disabled=disabled,
            by=self.credentials.clientId,
        )

    def createRole(self, roleId: str, scopes: Sequence[str], description: str = "") -> None:
        """Create a role.

        Args:
            roleId: Id of the role. If it ends in `*`, every scope that begins with `assume:` and
                the rest assumes the role.
            scopes: Scopes that the role grants.
            description: Description of the role, in Markdown.

        Raises:
            ValueError: if a different role with this id exists, if the auth service would not
                accept the id or the scopes, or if the roles would form a cycle.

        Example:
            ```python
            local.createRole("repo:github.com/example/*", ["queue:create-task:lowest:*"])
            ```
        """
        createRole(
            self._deployment.auth,
            roleId,
            scopes,
            description=description,
            by=self.credentials.clientId,
        )

    @overload
    def runTasks(
        self,
        taskGroupId: str,
        runner: Callable[[Run], Outcome | None] | list[str] | tuple[str, ...],
        *,
        capacity: int = 1,
    ) -> Report: ...

    @overload
    def runTasks(
        self,
        taskGroupId: str,
        runner: Callable[[AsyncRun], Awaitable[Outcome | None]],
        *,
        capacity: int = 1,
    ) -> Coroutine[object, None, Report]: ...

    def runTasks(
        self,
        taskGroupId: str,
        runner: Callable[[Run], Outcome | None]
        | Callable[[AsyncRun], Awaitable[Outcome | None]]
        | list[str]
        | tuple[str, ...],
        *,
        capacity: int = 1,
    ) -> Report | Coroutine[object, None, Report]:
        """Execute all tasks of a group, in all task queues, until none is pending or running.

        It works like a worker that claims only tasks of the group: the most urgent one first, then
        the oldest. This includes tasks that are added or retried meanwhile. With a capacity of 1
        the order is always the same. Tasks that can't start stay unscheduled, and tasks that others
        have claimed are not waited for.

        The runner executes a run, and decides its outcome like `handle` of `tc_typed.worker.work`:

        - A function gets a `Run`, and returns `"completed"`, `"failed"` or `None` (completed). An
          exception is reported to the queue, with the reason `internal-error` unless it is a
          `RunException`. It is logged, and the report has its text. With a capacity above 1, each
          run has a thread.
        - A coroutine function (`async def`) gets an `AsyncRun`. The result of `runTasks` must be
          awaited then.
        - A command is a list with a program and its arguments. It gets the variables of
          `environment` with the task's credentials, TASK_ID, RUN_ID and TASK_GROUP_ID, and those of
          this program. It is completed if its exit status is 0, else failed. Its output becomes the
          artifact `public/logs/live.log`. It needs a POSIX system.

        If a run is lost, because the runner or another thread advances the clock beyond its
        deadline or claim, or cancels it, it is not reported: coroutines are cancelled, commands are
        killed, and functions see it in `run.lost`.

        Args:
            taskGroupId: Slugid of the task group.
            runner: Function, coroutine function or command that executes a run.
            capacity: Maximum number of runs at a time.

        Returns:
            Report on all tasks of the group, like that of `tc_typed.graph.waitFor`: their states,
            `blocked` for those that need one that failed, and the reasons of failures.

        Raises:
            InvalidCall: if an argument is invalid, or the task group does not exist.
            RuntimeError: if the local Taskcluster is not started, or is reset meanwhile.

        Example:
            ```python
            def runner(run: Run) -> Outcome:
                return "failed" if run.task.metadata.name == "build-arm" else "completed"


            report = local.runTasks(taskGroupId, runner)
            assert report.totals() == {"completed": 4, "failed": 1, "blocked": 2}
            ```
        """
        from tc_typed.testing.runs.run_tasks import runTasks  # noqa: PLC0415  # It needs an extra.

        return runTasks(
            self._deployment,
            self.options(),
            self.environment,
            taskGroupId,
            runner,
            capacity=capacity,
        )

    def executeTasks(self, *, capacity: int | None = None) -> None:
        """Execute the commands of all tasks in the background, until the local Taskcluster stops.

        Tasks are executed on this machine without a sandbox, with the rights of this program: never
        do it with tasks that you don't trust.

        It is a worker for all task queues. It executes `command` of generic-worker and
        docker-worker payloads in a temporary folder for each run, and takes the payload's `env`,
        `maxRunTime` and `artifacts` into account. Images, mounts and caches are not. An
        absolute path of an artifact is taken as relative to that folder, and files outside of it
        are never uploaded. The log can be followed meanwhile. A payload without commands is
        reported as `malformed-payload`; tasks for `built-in/succeed` and `built-in/fail` need none.

        Commands get the variables PATH, HOME (the folder), TASKCLUSTER_ROOT_URL, TASK_ID, RUN_ID
        and TASK_GROUP_ID. If the payload has the feature `taskclusterProxy`, like that of a
        decision task, they also get those of `environment` with the task's credentials instead of
        a proxy. These are valid for `claimTimeout`. Commands are killed when the run is cancelled
        or the local Taskcluster stops, but not if this process is killed. It needs a POSIX system.
        Do nothing if they are already executed.

        Args:
            capacity: Maximum number of runs at a time. Defaults to the number of CPUs.

        Raises:
            InvalidCall: if the capacity is less than 1.
            RuntimeError: if the local Taskcluster is not started.

        Example:
            ```python
            with LocalTaskcluster() as local:
                local.executeTasks()
                for line in followLog(local.client(Queue), taskId):
                    print(line)
            ```
        """
        most = (os.cpu_count() or 1) if capacity is None else capacity
        if not most >= 1:
            reason = f"capacity must be 1 or more, got {shownValue(capacity)}"
            raise InvalidCall("LocalTaskcluster.executeTasks", reason)
        self._instance.executeTasks(self.options(), self.environment, most)

    def start(self) -> None:
        """Start the server. Do nothing if it is already running.

        Raises:
            RuntimeError: if the server does not start within 10 seconds, or the database is in use.
            OSError: if the port is in use.
            TaskclusterConnectionError: if there is no connection to the broker.
            TaskclusterAuthFailure: if the broker refuses the user, the password or the virtual
                host.
        """
        self._instance.start()

    def stop(self) -> None:
        """Stop the server and close the database. Do nothing if that is done already.

        Calls in progress have a fraction of a second to end; then their connections are closed.
        Sync clients from `client` are closed, too, and programs that listen to `pulse` get a
        RuntimeError. With a database, the state can't be changed until the next start.

        Raises:
            RuntimeError: if the server does not stop within 10 seconds.
        """
        self._instance.stop()
        self.closeClients()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self.start)
        except asyncio.CancelledError:
            await asyncio.to_thread(self.stop)  # The thread that starts it is not cancelled.
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self.stop)
