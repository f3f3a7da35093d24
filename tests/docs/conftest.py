"""A built site to look at, and a browser to do it with."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.browser import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", type=Path, help="the built documentation")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The folder of the built site."""
    folder: Path | None = request.config.getoption("--site", default=None)
    if folder is None:
        pytest.skip("no --site is given; run scripts/docs --check")
    return folder.resolve()


@pytest.fixture(scope="session")
def browser(site: Path) -> Iterator[Browser]:  # without a site it is not started
    # Whoever ends the tests gets the browser closed: an exception, as from Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = Browser.find()
    if found is None:
        pytest.skip("chromium or chromedriver is not installed")
    try:
        yield found
    finally:
        found.close()
