"""Sample task definitions, datetimes and credentials."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from hypothesis import strategies as st

from tc_typed.auth import Auth
from tc_typed.core.models.base import Request
from tc_typed.core.operation import Operation
from tc_typed.core.signing.credentials import Credentials
from tc_typed.queue import TaskCredentials, TaskDefinition
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import Clock, systemClock
from tc_typed.testing.deployment import Deployment
from tc_typed.testing.messages import Messages
from tc_typed.testing.server.authorization import ANONYMOUS
from tc_typed.testing.server.hawk import SignedRequest
from tc_typed.testing.server.service import ReceivedCall
from tc_typed.testing.services.auth.roles import PUBLIC_SCOPES
from tc_typed.testing.services.queue.state import QueueState
from tc_typed.testing.services.queue.workers import Workers
from tc_typed.testing.state.store import Store
from tc_typed.testing.timeline import Timeline

HALF_A_DAY = timedelta(hours=12)

METADATA = {
    "name": "A task",
    "description": "Does nothing.",
    "owner": "owner@example.com",
    "source": "https://example.com/",
}

OFFSETS = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))


def definition(
    now: datetime | None = None, lasts: timedelta = HALF_A_DAY, **fields: object
) -> TaskDefinition:
    """Return a task definition; `fields` add to its fields or replace them."""
    created = now or datetime.now(UTC)
    return TaskDefinition.model_validate(
        {
            "taskQueueId": "provisioner/worker",
            "created": created,
            "deadline": created + lasts,
            "payload": {},
            "metadata": METADATA,
            **fields,
        }
    )


@st.composite
def datetimes(draw: st.DrawFn, *zones: tzinfo) -> datetime:
    """Draw datetimes of all years, often in the first or last hour of the calendar."""
    hour = timedelta(hours=1)
    least, most = datetime.min, datetime.max  # noqa: DTZ901  # The time zone is added below.
    naive = draw(
        st.datetimes()
        | st.datetimes(least, least + hour)
        | st.datetimes(most - hour, most)
        | st.sampled_from([least, most])
    )
    return naive.replace(tzinfo=draw(st.sampled_from(zones)))


def issueNothing(
    clientId: str, scopes: Sequence[str], start: datetime, expiry: datetime
) -> TaskCredentials:
    """Return credentials that contain the requested clientId and scopes."""
    assert start < expiry
    return TaskCredentials(clientId=clientId, accessToken="t", certificate=" ".join(scopes))


def withPublic(*scopes: str) -> list[str]:
    """Return the scopes of a caller, sorted, in a deployment whose roles have not been changed."""
    return sorted(["assume:anonymous", *PUBLIC_SCOPES, *scopes])


def removeAnonymousRole(taskcluster: LocalTaskcluster) -> None:
    """Delete the role `anonymous`, so that callers have only their own scopes."""
    with Auth(taskcluster.options(), retries=0) as auth:
        auth.deleteRole("anonymous")


def receivedCall(
    operation: Operation, args: Mapping[str, str], payload: Request | None
) -> ReceivedCall:
    """Return a call of an anonymous caller, for a handler that is called without HTTP."""
    signed = SignedRequest(operation.method.upper(), "x", "/", "", None, "", b"")
    return ReceivedCall(operation, args, {}, payload, ANONYMOUS, signed, asyncio.Event().wait)


def newQueue(clock: Clock) -> QueueState:
    """Return an empty queue, without HTTP."""
    timeline = Timeline(clock)
    return QueueState(timeline, Messages(timeline), issueNothing, Workers(timeline))


def newDeployment(clock: Clock = systemClock, store: Store | None = None) -> Deployment:
    """Return a deployment without a server, whose state is in memory by default."""
    return Deployment(
        clock=clock,
        root=Credentials("root", "t" * 44),
        rootUrl=lambda: "http://127.0.0.1:1",
        storageUrl=lambda: "http://127.0.0.1:2",
        claimWait=0,
        claimTimeout=1200,
        store=store or Store(),
    )
