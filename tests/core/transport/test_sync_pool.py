"""Slots limit the number of concurrent requests of sync clients."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tc_typed.core.transport.sync_pool import Slots


@pytest.fixture
def slots(monkeypatch: pytest.MonkeyPatch) -> Slots:
    monkeypatch.setattr("tc_typed.core.transport.sync_pool.CONNECTIONS", 2)
    return Slots()


def never() -> bool:
    return False


def test_concurrent_holders_are_limited_to_the_number_of_slots(slots: Slots) -> None:
    lock, inside, most = threading.Lock(), 0, 0

    def work(_: int) -> None:
        nonlocal inside, most
        with slots.take(10, never):
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.002)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert (inside, most) == (0, 2)


def test_a_slot_is_released_after_an_exception(slots: Slots) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match="wrong"), slots.take(0, never):
            raise ValueError("wrong")


def test_waiting_too_long_raises_a_timeout_error(slots: Slots) -> None:
    with (
        slots.take(0, never),
        slots.take(0, never),
        pytest.raises(TimeoutError),
        slots.take(0.01, never),
    ):
        pass


def test_closing_the_client_ends_the_wait(slots: Slots) -> None:
    closed = threading.Event()

    def wait() -> None:
        with slots.take(10, closed.is_set):
            pass

    with slots.take(0, never), slots.take(0, never), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        closed.set()
        slots.wake()
        with pytest.raises(ConnectionError, match="closed"):
            waiting.result(5)
