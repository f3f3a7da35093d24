"""Clients, roles, names of secrets, notifications and builds: lists without anything secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from tc_typed.auth.models import ListClientsResponse, ListRolesResponse
from tc_typed.github.models import Build, ListBuildsResponse
from tc_typed.secrets.models import ListSecretsResponse
from tc_typed.testing.notifications import SentNotification
from tc_typed.testing.page.arguments import Arguments
from tc_typed.testing.page.reader import Reader
from tc_typed.testing.services.github.records import GithubCheck, GithubComment, GithubStatus

MOST_NOTIFICATIONS = 200
"""Number of notifications that the list shows, the newest ones."""

MOST_GITHUB = 50
"""Number of checks, statuses and comments of GitHub that are shown, the newest ones."""

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client, without its access token."""

    clientId: str
    description: str
    expires: datetime
    isDisabled: bool
    scopes: Sequence[str]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role."""

    roleId: str
    description: str
    scopes: Sequence[str]


@dataclass(frozen=True, slots=True)
class AuthPage:
    """Clients and roles."""

    clients: Sequence[ClientRow]
    roles: Sequence[RoleRow]
    isCut: bool
    """Whether there are more clients or roles."""


@dataclass(frozen=True, slots=True)
class SecretsPage:
    """Names of secrets."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """Notifications, newest first."""

    rows: Sequence[SentNotification]
    total: int


@dataclass(frozen=True, slots=True)
class BuildsPage:
    """Builds of GitHub repositories, and what GitHub would show, all newest first."""

    builds: Sequence[Build]
    checks: Sequence[GithubCheck]
    statuses: Sequence[GithubStatus]
    comments: Sequence[GithubComment]


def auth(reader: Reader, _arguments: Arguments) -> AuthPage:
    """Return the list of clients and roles."""
    clients = reader.call("auth", "listClients", ListClientsResponse)
    roles = reader.call("auth", "listRoles2", ListRolesResponse)
    return AuthPage(
        clients=[
            ClientRow(each.clientId, each.description, each.expires, each.disabled, each.scopes)
            for each in clients.clients
        ],
        roles=[RoleRow(each.roleId, each.description, each.scopes) for each in roles.roles],
        isCut=bool(clients.continuationToken or roles.continuationToken),
    )


def secrets(reader: Reader, _arguments: Arguments) -> SecretsPage:
    """Return the list of the names of secrets."""
    return SecretsPage(reader.call("secrets", "list", ListSecretsResponse).secrets)


def notifications(reader: Reader, _arguments: Arguments) -> NotificationsPage:
    """Return the list of notifications."""
    sent = reader.notifications
    return NotificationsPage([*islice(reversed(sent), MOST_NOTIFICATIONS)], len(sent))


def builds(reader: Reader, _arguments: Arguments) -> BuildsPage:
    """Return the builds, and what GitHub would show."""
    board = reader.github
    listed = reader.call("github", "builds", ListBuildsResponse)
    return BuildsPage(
        sorted(listed.builds, key=lambda build: build.created, reverse=True),
        _newest(board.checks),
        _newest(board.statuses),
        _newest(board.comments),
    )


def _newest(items: Sequence[ItemT]) -> Sequence[ItemT]:
    return [*islice(reversed(items), MOST_GITHUB)]
