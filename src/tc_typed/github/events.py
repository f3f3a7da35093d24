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
    """A routing key, word by word. It is that of `pullRequest`."""

    routingKeyKind: str
    """Always `primary` here."""
    organization: str
    """Owner of the repository. Dots in the name appear as `%`; what is no letter, digit, `-` or
    blank is left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""
    action: str
    """Event of the pull request, such as `opened` or `synchronize`: the `action` of the message."""


class RepositoryRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `push`, `release`, `rerun`, `taskGroupCreationRequested`, `taskclusterYmlUpdate`.
    """

    routingKeyKind: str
    """Always `primary` here; copies addressed to a task's own routes begin with `route` instead."""
    organization: str
    """Owner of the repository. Dots in the name appear as `%`; what is no letter, digit, `-` or
    blank is left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""


class PullRequestExchange(Exchange[MessageT_co, PullRequestRoutingKey]):
    """An exchange whose routing keys are each a `PullRequestRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or blank is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.
            action: Event of the pull request, such as `opened` or `synchronize`: the `action` of
                the message.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(
            routingKeyPattern, organization=organization, repository=repository, action=action
        )


class RepositoryExchange(Exchange[MessageT_co, RepositoryRoutingKey]):
    """An exchange whose routing keys are each a `RepositoryRoutingKey`."""

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
        """Choose which messages to get.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or blank is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, which also reads the messages that arrive.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.
        """
        return self.bind(routingKeyPattern, organization=organization, repository=repository)


class GithubEvents(ServiceEvents):
    """Pulse messages about what happens to repositories on GitHub that have the App installed.

    Routing keys begin with the owner and the repository, so a listener can follow one or the other.
    The service itself acts on these messages to make tasks.
    """

    serviceName: ClassVar[str] = "github"
    exchangePrefix: ClassVar[str] = "exchange/taskcluster-github/v1/"

    pullRequest: ClassVar[PullRequestExchange[PullRequestMessage]] = PullRequestExchange(
        "pull-request", PullRequestMessage
    )
    """Pull request changed.

    Sent when GitHub reports that something has happened to a pull request. A comment there comes on
    this exchange as well if it holds a `/taskcluster` command.

    Exchange: `exchange/taskcluster-github/v1/pull-request`.
    """

    push: ClassVar[RepositoryExchange[PushMessage]] = RepositoryExchange("push", PushMessage)
    """Branch or tag pushed.

    Sent when GitHub reports that a branch or a tag has been pushed. One `git push` of several of
    them makes several messages.

    Exchange: `exchange/taskcluster-github/v1/push`.
    """

    release: ClassVar[RepositoryExchange[ReleaseMessage]] = RepositoryExchange(
        "release", ReleaseMessage
    )
    """Release changed.

    Sent when GitHub reports that something has happened to a release; the action stands in the body
    only.

    Exchange: `exchange/taskcluster-github/v1/release`.
    """

    rerun: ClassVar[RepositoryExchange[RerunMessage]] = RepositoryExchange("rerun", RerunMessage)
    """Rerun requested.

    Sent when GitHub reports that someone wants a check run to be done again. Only repositories that
    report with `checks-v1` have such runs.

    Exchange: `exchange/taskcluster-github/v1/rerun`.
    """

    taskGroupCreationRequested: ClassVar[RepositoryExchange[TaskGroupCreationRequestedMessage]] = (
        RepositoryExchange("task-group-creation-requested", TaskGroupCreationRequestedMessage)
    )
    """Task group creation requested.

    Sent when the service has handed all tasks of a build to the queue, whether or not the queue has
    taken them. It serves to show the first status on GitHub. The routes of the tasks get a copy,
    under `route.<route>`.

    Exchange: `exchange/taskcluster-github/v1/task-group-creation-requested`.
    """

    taskclusterYmlUpdate: ClassVar[RepositoryExchange[TaskclusterYmlUpdateMessage]] = (
        RepositoryExchange("taskcluster-yml-update", TaskclusterYmlUpdateMessage)
    )
    """.taskcluster.yml changed.

    Sent when a push has added, changed or removed the `.taskcluster.yml` of a repository, on any
    branch or tag. Some changes go unnoticed, such as a forced push that drops the commit in
    question.

    Exchange: `exchange/taskcluster-github/v1/taskcluster-yml-update`.
    """
