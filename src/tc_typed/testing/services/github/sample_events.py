"""Sample events for trying out a `.taskcluster.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue

_USER = "awesome-dev"
_BRANCH = "main"
_BEFORE = "0" * 40
_AFTER = "5" * 40
_NUMBER = 1


def samplePush(
    organization: str, repository: str, *, branch: str = _BRANCH, sha: str = _AFTER
) -> dict[str, JsonValue]:
    """Return the body of a webhook about a push of one commit.

    Args:
        organization: Owner of the repository.
        repository: Name of the repository.
        branch: Branch that was pushed.
        sha: Commit that was pushed.
    """
    commit: dict[str, JsonValue] = {
        "id": sha,
        "message": "Change a file",
        "added": [],
        "modified": ["README.md"],
        "removed": [],
        "author": {"name": _USER, "email": f"{_USER}@users.noreply.github.com"},
    }
    return {
        **_common(organization, repository),
        "ref": f"refs/heads/{branch}",
        "before": _BEFORE,
        "after": sha,
        "created": False,
        "deleted": False,
        "forced": False,
        "compare": f"https://github.com/{organization}/{repository}/compare",
        "pusher": {"name": _USER, "email": f"{_USER}@users.noreply.github.com"},
        "commits": [commit],
        "head_commit": commit,
    }


def samplePullRequest(
    organization: str,
    repository: str,
    action: str,
    *,
    number: int = _NUMBER,
    user: str = _USER,
    sha: str = _AFTER,
) -> dict[str, JsonValue]:
    """Return the body of a webhook about a pull request.

    Args:
        organization: Owner of the repository.
        repository: Name of the repository.
        action: Event of the pull request, `opened` for example.
        number: Number of the pull request.
        user: User who opened it, from a fork.
        sha: Latest commit of its branch.
    """
    base, author = _common(organization, repository), _account(user)
    return {
        **base,
        "action": action,
        "number": number,
        "sender": author,
        "pull_request": {
            "id": number,
            "number": number,
            "title": "Change a file",
            "body": "",
            "state": "open",
            "draft": False,
            "html_url": f"https://github.com/{organization}/{repository}/pull/{number}",
            "user": author,
            "head": {
                "ref": "change",
                "label": f"{user}:change",
                "sha": sha,
                "user": author,
                "repo": _repository(user, repository),
            },
            "base": {
                "ref": _BRANCH,
                "label": f"{organization}:{_BRANCH}",
                "sha": _BEFORE,
                "user": _account(organization),
                "repo": base["repository"],
            },
        },
    }


def sampleRelease(organization: str, repository: str, action: str) -> dict[str, JsonValue]:
    """Return the body of a webhook about a release.

    Args:
        organization: Owner of the repository.
        repository: Name of the repository.
        action: Event of the release, `published` for example.
    """
    api = f"https://api.github.com/repos/{organization}/{repository}"
    return {
        **_common(organization, repository),
        "action": action,
        "sender": _account(organization),
        "release": {
            "id": 1,
            "url": f"{api}/releases/1",
            "html_url": f"https://github.com/{organization}/{repository}/releases/tag/v1.0",
            "tag_name": "v1.0",
            "target_commitish": _BRANCH,
            "name": "v1.0",
            "body": "",
            "draft": False,
            "prerelease": False,
            "tarball_url": f"{api}/tarball/v1.0",
            "zipball_url": f"{api}/zipball/v1.0",
            "author": _account(organization),
        },
    }


def sampleComment(organization: str, repository: str, action: str) -> dict[str, JsonValue]:
    """Return the body of a webhook about a comment on a pull request.

    Args:
        organization: Owner of the repository.
        repository: Name of the repository.
        action: Event of the comment, `created` for example.
    """
    url = f"https://api.github.com/repos/{organization}/{repository}/pulls/{_NUMBER}"
    return {
        **_common(organization, repository),
        "action": action,
        "issue": {
            "number": _NUMBER,
            "title": "Change a file",
            "state": "open",
            "user": _account(_USER),
            "pull_request": {"url": url},
        },
        "comment": {"id": 1, "body": "/taskcluster test", "user": _account(_USER)},
    }


def _common(organization: str, repository: str) -> dict[str, JsonValue]:
    return {
        "installation": {"id": 1},
        "repository": _repository(organization, repository),
        "sender": _account(_USER),
    }


def _account(login: str) -> dict[str, JsonValue]:
    return {"login": login, "id": 1, "type": "User"}


def _repository(owner: str, name: str) -> dict[str, JsonValue]:
    url = f"https://github.com/{owner}/{name}"
    return {
        "id": 1,
        "name": name,
        "full_name": f"{owner}/{name}",
        "owner": {"login": owner, "name": owner, "id": 1},
        "clone_url": f"{url}.git",
        "html_url": url,
        "ssh_url": f"git@github.com:{owner}/{name}.git",
        "url": url,
        "default_branch": _BRANCH,
        "private": False,
    }
