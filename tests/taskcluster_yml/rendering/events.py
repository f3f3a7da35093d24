"""Webhooks of GitHub for tests, with the few values that rendering needs."""

from __future__ import annotations

from pydantic import JsonValue

_REPOSITORY: dict[str, JsonValue] = {
    "name": "widgets",
    "full_name": "acme.org/widgets",
    "clone_url": "https://github.com/acme/widgets.git",
    "owner": {"name": "acme", "login": "acme"},
}
_SENDER: dict[str, JsonValue] = {"login": "renovate[bot]", "id": 7}


def push(ref: str = "refs/heads/main") -> dict[str, JsonValue]:
    return {
        "ref": ref,
        "before": "b" * 40,
        "after": "a" * 40,
        "repository": _REPOSITORY,
        "sender": _SENDER,
    }


def pullRequest(action: str = "opened", branch: str = "fix") -> dict[str, JsonValue]:
    base: JsonValue = {"ref": "main", "sha": "b" * 40, "repo": _REPOSITORY, "user": _SENDER}
    head: JsonValue = {"ref": branch, "sha": "a" * 40, "repo": _REPOSITORY, "user": _SENDER}
    return {
        "action": action,
        "number": 12,
        "pull_request": {"number": 12, "title": "Fix it", "base": base, "head": head},
        "repository": _REPOSITORY,
        "sender": _SENDER,
    }


def release(action: str | None = "published") -> dict[str, JsonValue]:
    return {
        "action": action,
        "release": {"tag_name": "v1", "target_commitish": "main", "name": None, "draft": False},
        "repository": _REPOSITORY,
        "sender": _SENDER,
    }


def comment(body: str = "please\n  /taskcluster  run tests ") -> dict[str, JsonValue]:
    return {
        "action": "created",
        "issue": {"number": 12},
        "comment": {"id": 1, "body": body},
        "repository": _REPOSITORY,
        "sender": _SENDER,
    }
