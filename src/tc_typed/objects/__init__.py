"""Former name of `tc_typed.transfers`."""

from __future__ import annotations

from tc_typed.transfers import *  # noqa: F403  # Everything that it exports.
