"""Fixtures for the built site and a browser."""

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
    """Folder of the built site."""
    folder: Path | None = request.config.getoption("--site", default=None)
    if folder is None:
        pytest.skip("no --site is given; run scripts/docs --check")
    return folder.resolve()


@pytest.fixture(scope="session")
def browser(site: Path) -> Iterator[Browser]:  # not started without a site
    # Raise an exception on SIGTERM, as on Ctrl-C, so that the browser is closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = Browser.startIfInstalled()
    if found is None:
        pytest.skip("chromium or chromedriver is not installed")
    try:
        yield found
    finally:
        found.close()
