"""Fakes, sample objects and a local Taskcluster, for tests of programs that call Taskcluster.

`LocalTaskcluster` needs the extra `testing`; `fake` and `sample` do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.common.fakes import fake
    from tc_typed.testing.local_github import LocalGithub
    from tc_typed.testing.local_taskcluster import LocalTaskcluster
    from tc_typed.testing.messages.message_log import SentMessage
    from tc_typed.testing.messages.message_view import MessageView, NoMessage
    from tc_typed.testing.samples.sample import sample

__all__ = [
    "LocalGithub",
    "LocalTaskcluster",
    "MessageView",
    "NoMessage",
    "SentMessage",
    "fake",
    "sample",
]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "fake": "tc_typed.common.fakes",
        "LocalGithub": "tc_typed.testing.local_github",
        "LocalTaskcluster": "tc_typed.testing.local_taskcluster",
        "sample": "tc_typed.testing.samples.sample",
        "MessageView": "tc_typed.testing.messages.message_view",
        "NoMessage": "tc_typed.testing.messages.message_view",
        "SentMessage": "tc_typed.testing.messages.message_log",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
