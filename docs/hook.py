"""Adds README, CHANGELOG and the pages compiled from the contract to the site."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from tc_typed.compiler.pages import ReferencePage, referencePages

_PROJECT = Path(__file__).resolve().parent.parent


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the compiled pages into the navigation, in front of the runtime's."""
    sections: dict[str, list[object]] = {}
    for page in _compiled():
        sections.setdefault(page.section, []).append({page.title: page.path})
    made = [{section.capitalize(): pages} for section, pages in sections.items()]
    written = cast("list[object]", config["nav"])
    config.nav = [*written[:2], *made, *written[2:]]
    config.theme.static_templates.clear()  # 404.html is for servers
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those that were found in the folder."""
    for page, source in (("index.md", "README.md"), ("changelog.md", "CHANGELOG.md")):
        files.append(File.generated(config, page, abs_src_path=str(_PROJECT / source)))
    for compiled in _compiled():
        files.append(File.generated(config, compiled.path, content=compiled.text))
    return files


@event_priority(-50)  # after the search has written its index, before offline copies it
def on_post_build(config: MkDocsConfig) -> None:
    """Let the search rank what is called exactly as asked for before what only begins so.

    It looks for all titles that begin with what was typed, and the shortest is the closest.
    """
    place = Path(config.site_dir) / "search" / "search_index.json"
    index = json.loads(place.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        entry["boost"] = (10 / max(len(entry["title"]), 1)) ** 3
    place.write_text(json.dumps(index), encoding="utf-8")


@cache
def _compiled() -> list[ReferencePage]:
    return referencePages(_PROJECT / "schemas")
