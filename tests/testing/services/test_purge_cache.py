"""Requests to purge caches at the local Taskcluster."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.testing.conftest import Clock

from tc_typed.aio import PurgeCache as AsyncPurgeCache
from tc_typed.core.errors import InsufficientScopes, InvalidRequestArguments
from tc_typed.core.models.timestamps import formatTimestamp
from tc_typed.purge_cache import PurgeCache, PurgeCacheRequest
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.clock import inMilliseconds
from tc_typed.testing.server.paging import PageRequest
from tc_typed.testing.services.purge_cache import PurgeCacheState
from tc_typed.testing.timeline import Timeline

POOLS = ("p/one", "p/two")
CACHES = ("a", "b", "")
steps = st.lists(
    st.tuples(st.sampled_from(POOLS), st.sampled_from(CACHES), st.integers(0, 13)), max_size=12
)


@pytest.fixture
def purgeCache(taskcluster: LocalTaskcluster) -> Iterator[PurgeCache]:
    with PurgeCache(taskcluster.options(), retries=0) as client:
        yield client


@pytest.fixture
def pool() -> str:
    return f"pool-{slugId()}/worker"


def names(purgeCache: PurgeCache, pool: str, since: datetime | None = None) -> list[str]:
    text = None if since is None else formatTimestamp(since)
    return sorted(each.cacheName for each in purgeCache.purgeRequests(pool, since=text).requests)


def test_a_worker_pool_sees_its_own_requests(purgeCache: PurgeCache, pool: str) -> None:
    for name in ("b", "a", "a", ""):
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName=name))
    purgeCache.purgeCache(f"{pool}2", PurgeCacheRequest(cacheName="c"))
    assert names(purgeCache, pool) == ["", "a", "b"]
    [request] = purgeCache.purgeRequests(f"{pool}2").requests
    assert f"{request.provisionerId}/{request.workerType}" == f"{pool}2"


def test_requests_before_a_time_are_left_out(pool: str) -> None:
    with LocalTaskcluster() as taskcluster, PurgeCache(taskcluster.options()) as purgeCache:
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="old"))
        since = inMilliseconds(taskcluster.clock.advance("1 hour"))
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="new"))
        assert names(purgeCache, pool) == ["new", "old"]
        assert names(purgeCache, pool, since) == ["new"]
        [new] = purgeCache.purgeRequests(pool, since=formatTimestamp(since)).requests
        assert names(purgeCache, pool, new.before) == ["new"]
        assert names(purgeCache, pool, new.before + timedelta(milliseconds=1)) == []
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="old"))
        assert names(purgeCache, pool, since) == ["new", "old"]


@pytest.mark.parametrize("since", ["2026-01-31", "2026-01-31T12:00:00", "0001-01-01T00:00+14:00"])
def test_since_can_be_any_time(purgeCache: PurgeCache, pool: str, since: str) -> None:
    purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="a"))
    assert len(purgeCache.purgeRequests(pool, since=since).requests) == 1


@pytest.mark.parametrize("since", ["yesterday", "", "2026-13-01"])
def test_since_must_be_a_time(purgeCache: PurgeCache, pool: str, since: str) -> None:
    with pytest.raises(InvalidRequestArguments, match="since must be a time"):
        purgeCache.purgeRequests(pool, since=since)


def test_a_request_is_kept_for_a_day(pool: str) -> None:
    with LocalTaskcluster() as taskcluster, PurgeCache(taskcluster.options()) as purgeCache:
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="a"))
        taskcluster.clock.advance("23 hours")
        assert names(purgeCache, pool) == ["a"]
        taskcluster.clock.advance("1 hour")
        assert names(purgeCache, pool) == []
        assert purgeCache.allPurgeRequests().requests == []


def test_all_requests_are_listed_in_pages(purgeCache: PurgeCache) -> None:
    pools = [f"pool-{slugId()}/{name}" for name in ("x", "y")]
    expected = [(pool, cache) for pool in pools for cache in ("a", "a:b")]
    for pool, cache in expected:
        purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName=cache))
    listed = [
        (f"{each.provisionerId}/{each.workerType}", each.cacheName)
        for each in purgeCache.iterAllPurgeRequests(limit=1)
    ]
    assert [each for each in listed if each[0] in pools] == sorted(expected)


def test_callers_need_a_scope_for_each_cache(
    purgeCache: PurgeCache, taskcluster: LocalTaskcluster, pool: str
) -> None:
    credentials = taskcluster.createClient(pool, [f"purge-cache:{pool}:a*"])
    limited = purgeCache.use(credentials=credentials)
    limited.purgeCache(pool, PurgeCacheRequest(cacheName="abc"))
    with pytest.raises(InsufficientScopes):
        limited.purgeCache(pool, PurgeCacheRequest(cacheName="bcd"))
    with pytest.raises(InsufficientScopes):
        limited.purgeRequests(pool)
    assert names(purgeCache, pool) == ["abc"]


def test_the_async_client_sees_the_same_requests(taskcluster: LocalTaskcluster, pool: str) -> None:
    async def purge() -> str:
        async with AsyncPurgeCache(taskcluster.options()) as purgeCache:
            await purgeCache.purgeCache(pool, PurgeCacheRequest(cacheName="a"))
            return (await purgeCache.purgeRequests(pool)).requests[0].cacheName

    assert asyncio.run(purge()) == "a"


@given(steps=steps)
def test_requests_are_the_latest_times_of_the_last_day(steps: list[tuple[str, str, int]]) -> None:
    clock = Clock()
    requests = PurgeCacheState(Timeline(clock))
    latest: dict[tuple[str, str], datetime] = {}
    for pool, cache, hours in steps:
        requests.purgeCache(pool, cache)
        latest[pool, cache] = inMilliseconds(clock.now)
        now = inMilliseconds(clock.advance(hours=hours))
        live = {key: time for key, time in latest.items() if now - time < timedelta(days=1)}
        listed = requests.allPurgeRequests(PageRequest()).requests
        assert {
            (f"{each.provisionerId}/{each.workerType}", each.cacheName): each.before
            for each in listed
        } == live
        for other in POOLS:
            own = [each for each in listed if f"{each.provisionerId}/{each.workerType}" == other]
            found = requests.purgeRequests(other, None).requests
            assert sorted(found, key=repr) == sorted(own, key=repr)
            since = now - timedelta(hours=10)
            recent = requests.purgeRequests(other, since).requests
            assert all(each.before >= since for each in recent)
            assert len(recent) == sum(each.before >= since for each in own)
