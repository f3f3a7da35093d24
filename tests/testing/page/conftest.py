"""One browser and one seeded deployment for all tests of the status page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.docs.browser import Browser
from tests.testing.page.deployments import Seeded, seed

from tc_typed.testing import LocalTaskcluster


@pytest.fixture(scope="session")
def startedBrowser() -> Iterator[Browser]:
    started = Browser.startIfInstalled()
    if started is None:
        pytest.skip("Chromium is not installed")
    yield started
    started.close()


@pytest.fixture
def browser(startedBrowser: Browser) -> Iterator[Browser]:
    """Provide the browser, and leave its page after the test.

    The page of a server that has stopped would go on connecting to it, and its errors would be
    those of the next test.
    """
    yield startedBrowser
    startedBrowser.open("about:blank")
    startedBrowser.errors()


@pytest.fixture(scope="session")
def seeded() -> Iterator[Seeded]:
    """Provide a deployment whose long names must break, and which no test changes."""
    with LocalTaskcluster(claimWait=0) as local:
        yield seed(local, "name-" + "x" * 100)


@pytest.fixture(scope="session")
def spare() -> Iterator[LocalTaskcluster]:
    """Provide a deployment that a test may reset."""
    with LocalTaskcluster(claimWait=0) as local:
        yield local
