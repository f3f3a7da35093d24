"""Parts of a deployment that serve the requests to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tc_typed.testing.faults import Faults
from tc_typed.testing.server.authentication import Authenticator, Directory
from tc_typed.testing.server.service import LocalService
from tc_typed.testing.server.storage import Storage
from tc_typed.testing.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Backend:
    """Parts of a deployment that serve the requests to it. A reset replaces all of them."""

    timeline: Timeline
    services: Mapping[str, LocalService]
    """Services, by the name in their URLs."""
    authenticator: Authenticator
    directory: Directory
    storage: Storage
    faults: Faults
