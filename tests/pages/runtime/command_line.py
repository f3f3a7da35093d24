"""Plays the page on the command line."""

from __future__ import annotations

import json
import re

from tests.pages.player import PagePlayer
from tests.sources import PROJECT

WRONG = """\
version: 1
policy: {pullRequests: everyone}
tasks:
  - taskQueueId: proj-example/linux
    created: {$fromNow: ""}
    deadline: {$fromNow: 1 hour}
    payload:
      maxRunTime: 60
      image: ${event.after +}
    metadata: {name: a, description: b, owner: me@example.com, source: "https://example.com"}
"""
"""File with the problems that the page shows."""
PUSH = {
    "ref": "refs/heads/main",
    "after": "0" * 39 + "1",
    "repository": {
        "name": "project",
        "full_name": "example/project",
        "html_url": "https://github.com/example/project",
        "clone_url": "https://github.com/example/project.git",
        "owner": {"name": "example", "login": "example"},
    },
}


def play(player: PagePlayer) -> None:
    file = player.folder / ".taskcluster.yml"
    file.write_text(WRONG, encoding="utf-8")
    (player.folder / "push.json").write_text(json.dumps(PUSH), encoding="utf-8")
    player.handlers["yaml"] = checkHook
    mistake = player.blocks.pop()
    player.play()
    # The last block shows the problem of an example with a mistake.
    text = file.read_text(encoding="utf-8")
    assert "as_slugid" in text
    file.write_text(text.replace("as_slugid", "as_slug"), encoding="utf-8")
    player.blocks = [mistake]
    player.play()


def checkHook(configuration: str) -> None:
    """Check that the project has the hook of pre-commit that the page shows."""
    declared = (PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    [hook] = re.findall(r"- id: (.*)", configuration)
    assert hook in re.findall(r"- id: (.*)", declared)
