"""The listener of the tutorial also hears of tasks over a broker, if there is one to test with."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys

import pytest
from tests.pages.player import PagePlayer
from tests.wire.broker import SERVER, runNode

from tc_typed.notify import EmailRequest
from tc_typed.testing import LocalTaskcluster


def play(player: PagePlayer) -> None:
    player.play()
    if SERVER is not None:
        _playWithBroker(player)


def _playWithBroker(player: PagePlayer) -> None:
    with pytest.MonkeyPatch.context() as patch, runNode() as node:
        url = f"amqp://guest:guest@127.0.0.1:{node.port}"
        patch.delitem(sys.modules, "report", raising=False)  # The page's own module is imported.
        runNightly = runpy.run_path(str(player.folder / "nightly.py"))["runNightly"]
        with (
            LocalTaskcluster(amqp=url) as local,
            subprocess.Popen(
                [sys.executable, "listener.py"],
                cwd=player.folder,
                env={**os.environ, **local.environment(), "PULSE_URL": url},
                stdout=subprocess.PIPE,
                text=True,
            ) as listener,
        ):
            try:
                assert listener.stdout is not None
                assert listener.stdout.readline() == "listening\n"
                runNightly(local)
                assert listener.stdout.readline() == "test macos failed\n"
                assert listener.stdout.readline().endswith(" is resolved\n")
                [email] = local.notifications.of(EmailRequest)
                assert email.address == "macos@example.com"
            finally:
                listener.kill()
        sys.modules.pop("report")
