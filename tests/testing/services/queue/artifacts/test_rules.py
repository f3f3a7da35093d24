"""Rules for artifacts: creating, changing, uploading, finishing, and messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from tests.testing.server.bucket import get, put
from tests.testing.services.queue.artifacts.work import (
    DAY,
    GROUP,
    PRIVATE,
    PUBLIC,
    WORKER,
    Work,
    createObject,
    error,
    link,
    ofObject,
    reference,
    s3,
    uploadObject,
)

from tc_typed import transfers
from tc_typed.core.errors import (
    AuthenticationFailed,
    InputError,
    InsufficientScopes,
    RequestConflict,
    ResourceExpired,
    ResourceNotFound,
    TaskclusterRestFailure,
)
from tc_typed.queue import (
    CreateArtifactRequest,
    FinishArtifactRequest,
    ObjectArtifactContent,
    ObjectArtifactRequest,
    ObjectArtifactResponse,
    ReportExceptionRequest,
)
from tc_typed.slugs import slugId

Make: TypeAlias = Callable[[Work], CreateArtifactRequest]

SECOND = timedelta(seconds=1)

MAY_REPLACE: list[tuple[Make, Make]] = [
    (s3, s3),
    (s3, lambda work: s3(work, lasts=2 * DAY)),
    (error, error),
    (link, link),
    (link, lambda work: link(work, contentType="text/html")),
    (reference, reference),
    (reference, lambda work: reference(work, "https://example.com/other")),
    (reference, link),
    (reference, lambda work: link(work, contentType="text/html")),
]

MUST_NOT_REPLACE: list[tuple[Make, Make]] = [
    (s3, lambda work: s3(work, "text/html")),
    (s3, lambda work: s3(work, lasts=DAY / 2)),
    (s3, reference),
    (s3, link),
    (s3, error),
    (s3, ofObject),
    (error, lambda work: error(work, "There is another.")),
    (error, s3),
    (error, link),
    (error, reference),
    (link, lambda work: link(work, "public/third")),
    (link, reference),
    (link, s3),
    (reference, s3),
    (reference, error),
    (reference, ofObject),
    (reference, lambda work: reference(work, contentType="text/html")),
    (ofObject, ofObject),
    (ofObject, s3),
    (ofObject, link),
]


def createdMessages(work: Work, taskId: str) -> list[tuple[str, str]]:
    """Return the names and storage types in the messages about a task's artifacts."""
    found = [
        json.loads(message.body)
        for message in work.taskcluster.messages
        if message.exchange.endswith("/artifact-created") and taskId in message.routingKey
    ]
    return [(body["artifact"]["name"], body["artifact"]["storageType"]) for body in found]


# Creating


def test_only_a_run_that_was_claimed_has_artifacts(work: Work) -> None:
    taskId = work.pending()
    for task, run in ((taskId, 0), (taskId, 1), (slugId(), 0)):
        with pytest.raises(InputError):
            work.queue.createArtifact(task, run, PUBLIC, s3(work))
    work.claim(taskId)
    work.queue.createArtifact(taskId, 0, PUBLIC, s3(work))


def test_an_artifact_expires_no_later_than_its_task(timed: Work) -> None:
    expires = timed.now + 3 * DAY
    taskId = timed.running(expires=expires)
    timed.uploadUrl(taskId, PUBLIC, expires=expires)
    with pytest.raises(InputError, match="task's expires"):
        timed.uploadUrl(taskId, PRIVATE, expires=expires + SECOND)


def test_an_expiry_may_lie_a_little_in_the_past(timed: Work) -> None:
    taskId = timed.running()
    timed.uploadUrl(taskId, PUBLIC, expires=timed.now - timedelta(minutes=14))
    with pytest.raises(ResourceExpired):
        timed.queue.getArtifact(taskId, 0, PUBLIC)
    with pytest.raises(InputError, match="in the future"):
        timed.uploadUrl(taskId, PRIVATE, expires=timed.now - timedelta(minutes=16))
    past = ObjectArtifactRequest(contentType="a/b", expires=timed.now - timedelta(minutes=14))
    assert timed.queue.createArtifact(taskId, 0, "object", past).storageType == "object"


@pytest.mark.parametrize("end", ["completed", "failed"])
def test_nothing_is_created_after_a_run_has_ended(timed: Work, end: str) -> None:
    taskId = timed.running()
    timed.uploadUrl(taskId, PUBLIC)
    report = timed.queue.reportCompleted if end == "completed" else timed.queue.reportFailed
    report(taskId, 0)
    for name in (PUBLIC, PRIVATE):
        with pytest.raises(RequestConflict):
            timed.uploadUrl(taskId, name)


