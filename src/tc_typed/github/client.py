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
    """The github service ties repositories on GitHub to Taskcluster.

    It listens to what happens there, makes tasks of it as the `.taskcluster.yml` of the repository
    says, and shows on GitHub how they went. Its API lists and cancels those builds, and writes
    statuses and comments as the GitHub App that stands for the deployment.
    """

    serviceName: ClassVar[str] = "github"
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

        List the builds that events on GitHub have caused, of one owner, repository, commit or pull
        request if you like. A filter by `repository` needs the `organization` too, and one by `sha`
        or `pullRequest` needs both; less is a 400. Results come in pages of up to 1000; pass the
        returned `continuationToken` back until a page arrives without one.

        Args:
            continuationToken: Opaque marker taken from the previous page; leave out to start at the
                first page.
            limit: Most builds wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.
            organization: Owner of the repositories, with `%` in place of each dot. Left out, builds
                of every owner are listed.
            repository: Name of one repository, with `%` in place of each dot; give its owner as
                `organization` beside it.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Returns:
            Builds that the service knows: one page of a list, or those that a call has cancelled.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

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
        """Go through what `builds` lists, page by page.

        A page is requested when its first item is asked for.

        Args:
            limit: Most builds wanted in one page, as a number; a page may hold fewer even when more
                remain. Without it the server allows up to 1000.
            organization: Owner of the repositories, with `%` in place of each dot. Left out, builds
                of every owner are listed.
            repository: Name of one repository, with `%` in place of each dot; give its owner as
                `organization` beside it.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Yields:
            One task group that the service created for an event on GitHub, and how it fares.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.
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

        Cancel every task group of a repository that is still at work, or only those of one commit
        or one pull request. The response has the builds that were cancelled, all at once. If there
        are none, the call fails with a 404.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the retry may find nothing left to cancel, and fail with a 404.
        `github.use(retries=0)` makes one attempt only.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.
            sha: Full hash of the commit, 40 hexadecimal digits.
            pullRequest: Number of a pull request within the repository, in digits.

        Returns:
            Builds that the service knows: one page of a list, or those that a call has cancelled.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

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

        Draw a badge that shows how the newest commit of a branch fared, to put into a web page or a
        README. The image is SVG. A branch without results, or without the GitHub App, gets a badge
        that says so.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.
            branch: Name of the branch, without `refs/heads/`.

        Returns:
            The file, and what kind of file it is.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /repository/<owner>/<repo>/<branch>/badge.svg`, experimental. Scopes:
        `github:get-badge:<owner>:<repo>:<branch>`.
        """
        return self._session.call(
            operations.badge, {"owner": owner, "repo": repo, "branch": branch}
        )

    def repository(self, owner: str, repo: str) -> Repository:
        """Look up a repository.

        Tell whether the GitHub App is installed for a repository. One that does not exist, or that
        the App must not see, counts as one without it.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.

        Returns:
            The service's view of a repository on GitHub.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /repository/<owner>/<repo>`, experimental. Scopes:
        `github:get-repository:<owner>:<repo>`.
        """
        return self._session.call(operations.repository, {"owner": owner, "repo": repo})

    def latest(self, owner: str, repo: str, branch: str) -> Redirect:
        """Latest results of a branch.

        Find the page with the results of the newest commit of a branch. The server redirects
        browsers there. A branch without any is a 404.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.
            branch: Name of the branch, without `refs/heads/`.

        Returns:
            The address that the service sends callers to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

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

        Put a status on a commit: a mark, a text and a link, which GitHub shows in pull requests and
        lists of commits. The call fails with a 404 where the App is not installed for the owner,
        and with a 403, code `ForbiddenByGithub`, where GitHub refuses.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.
            sha: Full hash of the commit, 40 hexadecimal digits.
            payload: A commit status: the mark with a link that GitHub shows beside a commit.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

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

        Write a comment under an issue or a pull request, in the name of the GitHub App. The call
        fails with a 404 where the App is not installed for the owner, and with a 403, code
        `ForbiddenByGithub`, where GitHub refuses.

        An attempt that gets no response, or a 5xx one, is retried. If the server carried it out
        nevertheless, the comment is there twice. `github.use(retries=0)` makes one attempt only.

        Args:
            owner: User or organisation that the repository belongs to.
            repo: Name of the repository, without its owner.
            number: Number of the issue or pull request within its repository.
            payload: A comment to write under an issue or a pull request, in the name of the GitHub
                App.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

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

        Show which tasks a `.taskcluster.yml` would make of an event, before you commit it. The
        event is made up from a sample. A file that is no YAML or that JSON-e cannot render is a
        400.

        Args:
            payload: A `.taskcluster.yml` to try out, and an event to try it with.

        Returns:
            The service's plan for the event: the tasks it would create, and with what scopes.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /taskcluster-yml`, experimental. Scopes: none.
        """
        return self._session.call(operations.renderTaskclusterYml, {}, payload=payload)

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
