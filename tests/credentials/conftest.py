"""Fixtures for tests of credentials, which end a test that hangs."""

from __future__ import annotations

from tests.core.conftest import bounded, oneSslContext

__all__ = ["bounded", "oneSslContext"]
