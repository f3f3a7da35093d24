"""Secrets of the local Taskcluster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.testing.conftest import Clock

from tc_typed.aio import Secrets as AsyncSecrets
from tc_typed.core.errors import InsufficientScopes, ResourceNotFound
from tc_typed.secrets import Secrets, SetSecretRequest
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.secrets import SecretsState
from tc_typed.testing.timeline import Timeline

A_DAY = timedelta(days=1)
SOON = datetime.now(UTC) + A_DAY

NAMES = ("a", "b/c", "b/d e", "ü")
names = st.sampled_from(NAMES)
lifetimes = st.integers(-1, 3)
steps = st.lists(
    st.tuples(st.just("set"), names, lifetimes)
    | st.tuples(st.just("remove"), names, st.just(0))
    | st.tuples(st.just("wait"), st.just(""), st.integers(0, 2)),
    max_size=12,
)


@pytest.fixture
def secrets(taskcluster: LocalTaskcluster) -> Iterator[Secrets]:
    with Secrets(taskcluster.options(), retries=0) as client:
        yield client


def test_a_secret_is_returned_as_it_was_set(secrets: Secrets) -> None:
    name = f"project/{slugId()}/ü key"
    value: dict[str, JsonValue] = {"pw": "ü✓", "n": [1, 2.5, None, {"x": True}], "empty": {}}
    secrets.set(name, SetSecretRequest(secret=value, expires=SOON))
    read = secrets.get(name)
    assert read.secret == value
    assert abs(read.expires - SOON) < timedelta(milliseconds=1)


def test_a_new_value_replaces_the_old_one_as_a_whole(secrets: Secrets) -> None:
    name = slugId()
    secrets.set(name, SetSecretRequest(secret={"a": 1, "b": 2}, expires=SOON))
    secrets.set(name, SetSecretRequest(secret={"b": 3}, expires=SOON + A_DAY))
    assert secrets.get(name).secret == {"b": 3}
    assert secrets.get(name).expires > SOON


def test_a_removed_secret_is_gone_and_can_be_removed_again(secrets: Secrets) -> None:
    name = slugId()
    secrets.set(name, SetSecretRequest(secret={}, expires=SOON))
    secrets.remove(name)
    secrets.remove(name)
    with pytest.raises(ResourceNotFound):
        secrets.get(name)


def test_callers_need_a_scope_for_each_name(
    secrets: Secrets, taskcluster: LocalTaskcluster
) -> None:
    name = slugId()
    reader = secrets.use(
        credentials=taskcluster.createClient(f"reader/{name}", [f"secrets:get:{name}"])
    )
    with pytest.raises(InsufficientScopes):
        reader.set(name, SetSecretRequest(secret={}, expires=SOON))
    with pytest.raises(InsufficientScopes):
        reader.get(f"{name}x")
    with pytest.raises(InsufficientScopes):
        reader.list()
    with pytest.raises(ResourceNotFound):
        reader.get(name)


def test_names_are_listed_in_pages(secrets: Secrets) -> None:
    prefix = slugId()
    expected = [f"{prefix}/{letter}" for letter in "abc"]
    for name in reversed(expected):
        secrets.set(name, SetSecretRequest(secret={}, expires=SOON))
    listed = [name for name in secrets.iterSecrets(limit=1) if name.startswith(prefix)]
    assert listed == expected


def test_a_secret_expires_when_the_clock_is_moved() -> None:
    with LocalTaskcluster() as taskcluster, Secrets(taskcluster.options()) as secrets:
        expires = taskcluster.clock.now() + timedelta(hours=1)
        secrets.set("soon", SetSecretRequest(secret={}, expires=expires))
        taskcluster.clock.advance("59 minutes")
        assert secrets.list().secrets == ["soon"]
        taskcluster.clock.advance("1 minute")
        assert secrets.list().secrets == []
        with pytest.raises(ResourceNotFound):
            secrets.get("soon")


def test_the_async_client_gets_the_same_secret(taskcluster: LocalTaskcluster) -> None:
    async def roundTrip() -> object:
        async with AsyncSecrets(taskcluster.options()) as secrets:
            name = slugId()
            await secrets.set(name, SetSecretRequest(secret={"a": 1}, expires=SOON))
            return (await secrets.get(name)).secret

    assert asyncio.run(roundTrip()) == {"a": 1}


@given(steps=steps)
def test_secrets_are_a_dict_whose_entries_expire(steps: list[tuple[str, str, int]]) -> None:
    clock = Clock()
    store = SecretsState(Timeline(clock))
    model: dict[str, tuple[int, datetime]] = {}
    for number, (action, name, hours) in enumerate(steps):
        match action:
            case "set":
                # Microseconds are dropped, as on the wire.
                expires = clock.now.replace(microsecond=0) + timedelta(hours=hours, minutes=30)
                store.set(name, SetSecretRequest(secret={"n": number}, expires=expires))
                model[name] = number, expires
            case "remove":
                store.remove(name)
                model.pop(name, None)
            case _:
                clock.advance(hours=hours)
        live = {name: entry for name, entry in model.items() if entry[1] > clock.now}
        assert store.list(PageRequest()).secrets == sorted(live)
        for known in NAMES:
            if known in live:
                secret = store.get(known)
                assert (secret.secret, secret.expires) == ({"n": live[known][0]}, live[known][1])
            else:
                with pytest.raises(ApiError, match="there is no secret"):
                    store.get(known)


def test_reading_a_secret_does_not_take_longer_if_there_are_many() -> None:
    store = SecretsState(Timeline(Clock()))
    for number in range(3000):
        store.set(str(number), SetSecretRequest(secret={}, expires=SOON + 9999 * A_DAY))
    began = time.process_time()
    for number in range(3000):
        store.get(str(number))
    assert time.process_time() - began < 0.3  # About 0.02 s, or 1 s if each looks at all of them.
