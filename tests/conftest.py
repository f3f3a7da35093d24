"""What all tests share: how long property-based tests look for trouble."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# An example's time says little on a busy machine, so none has a deadline; and instances of large
# schemas are rare among what is drawn at first.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("short", max_examples=50, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "short")
