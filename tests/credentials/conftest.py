"""Fixtures of these tests: each is ended if it hangs."""

from __future__ import annotations

from tests.core.conftest import bounded, oneSslContext

__all__ = ["bounded", "oneSslContext"]
