"""Parts of the tests of proxies and certificates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.core.client_kinds import POOLED, Connect, sendUnsigned
from tests.core.loopback import respond
from tests.core.secrets import assertHidden, everyText

from tc_typed.core.errors import TaskclusterFailure
from tc_typed.core.transport.patience import Deadline
from tc_typed.core.transport.port import Request
from tc_typed.core.transport.url import Url

ROOT = "https://tc.example.com"
THING = respond({"name": "x"})
OVER_POOLS = pytest.mark.parametrize("connect", POOLED, indirect=True)
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def refused(kind: type[TaskclusterFailure], make: Callable[[], object]) -> str:
    """The message of a refusal; it holds no secret."""
    with pytest.raises(kind) as caught:
        make()
    assertHidden(*everyText(caught.value))
    return str(caught.value)


def fetched(connect: Connect, url: str, seconds: float = 5) -> int:
    """The status of a file in a storage, which is no service of Taskcluster."""
    request = Request("GET", Url.parse(url), {}, None, Deadline(seconds))
    return sendUnsigned(connect(ROOT), "sample.file", request)
