"""Fixtures for tests of the transports."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest
import trustme
from tests.core.transport.environment import CA_VARIABLES


@pytest.fixture
def emptyEnvironment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove proxies and certificates from the environment of the machine that runs the tests."""
    for name in [*os.environ]:
        if name.lower().endswith("_proxy") or name in (*CA_VARIABLES, "SSL_CERT_DIR"):
            monkeypatch.delenv(name)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """SSL context for a server on 127.0.0.1 with a certificate that clients trust."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # it also accepts a type of a package that is not installed
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    return context
