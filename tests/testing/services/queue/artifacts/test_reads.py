"""Reading artifacts: URLs, latest runs, pages, links, scopes and expiry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.testing.server.bucket import get, put
from tests.testing.services.queue.artifacts.work import (
    DAY,
    PRIVATE,
    PUBLIC,
    Work,
    createObject,
    error,
    link,
    reference,
    uploadObject,
)

from tc_typed import buildSignedUrl
from tc_typed.core.errors import (
    FailedDependency,
    InputError,
    InsufficientScopes,
    ResourceExpired,
    ResourceNotFound,
)
from tc_typed.queue import (
    Artifact,
    FinishArtifactRequest,
    LinkArtifactRequest,
    ReportExceptionRequest,
)
from tc_typed.slugs import slugId

NODES = ("a", "b", "c", "d", "e")
# Each artifact is a link to another one or a reference; a node that is not in the graph is missing.
GRAPHS = st.dictionaries(st.sampled_from(NODES), st.sampled_from(NODES) | st.none(), min_size=1)


# Reading


def test_public_artifacts_have_plain_urls_and_private_ones_signed_urls(timed: Work) -> None:
    taskId = timed.running()
    urls: dict[str, str] = {}
    for name in (PUBLIC, PRIVATE):
        put(timed.uploadUrl(taskId, name), b"data")
        urls[name] = timed.queue.getArtifact(taskId, 0, name).url
        content = timed.queue.latestArtifact(taskId, name).model_dump()
        assert (content["storageType"], get(content["url"]).body) == ("s3", b"data")
    assert "?" not in urls[PUBLIC]
    timed.taskcluster.clock.advance("29 minutes")
    assert [get(url).status for url in urls.values()] == [200, 200]
    timed.taskcluster.clock.advance("2 minutes")
    assert get(urls[PUBLIC]).status == 200
    assert get(urls[PRIVATE]).status == 403
    assert get(urls[PRIVATE].partition("?")[0]).status == 403


def test_a_browser_is_redirected_to_the_file(work: Work) -> None:
    taskId = work.running()
    put(work.uploadUrl(taskId, PRIVATE), b"data")
    response = get(buildSignedUrl(work.queue.getArtifact, taskId, 0, PRIVATE))
    assert response.status == 303
    assert response.headers["x-taskcluster-artifact-storage-type"] == "s3"
    assert json.loads(response.body) == {"storageType": "s3", "url": response.headers["location"]}
    assert get(response.headers["location"]).body == b"data"


def test_an_error_is_read_as_a_failed_dependency(work: Work) -> None:
    taskId = work.running()
    work.queue.createArtifact(taskId, 0, PUBLIC, error(work))
    with pytest.raises(FailedDependency) as info:
        work.queue.getLatestArtifact(taskId, PUBLIC)
    assert info.value.status_code == 424
    response = get(buildSignedUrl(work.queue.getArtifact, taskId, 0, PUBLIC))
    assert response.headers["x-taskcluster-artifact-storage-type"] == "error"
    assert json.loads(response.body) == {
        "reason": "file-missing-on-worker",
        "message": "There is none.",
    }
    assert work.queue.artifactInfo(taskId, 0, PUBLIC).contentType == "application/binary"


def test_the_latest_run_counts_even_if_it_is_pending(work: Work) -> None:
    taskId = work.running()
    put(work.uploadUrl(taskId, PUBLIC), b"first")
    work.queue.reportException(taskId, 0, ReportExceptionRequest(reason="worker-shutdown"))
    assert work.queue.status(taskId).status.state == "pending"
    calls = (
        work.queue.getLatestArtifact,
        work.queue.latestArtifact,
        work.queue.latestArtifactInfo,
    )
    for call in calls:
        with pytest.raises(ResourceNotFound):
            call(taskId, PUBLIC)
    assert work.queue.listLatestArtifacts(taskId).artifacts == []
    assert get(work.queue.getArtifact(taskId, 0, PUBLIC).url).body == b"first"
    work.claim(taskId)
    work.queue.createArtifact(taskId, 1, PUBLIC, reference(work))
    for call in calls:
        assert call(taskId, PUBLIC).storageType == "reference"


def test_a_task_without_runs_has_no_latest_artifacts(work: Work) -> None:
    taskId = work.pending(dependencies=[work.pending()])
    for task in (taskId, slugId()):
        for call in (
            lambda task=task: work.queue.getLatestArtifact(task, PUBLIC),
            lambda task=task: work.queue.latestArtifactInfo(task, PUBLIC),
            lambda task=task: work.queue.listLatestArtifacts(task),
            lambda task=task: work.queue.listArtifacts(task, 0),
        ):
            with pytest.raises(ResourceNotFound):
                call()


def test_a_run_that_does_not_exist_has_no_list(work: Work) -> None:
    taskId = work.running()
    assert work.queue.listArtifacts(taskId, 0).artifacts == []
    with pytest.raises(ResourceNotFound):
        work.queue.listArtifacts(taskId, 1)


@given(
    names=st.sets(st.text("ab/-", min_size=1, max_size=6), max_size=12), limit=st.integers(1, 13)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_pages_of_artifacts_are_one_sorted_list(work: Work, names: set[str], limit: int) -> None:
    taskId = work.running()
    for name in names:
        work.queue.createArtifact(taskId, 0, name, reference(work))
    pages: list[list[Artifact]] = []
    token: str | None = None
    while token is not None or not pages:
        page = work.queue.listLatestArtifacts(taskId, limit=limit, continuationToken=token)
        pages.append(page.artifacts)
        token = page.continuationToken
    assert [artifact.name for page in pages for artifact in page] == sorted(names)
    assert all(len(page) == limit for page in pages[:-1])


# Links


def walk(graph: Mapping[str, str | None], name: str) -> tuple[list[str], str]:
    """Return the names that a reader of an artifact needs scopes for, and the outcome."""
    path = [name]
    while path[-1] in graph:
        following = graph[path[-1]]
        if following is None:
            return path, "found"
        if following in path:
            return path, "loop"
        path.append(following)
    return path, "missing"


def read(work: Work, taskId: str, name: str, *, latest: bool, scopes: list[str]) -> str:
    """Return the outcome of reading an artifact with some scopes."""
    reader = work.queue.use(authorizedScopes=scopes)
    try:
        if latest:
            url = reader.getLatestArtifact(taskId, name).url
        else:
            url = reader.artifact(taskId, 0, name).model_dump()["url"]
    except InsufficientScopes:
        return "forbidden"
    except InputError:
        return "loop"
    except ResourceNotFound:
        return "missing"
    return "found " + url


@given(
    graph=GRAPHS,
    start=st.sampled_from(NODES),
    allowed=st.sets(st.sampled_from(NODES)) | st.just(set(NODES)),
    latest=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_links_are_followed_with_scopes_for_each_of_them(
    work: Work, *, graph: dict[str, str | None], start: str, allowed: set[str], latest: bool
) -> None:
    taskId = work.running()
    for name, following in graph.items():
        target = reference(work, f"https://example.com/{name}")
        work.queue.createArtifact(
            taskId, 0, name, target if following is None else link(work, following)
        )
    path, outcome = walk(graph, start)
    expected = outcome if outcome != "found" else f"found https://example.com/{path[-1]}"
    scopes = [f"queue:get-artifact:{name}" for name in sorted(allowed)]
    if not allowed.issuperset(path):
        expected = "forbidden"
    assert read(work, taskId, start, latest=latest, scopes=scopes) == expected
    if start in graph:
        kind = "reference" if graph[start] is None else "link"
        assert work.queue.artifactInfo(taskId, 0, start).storageType == kind


def test_long_chains_of_links_are_followed(work: Work) -> None:
    taskId, names = work.running(), [f"public/{number}" for number in range(100)]
    for name, following in pairwise(names):
        work.queue.createArtifact(taskId, 0, name, link(work, following))
    work.queue.createArtifact(taskId, 0, names[-1], reference(work, "https://example.com/end"))
    assert work.queue.getArtifact(taskId, 0, names[0]).url == "https://example.com/end"


def test_links_are_not_followed_beyond_one_that_has_expired(timed: Work) -> None:
    taskId = timed.running()
    short = LinkArtifactRequest(artifact=PRIVATE, expires=timed.now + timedelta(hours=1))
    timed.queue.createArtifact(taskId, 0, PUBLIC, short)
    timed.queue.createArtifact(taskId, 0, PRIVATE, reference(timed))
    reader = timed.queue.use(authorizedScopes=["queue:get-artifact:public/*"])
    with pytest.raises(InsufficientScopes):
        reader.getArtifact(taskId, 0, PUBLIC)
    timed.taskcluster.clock.advance("61 minutes")
    with pytest.raises(ResourceExpired):
        reader.getArtifact(taskId, 0, PUBLIC)


def test_only_callers_who_may_read_an_artifact_learn_whether_it_exists(work: Work) -> None:
    reader = work.queue.use(authorizedScopes=["queue:get-artifact:public/*"])
    for taskId in (work.running(), slugId()):
        for read in (reader.getLatestArtifact, reader.latestArtifact):
            with pytest.raises(InsufficientScopes):
                read(taskId, PRIVATE)
            with pytest.raises(ResourceNotFound):
                read(taskId, PUBLIC)


# Expiry


def test_an_artifact_that_has_expired_is_gone_with_its_file(timed: Work) -> None:
    taskId = timed.running()
    hour = timed.now + timedelta(hours=1)
    put(timed.uploadUrl(taskId, PUBLIC, expires=hour), b"data")
    url = timed.queue.getArtifact(taskId, 0, PUBLIC).url
    timed.taskcluster.clock.advance("59 minutes")
    assert get(url).body == b"data"
    timed.taskcluster.clock.advance("2 minutes")
    assert get(url).status == 404
    for call in (timed.queue.getArtifact, timed.queue.artifact):
        with pytest.raises(ResourceExpired):
            call(taskId, 0, PUBLIC)
    # The queue forgets it within a day.
    assert timed.queue.artifactInfo(taskId, 0, PUBLIC).name == PUBLIC
    assert len(timed.queue.listArtifacts(taskId, 0).artifacts) == 1
    timed.taskcluster.clock.advance("1 day")
    for read in (timed.queue.getArtifact, timed.queue.artifactInfo):
        with pytest.raises(ResourceNotFound):
            read(taskId, 0, PUBLIC)
    assert timed.queue.listArtifacts(taskId, 0).artifacts == []


def test_an_artifact_whose_expiry_was_extended_keeps_its_file(timed: Work) -> None:
    taskId = timed.running()
    put(timed.uploadUrl(taskId, PUBLIC, expires=timed.now + timedelta(minutes=10)), b"data")
    timed.uploadUrl(taskId, PUBLIC, expires=timed.now + 3 * DAY)
    timed.taskcluster.clock.advance("2 days 23 hours")
    assert get(timed.queue.getArtifact(taskId, 0, PUBLIC).url).body == b"data"
    timed.taskcluster.clock.advance("2 hours")
    with pytest.raises(ResourceExpired):
        timed.queue.getArtifact(taskId, 0, PUBLIC)


def test_an_upload_after_the_artifact_has_expired_leaves_nothing(timed: Work) -> None:
    taskId = timed.running()
    url = timed.uploadUrl(taskId, PUBLIC, expires=timed.now + timedelta(minutes=1))
    timed.taskcluster.clock.advance("2 minutes")
    assert put(url, b"data").status == 404
    assert get(url.partition("?")[0]).status == 404


def test_an_object_expires_with_its_artifact(timed: Work) -> None:
    taskId = timed.running()
    created = createObject(timed, taskId)
    uploadObject(timed, created)
    timed.queue.finishArtifact(taskId, 0, PUBLIC, FinishArtifactRequest(uploadId=created.uploadId))
    timed.taskcluster.clock.advance("24 hours 1 second")
    with pytest.raises(ResourceExpired):
        timed.queue.getArtifact(taskId, 0, PUBLIC)
