"""mkdocs hooks that add README, CHANGELOG and the pages compiled from the contract."""

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
    """Insert the compiled pages at the beginning of the reference."""
    sections: dict[str, list[object]] = {}
    for page in _compiled():
        sections.setdefault(page.section, []).append({page.title: page.path})
    written = cast("list[dict[str, list[object]]]", config["nav"])
    [reference] = [entry["Reference"] for entry in written if "Reference" in entry]
    reference[:0] = [{section.capitalize(): pages} for section, pages in sections.items()]
    config.theme.static_templates.clear()  # 404.html is only needed on servers
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add README, CHANGELOG and the compiled pages."""
    for page, source in (("index.md", "README.md"), ("changelog.md", "CHANGELOG.md")):
        text = (_PROJECT / source).read_text(encoding="utf-8")
        # Links from the project's folder, so that they also work outside the site.
        text = text.replace("](docs/pages/", "](")
        files.append(File.generated(config, page, content=text))
    for compiled in _compiled():
        files.append(File.generated(config, compiled.path, content=compiled.text))
    return files


@event_priority(-50)  # after the search plugin writes the index, before `offline` copies it
def on_post_build(config: MkDocsConfig) -> None:
    """Make the search rank exact titles before longer ones.

    The search finds all titles that begin with the query; the shortest one is the best match.
    """
    indexFile = Path(config.site_dir) / "search" / "search_index.json"
    index = json.loads(indexFile.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        entry["boost"] = (10 / max(len(entry["title"]), 1)) ** 3
    indexFile.write_text(json.dumps(index), encoding="utf-8")


@cache
def _compiled() -> list[ReferencePage]:
    return referencePages(_PROJECT / "schemas")
