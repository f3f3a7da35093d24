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
    """The secrets service stores small JSON objects, such as passwords, keys and tokens, encrypted
    under a name.

    Scopes control who can read and write each name, so tasks can be given only the secrets they
    need. Every secret expires; its value can no longer be read after that.
    """

    serviceName: ClassVar[str] = "secrets"
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

    def set(self, name: str, payload: SetSecretRequest) -> EmptyResponse:
        """Set a secret.

        Store a secret under a name. An existing value is replaced as a whole, never merged with the
        new one, and cannot be restored.

        Args:
            name: Name of the secret, by convention with slashes that show its owner, such as
                `project/example/signing-key`.
            payload: Value and expiry of a secret.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /secret/<name>`, stable. Scopes: `secrets:set:<name>`.
        """
        return self._session.call(operations.set, {"name": name}, payload=payload)

    def remove(self, name: str) -> EmptyResponse:
        """Remove a secret.

        Delete a secret for good. Succeeds even if the secret does not exist. Needs the same scope
        as `set`.

        Args:
            name: Name of the secret, by convention with slashes that show its owner, such as
                `project/example/signing-key`.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `DELETE /secret/<name>`, stable. Scopes: `secrets:set:<name>`.
        """
        return self._session.call(operations.remove, {"name": name})

    def get(self, name: str) -> Secret:
        """Get a secret.

        Read the value and expiry of a secret. Fails with a 404 if the secret does not exist or has
        expired, or possibly with a 410 if it has just expired. Without the scope, the call always
        fails with a 403, so names cannot be guessed by trial and error.

        Args:
            name: Name of the secret, by convention with slashes that show its owner, such as
                `project/example/signing-key`.

        Returns:
            Value and expiry of a secret.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /secret/<name>`, stable. Scopes: `secrets:get:<name>`.
        """
        return self._session.call(operations.get, {"name": name})

    def list(
        self, *, continuationToken: str | None = None, limit: int | None = None
    ) -> ListSecretsResponse:
        """List names of secrets.

        List the names of all secrets, including those that you cannot read. Values are not
        returned. Results come in pages of up to 1000; pass the returned `continuationToken` back
        until a page arrives without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Returns:
            One page of the names of secrets.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /secrets`, stable. Scopes: `secrets:list-secrets`.
        """
        return self._session.call(
            operations.list, {}, query={"continuationToken": continuationToken, "limit": limit}
        )

    def iterSecrets(self, *, limit: int | None = None) -> Iterator[str]:
        """Iterate over all results of `list`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.

        Yields:
            Name of a secret; read its value with `get`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(self.list, limit=limit):
            yield from page.secrets

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
