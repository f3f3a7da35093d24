"""Former name of `tc_typed.transfers.aio`."""

from __future__ import annotations

from tc_typed.transfers.aio import *  # noqa: F403  # Everything that it exports.
