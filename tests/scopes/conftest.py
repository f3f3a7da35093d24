"""Fixtures that end tests that hang."""

from __future__ import annotations

from tests.core.conftest import bounded, oneSslContext

__all__ = ["bounded", "oneSslContext"]