def test_artifacts_are_created_for_25_minutes_after_an_exception(timed: Work) -> None:
    taskId = timed.running()
    timed.queue.reportException(taskId, 0, ReportExceptionRequest(reason="malformed-payload"))
    timed.taskcluster.clock.advance("24 minutes 59 seconds")
    timed.uploadUrl(taskId, PUBLIC)
    timed.taskcluster.clock.advance("1 second")
    with pytest.raises(RequestConflict):
        timed.uploadUrl(taskId, PUBLIC)


def test_artifacts_are_created_after_a_claim_has_expired(timed: Work) -> None:
    taskId = timed.running()
    timed.taskcluster.clock.advance("21 minutes")
    assert timed.queue.status(taskId).status.state == "pending"
    timed.uploadUrl(taskId, PUBLIC)
    timed.taskcluster.clock.advance("25 minutes")
    with pytest.raises(RequestConflict):
        timed.uploadUrl(taskId, PRIVATE)


@pytest.mark.parametrize(("first", "second"), MAY_REPLACE)
def test_an_artifact_can_be_created_again(work: Work, first: Make, second: Make) -> None:
    taskId, old, new = work.running(), first(work), second(work)
    work.queue.createArtifact(taskId, 0, PUBLIC, old)
    before = work.queue.artifactInfo(taskId, 0, PUBLIC)
    assert work.queue.createArtifact(taskId, 0, PUBLIC, new).storageType == new.storageType
    after = work.queue.artifactInfo(taskId, 0, PUBLIC)
    assert after.storageType == new.storageType
    assert abs(after.expires - new.expires) < SECOND
    assert (after.contentType, after.name) == (before.contentType, before.name)


@pytest.mark.parametrize(("first", "second"), MUST_NOT_REPLACE)
def test_an_artifact_cannot_become_a_different_one(work: Work, first: Make, second: Make) -> None:
    taskId = work.running()
    work.queue.createArtifact(taskId, 0, PUBLIC, first(work))
    before = work.queue.listArtifacts(taskId, 0).artifacts
    with pytest.raises(RequestConflict):
        work.queue.createArtifact(taskId, 0, PUBLIC, second(work))
    assert work.queue.listArtifacts(taskId, 0).artifacts == before
    work.queue.createArtifact(taskId, 0, PRIVATE, second(work))


def test_a_reference_that_was_changed_leads_elsewhere(work: Work) -> None:
    taskId = work.running()
    for url in ("https://example.com/one", "https://example.com/two"):
        work.queue.createArtifact(taskId, 0, PUBLIC, reference(work, url))
        assert work.queue.getArtifact(taskId, 0, PUBLIC).url == url


# Uploads


def test_an_upload_url_is_valid_for_45_minutes(timed: Work) -> None:
    taskId = timed.running()
    first = timed.uploadUrl(taskId, PUBLIC)
    timed.taskcluster.clock.advance("44 minutes")
    assert put(first, b"one").status == 200
    second = timed.uploadUrl(taskId, PUBLIC, expires=timed.tomorrow)
    timed.taskcluster.clock.advance("2 minutes")
    assert put(first, b"two").status == 403
    assert put(second, b"two").status == 200
    assert get(timed.queue.getArtifact(taskId, 0, PUBLIC).url).body == b"two"


def test_an_upload_must_have_the_declared_content_type(work: Work) -> None:
    url = work.uploadUrl(work.running(), PUBLIC)
    assert put(url, b"data", "text/html").status == 403
    assert put(url, b"data", "text/plain").status == 200


def test_runs_and_tasks_do_not_share_files(work: Work) -> None:
    one, other = work.running(), work.running()
    for taskId in (one, other):
        put(work.uploadUrl(taskId, PUBLIC), taskId.encode())
    for taskId in (one, other):
        assert get(work.queue.getArtifact(taskId, 0, PUBLIC).url).body == taskId.encode()


# Objects


def test_an_object_can_be_read_only_after_it_is_finished(work: Work) -> None:
    taskId = work.running()
    created = createObject(work, taskId)
    finish = FinishArtifactRequest(uploadId=created.uploadId)

    def isReadable() -> bool:
        calls = (work.queue.getArtifact, work.queue.artifact, work.queue.artifactInfo)
        outcomes: set[bool] = set()
        for call in calls:
            try:
                call(taskId, 0, PUBLIC)
                outcomes.add(True)
            except ResourceNotFound:
                outcomes.add(False)
        (outcome,) = outcomes
        return outcome

    assert not isReadable()
    uploadObject(work, created, finish=False)
    with pytest.raises(InputError, match="not finished"):
        work.queue.finishArtifact(taskId, 0, PUBLIC, finish)
    uploadObject(work, created)
    assert not isReadable()
    with pytest.raises(InputError, match="uploadId"):
        work.queue.finishArtifact(taskId, 0, PUBLIC, FinishArtifactRequest(uploadId=slugId()))
    assert not isReadable()
    work.queue.finishArtifact(taskId, 0, PUBLIC, finish)
    assert isReadable()
    # It is listed all the time.
    assert [artifact.name for artifact in work.queue.listArtifacts(taskId, 0).artifacts] == [PUBLIC]


