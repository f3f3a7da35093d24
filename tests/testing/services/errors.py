"""Errors that services raise."""

from __future__ import annotations

import pytest

from tc_typed.testing.server.errors import ApiError


def rejected(code: str) -> pytest.RaisesExc[ApiError]:
    """Expect an error with a code."""
    return pytest.RaisesExc(ApiError, check=lambda error: error.code == code)
