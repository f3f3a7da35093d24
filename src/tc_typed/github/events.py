"""What the github service publishes on Pulse: its exchanges, and their routing keys.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from tc_typed.core.events import Binding, Exchange, ServiceEvents, Word
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
    """Owner of the repository. Dots in the name appear as `%`; what is no letter, digit, `-` or `_`
    is left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""
    action: str
    """What happened, such as `opened` or `synchronize`: the `action` of the message."""


class RepositoryRoutingKey(NamedTuple):
    """A routing key, word by word.

    It is that of `push`, `release`, `rerun`, `taskGroupCreationRequested`, `taskclusterYmlUpdate`.
    """

    routingKeyKind: str
    """Always `primary` here; copies addressed to a task's own routes begin with `route` instead."""
    organization: str
    """Owner of the repository. Dots in the name appear as `%`; what is no letter, digit, `-` or `_`
    is left out.
    """
    repository: str
    """Name of the repository, with `%` for dots as in `organization`."""


_pullRequest: Exchange[PullRequestMessage, PullRequestRoutingKey] = Exchange(
    service="github",
    name="pullRequest",
    exchange="exchange/taskcluster-github/v1/pull-request",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
        Word("action"),
    ),
    key=PullRequestRoutingKey,
    message=PullRequestMessage,
)
_push: Exchange[PushMessage, RepositoryRoutingKey] = Exchange(
    service="github",
    name="push",
    exchange="exchange/taskcluster-github/v1/push",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
    ),
    key=RepositoryRoutingKey,
    message=PushMessage,
)
_release: Exchange[ReleaseMessage, RepositoryRoutingKey] = Exchange(
    service="github",
    name="release",
    exchange="exchange/taskcluster-github/v1/release",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
    ),
    key=RepositoryRoutingKey,
    message=ReleaseMessage,
)
_rerun: Exchange[RerunMessage, RepositoryRoutingKey] = Exchange(
    service="github",
    name="rerun",
    exchange="exchange/taskcluster-github/v1/rerun",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
    ),
    key=RepositoryRoutingKey,
    message=RerunMessage,
)
_taskGroupCreationRequested: Exchange[TaskGroupCreationRequestedMessage, RepositoryRoutingKey] = (
    Exchange(
        service="github",
        name="taskGroupCreationRequested",
        exchange="exchange/taskcluster-github/v1/task-group-creation-requested",
        layout=(
            Word("routingKeyKind", constant="primary"),
            Word("organization"),
            Word("repository"),
        ),
        key=RepositoryRoutingKey,
        message=TaskGroupCreationRequestedMessage,
    )
)
_taskclusterYmlUpdate: Exchange[TaskclusterYmlUpdateMessage, RepositoryRoutingKey] = Exchange(
    service="github",
    name="taskclusterYmlUpdate",
    exchange="exchange/taskcluster-github/v1/taskcluster-yml-update",
    layout=(
        Word("routingKeyKind", constant="primary"),
        Word("organization"),
        Word("repository"),
    ),
    key=RepositoryRoutingKey,
    message=TaskclusterYmlUpdateMessage,
)


class GithubEvents(ServiceEvents):
    """Pulse messages about what happens to repositories on GitHub that have the App installed.

    Routing keys begin with the owner and the repository, so a listener can follow one or the other.
    The service itself acts on these messages to make tasks.
    """

    serviceName: ClassVar[str] = "github"
    exchanges: ClassVar[Mapping[str, Exchange]] = {
        exchange.name: exchange
        for exchange in (
            _pullRequest,
            _push,
            _release,
            _rerun,
            _taskGroupCreationRequested,
            _taskclusterYmlUpdate,
        )
    }

    def pullRequest(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
        action: str | None = None,
    ) -> Binding[PullRequestMessage, PullRequestRoutingKey]:
        """Pull request changed.

        Sent when GitHub reports that something has happened to a pull request. A comment there
        comes on this exchange as well if it holds a `/taskcluster` command.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.
            action: What happened, such as `opened` or `synchronize`: the `action` of the message.

        Returns:
            A binding, for messages of type `PullRequestMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/pull-request`.
        """
        return _pullRequest.bind(
            routingKeyPattern, organization=organization, repository=repository, action=action
        )

    def push(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[PushMessage, RepositoryRoutingKey]:
        """Branch or tag pushed.

        Sent when GitHub reports that a branch or a tag has been pushed. One `git push` of several
        of them makes several messages.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, for messages of type `PushMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/push`.
        """
        return _push.bind(routingKeyPattern, organization=organization, repository=repository)

    def release(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[ReleaseMessage, RepositoryRoutingKey]:
        """Release changed.

        Sent when GitHub reports that something has happened to a release; the action stands in the
        body only.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, for messages of type `ReleaseMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/release`.
        """
        return _release.bind(routingKeyPattern, organization=organization, repository=repository)

    def rerun(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[RerunMessage, RepositoryRoutingKey]:
        """Rerun requested.

        Sent when GitHub reports that somebody wants a check run to be done again. Only repositories
        that report with `checks-v1` have such runs.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, for messages of type `RerunMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/rerun`.
        """
        return _rerun.bind(routingKeyPattern, organization=organization, repository=repository)

    def taskGroupCreationRequested(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[TaskGroupCreationRequestedMessage, RepositoryRoutingKey]:
        """Task group creation requested.

        Sent when the service has handed all tasks of a build to the queue, whether or not the queue
        has taken them. It serves to show the first status on GitHub. The routes of the tasks get a
        copy, under `route.<route>`.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, for messages of type `TaskGroupCreationRequestedMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/task-group-creation-requested`.
        """
        return _taskGroupCreationRequested.bind(
            routingKeyPattern, organization=organization, repository=repository
        )

    def taskclusterYmlUpdate(
        self,
        routingKeyPattern: str | None = None,
        /,
        *,
        organization: str | None = None,
        repository: str | None = None,
    ) -> Binding[TaskclusterYmlUpdateMessage, RepositoryRoutingKey]:
        """.taskcluster.yml changed.

        Sent when a push has added, changed or removed the `.taskcluster.yml` of a repository, on
        any branch or tag. Some changes go unnoticed, such as a forced push that drops the commit in
        question.

        Args:
            routingKeyPattern: A whole pattern, instead of words to match.
            organization: Owner of the repository. Dots in the name appear as `%`; what is no
                letter, digit, `-` or `_` is left out.
            repository: Name of the repository, with `%` for dots as in `organization`.

        Returns:
            A binding, for messages of type `TaskclusterYmlUpdateMessage`.

        Raises:
            InvalidCall: if a word can't be one, or comes beside a whole pattern.

        Exchange: `exchange/taskcluster-github/v1/taskcluster-yml-update`.
        """
        return _taskclusterYmlUpdate.bind(
            routingKeyPattern, organization=organization, repository=repository
        )
