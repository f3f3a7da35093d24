"""Plays the page on logs and traces, and removes what it has installed in this process."""

from __future__ import annotations

import sentry_sdk
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from tests.pages.player import PagePlayer


def play(player: PagePlayer) -> None:
    try:
        player.play()
    finally:
        HTTPXClientInstrumentor().uninstrument()
        sentry_sdk.get_client().close()
        sentry_sdk.get_global_scope().set_client(None)
