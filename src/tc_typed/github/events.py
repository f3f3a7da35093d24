"""Exchanges of the github service on Pulse, and their routing keys.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, MessageT_co, ServiceEvents, Word
from tc_typed.github.models import (
    PullRequestMessage,
    PushMessage,
    ReleaseMessage,
    RerunMessage,
    TaskclusterYmlUpdateMessage,
    TaskGroupCreationRequestedMessage,
)


class PullRequestRoutingKey(NamedTuple):
    """A routing key, split into words. Exchanges: `pullRequest`."""

    routingKeyKind: str
    """Always `primary`."""
    organization: str
    """Owner of the repository. Dots in the name are replaced by `%`, and characters other than
    letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""
    action: str
    """Event of the pull request, such as `opened` or `synchronize`: the `action` of the message."""


class RepositoryRoutingKey(NamedTuple):
    """A routing key, split into words.

    Exchanges: `push`, `release`, `rerun`, `taskGroupCreationRequested`, `taskclusterYmlUpdate`.
    """

    routingKeyKind: str
    """Always `primary`; copies sent to a task's own routes start with `route` instead."""
    organization: str
    """Owner of the repository. Dots in the name are replaced by `%`, and characters other than
    letters, digits, `-` and `_` are left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""


class PullRequestExchange(Exchange[MessageT_co, PullRequestRoutingKey]):
    """An exchange with routing keys of type `PullRequestRoutingKey`."""

    key: Callable[..., PullRequestRoutingKey] = PullRequestRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
        Word("action"),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
        action: str | None = None,
    ) -> Binding[MessageT_co, PullRequestRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            organization: Owner of the repository. Dots in the name are replaced by `%`, and
                characters other than letters, digits, `-` and `_` are left out.
            repository: Name of the repository, with `%` for dots as in `organization`.
            action: Event of the pull request, such as `opened` or `synchronize`: the `action` of
                the message.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(
            routingKeyPattern, organization=organization, repository=repository, action=action
        )


class RepositoryExchange(Exchange[MessageT_co, RepositoryRoutingKey]):
    """An exchange with routing keys of type `RepositoryRoutingKey`."""

    key: Callable[..., RepositoryRoutingKey] = RepositoryRoutingKey
    words: ClassVar[tuple[Word, ...]] = (
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
    )

    def __call__(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[MessageT_co, RepositoryRoutingKey]:
        """Select the messages to receive.

        Args:
            routingKeyPattern: Complete routing key pattern, instead of single words.
            organization: Owner of the repository. Dots in the name are replaced by `%`, and
                characters other than letters, digits, `-` and `_` are left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, which also parses the messages.

        Raises:
            InvalidCall: if a word is invalid, or is given together with a pattern.
        """
        return self.bind(routingKeyPattern, organization=organization, repository=repository)


class GithubEvents(ServiceEvents):
    """Pulse messages about events in repositories on GitHub that have the App installed.

    Routing keys begin with the owner and the repository, so a listener can follow either. The
    service itself creates tasks from these messages.
    """

    serviceName: ClassVar[str] = "github"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-github/v1/"

    pullRequest: ClassVar[PullRequestExchange[PullRequestMessage]] = PullRequestExchange(
        "pull-request", PullRequestMessage
    )
    """Pull request changed.

    Sent when GitHub reports that something has happened to a pull request. A comment on a pull
    request is also sent on this exchange if it contains a `/taskcluster` command.

    Exchange: `exchange/taskcluster-github/v1/pull-request`.
    """

    push: ClassVar[RepositoryExchange[PushMessage]] = RepositoryExchange("push", PushMessage)
    """Branch or tag pushed.

    Sent when GitHub reports that a branch or a tag has been pushed. One `git push` of several
    branches or tags causes several messages.

    Exchange: `exchange/taskcluster-github/v1/push`.
    """

    release: ClassVar[RepositoryExchange[ReleaseMessage]] = RepositoryExchange(
        "release", ReleaseMessage
    )
    """Release changed.

    Sent when GitHub reports that something has happened to a release; the action is only in the
    body.

    Exchange: `exchange/taskcluster-github/v1/release`.
    """

    rerun: ClassVar[RepositoryExchange[RerunMessage]] = RepositoryExchange("rerun", RerunMessage)
    """Rerun requested.

    Sent when GitHub reports that a user has asked to rerun a check run. Only repositories that
    report with `checks-v1` have check runs.

    Exchange: `exchange/taskcluster-github/v1/rerun`.
    """

    taskGroupCreationRequested: ClassVar[RepositoryExchange[TaskGroupCreationRequestedMessage]] = (
        RepositoryExchange("task-group-creation-requested", TaskGroupCreationRequestedMessage)
    )
    """Task group creation requested.

    Sent when the service has submitted all tasks of a build to the queue, whether or not the queue
    has accepted them. The service uses it to show the first status on GitHub. A copy is sent to
    `route.<route>` for each route of the tasks.

    Exchange: `exchange/taskcluster-github/v1/task-group-creation-requested`.
    """

    taskclusterYmlUpdate: ClassVar[RepositoryExchange[TaskclusterYmlUpdateMessage]] = (
        RepositoryExchange("taskcluster-yml-update", TaskclusterYmlUpdateMessage)
    )
    """.taskcluster.yml changed.

    Sent when a push has added, changed or removed the `.taskcluster.yml` of a repository, on any
    branch or tag. Some changes are missed, such as a forced push that drops the commit in question.

    Exchange: `exchange/taskcluster-github/v1/taskcluster-yml-update`.
    """
