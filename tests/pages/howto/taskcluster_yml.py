"""Play the page about `.taskcluster.yml`; the hook that it names for pre-commit exists."""

from __future__ import annotations

import re

from tests.pages.player import PagePlayer
from tests.sources import PROJECT

HOOKS = PROJECT / ".pre-commit-hooks.yaml"
ID = re.compile(r"^ *- id: (.+)$", re.MULTILINE)


def checkHooks(yaml: str) -> None:
    assert ID.findall(yaml) == ID.findall(HOOKS.read_text(encoding="utf-8"))


def play(player: PagePlayer) -> None:
    player.handlers["yaml"] = checkHooks
    player.play()
