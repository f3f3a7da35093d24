"""Secrets service of the local Taskcluster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from tc_typed.common.models import EmptyResponse
from tc_typed.secrets.models import ListSecretsResponse, Secret, SetSecretRequest
from tc_typed.secrets.operations import OPERATIONS
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.paging import PageRequest, page
from tc_typed.testing.server.service import Handler, LocalService
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.lookup import lookUp
from tc_typed.testing.timeline import Timeline


class SecretsState:
    """Secrets of a local Taskcluster. Safe to use from several threads."""

    def __init__(self, timeline: Timeline) -> None:
        """Start with the secrets in the store.

        Args:
            timeline: Timeline of the local Taskcluster.
        """
        self._timeline = timeline
        self._secrets: dict[str, Secret] = {}
        self._records = timeline.store.records("secrets", Secret)
        for name, secret in self._records.load():
            self._keep(name, secret)

    def set(self, name: str, request: SetSecretRequest) -> EmptyResponse:
        """Store a secret, or replace the one with the same name."""
        # The models in the value are dumped, so that plain JSON is stored.
        value = request.model_dump(mode="json")["secret"]
        expires = inMilliseconds(request.expires)
        with self._timeline.enter():
            secret = Secret(secret=value, expires=expires)
            self._keep(name, secret)
            self._records.put(name, secret)
        return EmptyResponse()

    def _keep(self, name: str, secret: Secret) -> None:
        self._secrets[name] = secret
        self._timeline.at(secret.expires, partial(self._expire, name))

    def get(self, name: str) -> Secret:
        """Return a secret that has not expired."""
        with self._timeline.enter():
            return lookUp(self._secrets, name, "secret")

    def remove(self, name: str) -> EmptyResponse:
        """Remove a secret, if it exists."""
        with self._timeline.enter():
            self._secrets.pop(name, None)
            self._records.delete(name)
        return EmptyResponse()

    def list(self, request: PageRequest) -> ListSecretsResponse:
        """Return the names of the secrets that have not expired."""
        with self._timeline.enter():
            names, token = page(self._secrets, str, request)
            return ListSecretsResponse(secrets=names, continuationToken=token)

    def _expire(self, name: str, time: datetime) -> None:
        # Another secret may have its name by now.
        secret = self._secrets.get(name)
        if secret is not None and secret.expires <= time:
            del self._secrets[name]
            self._records.delete(name)


def secretsService(context: ServiceContext) -> LocalService:
    """Make the secrets service.

    Args:
        context: Parts of the deployment that its services share.
    """
    return LocalService(OPERATIONS, _handlers(SecretsState(context.timeline)))


def _handlers(secrets: SecretsState) -> Mapping[str, Handler]:
    return {
        **commonHandlers(),
        "set": lambda call: secrets.set(call.args["name"], call.body(SetSecretRequest)),
        "get": lambda call: secrets.get(call.args["name"]),
        "remove": lambda call: secrets.remove(call.args["name"]),
        "list": lambda call: secrets.list(call.page),
    }