def test_only_objects_are_finished(work: Work) -> None:
    taskId, finish = work.running(), FinishArtifactRequest(uploadId=slugId())
    makes: tuple[Make, ...] = (s3, reference, link, error)
    for number, make in enumerate(makes):
        name = f"public/{number}"
        work.queue.createArtifact(taskId, 0, name, make(work))
        with pytest.raises(InputError, match="only artifacts of the storage type object"):
            work.queue.finishArtifact(taskId, 0, name, finish)
    for task, run, name in (
        (taskId, 0, "none"),
        (taskId, 1, "public/0"),
        (slugId(), 0, "public/0"),
    ):
        with pytest.raises(ResourceNotFound):
            work.queue.finishArtifact(task, run, name, finish)


def test_credentials_of_an_upload_are_for_one_object(work: Work) -> None:
    taskId = work.running(projectId="some-project")
    one, other = createObject(work, taskId), createObject(work, taskId, PRIVATE)
    assert one.credentials.clientId == f"artifact-upload/{taskId}/0/on/{GROUP}/{WORKER}"
    assert (one.name, one.projectId) == (f"t/{taskId}/0/{PUBLIC}", "some-project")
    mixed = other.model_copy(update={"credentials": one.credentials})
    with pytest.raises(InsufficientScopes):
        uploadObject(work, mixed)
    with work.objectsAs(one.credentials) as objects, pytest.raises(InsufficientScopes):
        objects.object(one.name)


def test_credentials_of_an_upload_expire_with_the_artifact_or_after_a_day(timed: Work) -> None:
    taskId = timed.running()
    short = ObjectArtifactRequest(contentType="a/b", expires=timed.now + timedelta(hours=1))
    long = ObjectArtifactRequest(contentType="a/b", expires=timed.now + 5 * DAY)
    for name, request, lasts in (("short", short, timedelta(hours=1)), ("long", long, DAY)):
        created = timed.queue.createArtifact(taskId, 0, name, request)
        assert isinstance(created, ObjectArtifactResponse)
        certificate = json.loads(created.credentials.certificate)
        expiry = certificate["expiry"] / 1000
        assert abs(expiry - (timed.now + lasts).timestamp()) < 10


def test_credentials_of_a_download_are_for_one_object_and_one_hour(timed: Work) -> None:
    taskId = timed.running()
    for name in (PUBLIC, PRIVATE):
        transfers.uploadArtifactFromBuf(
            taskId=taskId,
            runId=0,
            name=name,
            contentType="a/b",
            expires=timed.tomorrow,
            storageType="object",
            data=b"data",
            queueService=timed.queue,
        )
    one, other = (timed.queue.artifact(taskId, 0, name) for name in (PUBLIC, PRIVATE))
    assert isinstance(one, ObjectArtifactContent)
    assert isinstance(other, ObjectArtifactContent)
    with timed.objectsAs(one.credentials) as objects:
        assert objects.object(one.name).hashes.sha256
        with pytest.raises(InsufficientScopes):
            objects.object(other.name)
        timed.taskcluster.clock.advance("59 minutes")
        objects.object(one.name)
        timed.taskcluster.clock.advance("20 minutes")
        with pytest.raises(AuthenticationFailed):
            objects.object(one.name)


# Messages


def test_each_artifact_that_can_be_read_is_announced_unless_it_is_in_s3(work: Work) -> None:
    taskId = work.running(routes=["some.route"])
    makes: dict[str, Make] = {"a": reference, "b": link, "c": error, "d": s3}
    for name, make in makes.items():
        work.queue.createArtifact(taskId, 0, name, make(work))
    created = createObject(work, taskId, "e")
    expected = [("a", "reference"), ("b", "link"), ("c", "error")]
    assert createdMessages(work, taskId) == expected
    uploadObject(work, created)
    finish = FinishArtifactRequest(uploadId=created.uploadId)
    for _ in range(2):  # Finishing can be repeated, and announces the artifact each time.
        work.queue.finishArtifact(taskId, 0, "e", finish)
        expected.append(("e", "object"))
        assert createdMessages(work, taskId) == expected
    last = [*work.taskcluster.messages][-1]
    assert last.cc == ("route.some.route",)
    assert f"primary.{taskId}.0.{GROUP}.{WORKER}.provisioner." in last.routingKey


def test_an_artifact_that_is_refused_is_not_announced(work: Work) -> None:
    taskId = work.running()
    with pytest.raises(TaskclusterRestFailure):
        work.queue.createArtifact(
            taskId, 0, PUBLIC, reference(work).model_copy(update={"expires": work.now - DAY})
        )
    assert createdMessages(work, taskId) == []
