"""Fixtures of the runtime's tests."""

from __future__ import annotations

import signal
import ssl
from collections.abc import Iterator
from functools import cache

import httpcore2
import pytest
from tests.profiles import IS_LONG

# Tests generate more examples with hypothesis's long profile.
_TIME_LIMIT = 600.0 if IS_LONG else 20.0


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Make a test that hangs fail instead."""

    def tooLong(*_: object) -> None:
        pytest.fail(f"took longer than {_TIME_LIMIT:g} s")

    before = signal.signal(signal.SIGALRM, tooLong)
    signal.setitimer(signal.ITIMER_REAL, _TIME_LIMIT)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True, scope="session")
def oneSslContext() -> Iterator[None]:
    """Cache TLS contexts by file or folder.

    Reading all root certificates for each client would take most of the tests' time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        patch.setattr(httpcore2, "default_ssl_context", cache(httpcore2.default_ssl_context))
        yield
