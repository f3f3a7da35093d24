"""Plays the page on creating many tasks."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout

from tests.pages.player import PagePlayer, assertOutput

from tc_typed import Queue
from tc_typed.graph import Report, TaskGraph
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import ServerError


def play(player: PagePlayer) -> None:
    # The report on a refused build differs from that of the examples, which have no failures.
    *others, table = [block for block in player.blocks if block.language == "text"]
    player.blocks.remove(table)
    assert others
    player.play()
    graph, report = player.namespace["graph"], player.namespace["report"]
    assert isinstance(graph, TaskGraph)
    assert isinstance(report, Report)
    assert report.totals() == {"created": 7}
    assert (player.folder / "report.json").read_text(encoding="utf-8") == report.toJson()
    assert "7 tasks: 7 created" in player.output
    assert re.search(r"^\{'created': 7\}$", player.output, re.MULTILINE)

    with LocalTaskcluster() as local:
        # The build for Linux is the third task to be sent, and that for Windows the second.
        local.faults.add(ServerError(), "queue.createTask", nth=3)
        refused = graph.submit(local.client(Queue), concurrency=1, retryFor=0)
    with redirect_stdout(io.StringIO()) as printed:
        refused.show()
    assertOutput(printed.getvalue(), f"{table.text.rstrip()}…")
