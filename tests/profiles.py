"""Profiles of tests: a short one by default, and a long one for `scripts/test --long`."""

from __future__ import annotations

import os

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
"""Whether tests take all the examples and all the time that they can use."""
