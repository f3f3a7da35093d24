"""Names of queues on Pulse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc_typed import InvalidCall
from tc_typed.pulse.queue_names import queueName


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=244))
def test_names_are_prefixed_with_the_user(name: str) -> None:
    if not name.startswith("queue/"):
        assert queueName("user", name) == f"queue/user/{name}"


def test_a_queue_without_a_name_gets_a_random_one() -> None:
    names = {queueName("user", None) for _ in range(50)}
    assert len(names) == 50
    assert all(len(name) == len("queue/user/") + 22 for name in names)


@pytest.mark.parametrize("name", ["", "\n", "a\0", "é", "x" * 245, "\x7f"])
def test_invalid_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidCall, match="queue must be 1 to 244 printable ASCII characters"):
        queueName("user", name)


def test_the_longest_name_has_255_bytes_with_its_prefix() -> None:
    assert len(queueName("üser", "x" * 243).encode()) == 255
    with pytest.raises(InvalidCall, match="1 to 243 "):
        queueName("üser", "x" * 244)


def test_names_that_have_the_prefix_already_are_refused() -> None:
    with pytest.raises(InvalidCall, match="queue/user/, which is added"):
        queueName("user", "queue/user/mine")
