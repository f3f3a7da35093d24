"""Helpers for tests of proxies and certificates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.core.client_kinds import POOLED, Connect, sendUnsigned
from tests.core.loopback import respond
from tests.core.secrets import assertHidden, everyText

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.time_limits import Deadline
from tc_typed.core.transport.url import Url

ROOT = "https://tc.example.com"
THING = respond({"name": "x"})
OVER_POOLS = pytest.mark.parametrize("connect", POOLED, indirect=True)
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def refused(kind: type[TaskclusterFailure], make: Callable[[], object]) -> str:
    """Return the message of the error that a call raises, after checking it for secrets."""
    with pytest.raises(kind) as caught:
        make()
    assertHidden(*everyText(caught.value))
    return str(caught.value)


def fetched(connect: Connect, url: str, seconds: float = 5) -> int:
    """Request a file from a storage server and return the status."""
    request = Request("GET", Url.parse(url), {}, None, Deadline(seconds))
    return sendUnsigned(connect(ROOT), "sample.file", request)
