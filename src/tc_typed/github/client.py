"""Client of the github service.

Compiled from schemas/github by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Content, Redirect
from tc_typed.core.operation import Operation
from tc_typed.core.paging import paginate
from tc_typed.core.sync import ServiceClient
from tc_typed.github import operations
from tc_typed.github.models import (
    Build,
    CreateCommentRequest,
    CreateStatusRequest,
    ListBuildsResponse,
    RenderedTaskclusterYml,
    RenderTaskclusterYmlRequest,
    Repository,
)


class Github(ServiceClient):
    """The github service connects repositories on GitHub to Taskcluster.

    It listens to events there, creates tasks for them as the repository's `.taskcluster.yml`
    defines, and shows the results on GitHub. Its API lists and cancels these builds, and writes
    statuses and comments as the deployment's GitHub App.
    """

    serviceName: ClassVar[str] = "github"
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

    def builds(
        self,
        *,
        continuationToken: str | None = None,
        limit: int | None = None,
        organization: str | None = None,
        repository: str | None = None,
        sha: str | None = None,
        pullRequest: str | None = None,
    ) -> ListBuildsResponse:
        """List builds.

        List the builds that events on GitHub have caused, optionally only those of one owner,
        repository, commit or pull request. A filter by `repository` also needs the `organization`,
        and one by `sha` or `pullRequest` needs both; otherwise the call fails with a 400. Results
        come in pages of up to 1000; pass the returned `continuationToken` back until a page arrives
        without one.

        Args:
            continuationToken: Opaque token from the previous page; omit it to start at the first
                page.
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            organization: Owner of the repositories, with `%` instead of each dot. If it is left
                out, builds of all owners are listed.
            repository: Name of one repository, with `%` instead of each dot; pass its owner as
                `organization` too.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Returns:
            Builds that the service knows about: one page of a list, or those that a call has
            cancelled.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /builds`, stable. Scopes: `github:list-builds`.
        """
        return self._session.call(
            operations.builds,
            {},
            query={
                "continuationToken": continuationToken,
                "limit": limit,
                "organization": organization,
                "repository": repository,
                "sha": sha,
                "pullRequest": pullRequest,
            },
        )

    def iterBuilds(
        self,
        *,
        limit: int | None = None,
        organization: str | None = None,
        repository: str | None = None,
        sha: str | None = None,
        pullRequest: str | None = None,
    ) -> Iterator[Build]:
        """Iterate over all results of `builds`.

        Each page is requested when its first item is needed.

        Args:
            limit: Maximum number of results per page; a page may hold fewer even if more remain.
                Defaults to 1000.
            organization: Owner of the repositories, with `%` instead of each dot. If it is left
                out, builds of all owners are listed.
            repository: Name of one repository, with `%` instead of each dot; pass its owner as
                `organization` too.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Yields:
            A task group that the service created for an event on GitHub, and its state.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.
        """
        for page in paginate(
            self.builds,
            limit=limit,
            organization=organization,
            repository=repository,
            sha=sha,
            pullRequest=pullRequest,
        ):
            yield from page.builds

    def cancelBuilds(
        self, owner: str, repo: str, *, sha: str | None = None, pullRequest: str | None = None
    ) -> ListBuildsResponse:
        """Cancel builds.

        Cancel all task groups of a repository that are still running, or only those of one commit
        or one pull request. Returns the cancelled builds in one response. Fails with a 404 if there
        are none.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the retry may find nothing left to cancel and fail with a 404. Use
        `github.use(retries=0)` to make a single attempt.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Returns:
            Builds that the service knows about: one page of a list, or those that a call has
            cancelled.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /builds/<owner>/<repo>/cancel`, stable. Scopes:
        `github:cancel-builds:<owner>:<repo>`.
        """
        return self._session.call(
            operations.cancelBuilds,
            {"owner": owner, "repo": repo},
            query={"sha": sha, "pullRequest": pullRequest},
        )

    def badge(self, owner: str, repo: str, branch: str) -> Content:
        """Badge of a branch.

        Draw a badge with the result of the newest commit of a branch, for a web page or a README.
        The image is SVG. A branch without results, or without the GitHub App, gets a badge that
        says so.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.
            branch: Name of the branch, without `refs/heads/`.

        Returns:
            The file and its content type.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /repository/<owner>/<repo>/<branch>/badge.svg`, experimental. Scopes:
        `github:get-badge:<owner>:<repo>:<branch>`.
        """
        return self._session.call(
            operations.badge, {"owner": owner, "repo": repo, "branch": branch}
        )

    def repository(self, owner: str, repo: str) -> Repository:
        """Look up a repository.

        Return whether the GitHub App is installed for a repository. `installed` is also false if
        the repository does not exist or the App cannot see it.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.

        Returns:
            Result of looking up a repository on GitHub.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /repository/<owner>/<repo>`, experimental. Scopes:
        `github:get-repository:<owner>:<repo>`.
        """
        return self._session.call(operations.repository, {"owner": owner, "repo": repo})

    def latest(self, owner: str, repo: str, branch: str) -> Redirect:
        """Latest results of a branch.

        Return the URL of the page with the results of the newest commit of a branch. The server
        redirects browsers to it. Fails with a 404 if the branch has no results.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.
            branch: Name of the branch, without `refs/heads/`.

        Returns:
            URL that the service redirects to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /repository/<owner>/<repo>/<branch>/latest`, stable. Scopes:
        `github:latest-status:<owner>:<repo>:<branch>`.
        """
        return self._session.call(
            operations.latest, {"owner": owner, "repo": repo, "branch": branch}
        )

    def createStatus(
        self, owner: str, repo: str, sha: str, payload: CreateStatusRequest
    ) -> EmptyResponse:
        """Create a commit status.

        Set a status on a commit: a state, a description and a link, which GitHub shows in pull
        requests and lists of commits. Fails with a 404 if the App is not installed for the owner,
        and with a 403, code `ForbiddenByGithub`, if GitHub refuses.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.
            sha: Full hash of the commit, 40 hexadecimal digits.
            payload: A commit status: the mark with a link that GitHub shows next to a commit.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /repository/<owner>/<repo>/statuses/<sha>`, experimental. Scopes:
        `github:create-status:<owner>/<repo>`.
        """
        return self._session.call(
            operations.createStatus, {"owner": owner, "repo": repo, "sha": sha}, payload=payload
        )

    def createComment(
        self, owner: str, repo: str, number: int | str, payload: CreateCommentRequest
    ) -> EmptyResponse:
        """Create a comment.

        Write a comment on an issue or a pull request, as the GitHub App. Fails with a 404 if the
        App is not installed for the owner, and with a 403, code `ForbiddenByGithub`, if GitHub
        refuses.

        An attempt that gets no response, or a 5xx response, is retried. If the server carried out
        the failed attempt, the comment is posted twice. Use `github.use(retries=0)` to make a
        single attempt.

        Args:
            owner: User or organisation that owns the repository.
            repo: Name of the repository, without its owner.
            number: Number of the issue or pull request within its repository.
            payload: A comment to write on an issue or a pull request, as the GitHub App.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /repository/<owner>/<repo>/issues/<number>/comments`, stable. Scopes:
        `github:create-comment:<owner>/<repo>`.
        """
        return self._session.call(
            operations.createComment,
            {"owner": owner, "repo": repo, "number": number},
            payload=payload,
        )

    def renderTaskclusterYml(self, payload: RenderTaskclusterYmlRequest) -> RenderedTaskclusterYml:
        """Render a .taskcluster.yml.

        Show which tasks a `.taskcluster.yml` would create for an event, before you commit it. The
        event is made up from a sample. Fails with a 400 if the file is not valid YAML or JSON-e
        cannot render it.

        Args:
            payload: A `.taskcluster.yml` to try out, and an event to try it with.

        Returns:
            Result of rendering a `.taskcluster.yml`: the tasks that the service would create, and
            the scopes that it would use.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /taskcluster-yml`, experimental. Scopes: none.
        """
        return self._session.call(operations.renderTaskclusterYml, {}, payload=payload)

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
