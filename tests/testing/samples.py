"""Sample task definitions, datetimes and credentials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from hypothesis import strategies as st

from tc_typed.queue import TaskCredentials, TaskDefinition

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
