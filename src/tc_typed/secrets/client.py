"""Client of the secrets service.

Compiled from schemas/secrets by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
from tc_typed.secrets import operations
from tc_typed.secrets.models import ListSecretsResponse, Secret, SetSecretRequest


class Secrets(ServiceClient):
    """The secrets service keeps small JSON objects, each encrypted and under a name.

    Passwords, keys and tokens are typical. Scopes decide who may read and who may write a name, so
    tasks are granted just the secrets they need. Every secret expires, after which its value cannot
    be had any more.
    """

    serviceName: ClassVar[str] = "secrets"
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

    def set(self, name: str, payload: SetSecretRequest) -> EmptyResponse:
        """Set a secret.

        Store a secret under a name. A former value is replaced as a whole, never merged with the
        new one, and cannot be brought back.

        Args:
            name: Name of the secret, by custom with slashes that say whose it is, such as
                `project/example/signing-key`.
            payload: Value of a secret, and how long it is kept.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /secret/<name>`, stable. Scopes: `secrets:set:<name>`.
        """
        return self._session.call(operations.set, {"name": name}, payload=payload)

    def remove(self, name: str) -> EmptyResponse:
        """Remove a secret.

        Remove a secret for good. A name that holds nothing is no error. Needs the same scope as
        `set`.

        Args:
            name: Name of the secret, by custom with slashes that say whose it is, such as
                `project/example/signing-key`.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `DELETE /secret/<name>`, stable. Scopes: `secrets:set:<name>`.
        """
        return self._session.call(operations.remove, {"name": name})

    def get(self, name: str) -> Secret:
        """Get a secret.

        Read the value of a secret and when it expires. A name that is unknown, or whose time is up,
        is a 404; a 410 is possible where that happened a moment ago. Without the scope it is a 403
        in any case, so names cannot be guessed by trying.

        Args:
            name: Name of the secret, by custom with slashes that say whose it is, such as
                `project/example/signing-key`.

        Returns:
            Value of a secret, and how long it is kept.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /secret/<name>`, stable. Scopes: `secrets:get:<name>`.
        """
        return self._session.call(operations.get, {"name": name})

    def list(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListSecretsResponse:
        """List names of secrets.

        List all names that hold a secret, without the values and whether or not you may read those.
        Results come in pages of up to 1000; pass the returned `continuationToken` back until a page
        arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most names wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.

        Returns:
            One page of the names under which there are secrets.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /secrets`, stable. Scopes: `secrets:list-secrets`.
        """
        return self._session.call(
            operations.list, {}, query={"continuationToken": continuationToken, "limit": limit}
        )

    def iterSecrets(self, *, limit: int | None = None) -> Iterator[str]:
        """Go through what `list` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most names wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.

        Yields:
            Name of a secret, to read it with `get`.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
        """
        for page in paginate(self.list, limit=limit):
            yield from page.secrets

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
