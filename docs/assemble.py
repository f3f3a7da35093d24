"""Write all pages of the documentation, and the generator's settings, into one folder.

The generator builds the site from this folder and nothing else, so that it can be exchanged.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from tc_typed.compiler.pages import ReferencePage, referencePages

_PROJECT = Path(__file__).resolve().parent.parent
_FOLDER = _PROJECT / "build" / "docs"
_COPIED = {
    "docs/pages": "pages",
    "docs/templates": "templates",
    "docs/docstrings.py": "docstrings.py",
}
# Files of the project that are pages as well.
_PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md"}
# Titles of sections of compiled pages; others are titled like their folder.
_TITLES = {"services": "Services", "payloads": "Payloads", "flamenco": "Flamenco"}
_REFERENCE = "  - Reference:\n"
_PAYLOAD_LINKS = (
    "[Payload and extra](../howto/payload-and-extra.md)",
    "[Payload classes](../howto/payload-and-extra.md#payload-classes)",
)
_HOW_TO: Mapping[str, tuple[str, ...]] = {
    "services/auth.md": (
        "[Auth](../howto/calls.md#auth)",
        "[Scopes and temporary credentials](../howto/scopes.md)",
    ),
    "services/github.md": (
        "[.taskcluster.yml](../howto/taskcluster-yml.md)",
        "[GitHub in tests](../testing/github.md)",
    ),
    "services/hooks.md": (
        "[Hooks](../howto/calls.md#hooks)",
        "[Hooks in tests](../testing/hooks.md)",
    ),
    "services/index.md": (
        "[Index](../howto/calls.md#index)",
        "[Reusing tasks](../graphs/reuse.md)",
    ),
    "services/notify.md": ("[Notifications](../howto/calls.md#notifications)",),
    "services/object.md": ("[Large files](../howto/files.md)",),
    "services/purge-cache.md": ("[Caches](../howto/calls.md#caches)",),
    "services/queue.md": (
        "[Tasks](../howto/calls.md#tasks)",
        "[Artifacts and logs](../howto/calls.md#artifacts-and-logs)",
        "[New tasks](../howto/new-tasks.md)",
        "[Workers](../work/worker.md)",
    ),
    "services/secrets.md": ("[Secrets](../howto/calls.md#secrets)",),
    "services/web-server.md": ("[Profiles](../testing/services.md#profiles)",),
    "services/worker-manager.md": (
        "[Worker pools](../howto/calls.md#worker-pools)",
        "[Worker pools in tests](../testing/worker-pools.md)",
    ),
    "services/legacy.md": (
        "[Services of older releases](../howto/deployments.md#services-of-older-releases)",
    ),
    "payloads/built-in.md": _PAYLOAD_LINKS,
    "payloads/docker-worker.md": _PAYLOAD_LINKS,
    "payloads/generic-worker.md": _PAYLOAD_LINKS,
    "flamenco/flamenco.md": ("[Other APIs](../howto/openapi.md)",),
}
"""Links that follow the first paragraph of a compiled page."""


def assemble(folder: Path) -> None:
    """Write the pages to `folder/pages`, and the settings to `folder/mkdocs.yml`.

    Args:
        folder: The folder. What it contained before is removed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source, target in _COPIED.items():
        path = _PROJECT / source
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        copy(path, folder / target)
    compiled = referencePages(_PROJECT / "schemas")
    pages = {page.path: page.text for page in compiled}
    for page, links in _HOW_TO.items():
        title, opening, rest = pages[page].split("\n\n", 2)
        pages[page] = f"{title}\n\n{opening} How-to: {', '.join(links)}.\n\n{rest}"
    for source, page in _PAGES.items():
        text = (_PROJECT / source).read_text(encoding="utf-8")
        # Links from the project's folder, so that they also work outside the site.
        pages[page] = text.replace("](docs/pages/", "](")
    for page, text in pages.items():
        path = folder / "pages" / page
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = (_PROJECT / "docs" / "mkdocs.yml").read_text(encoding="utf-8")
    before, after = settings.split(_REFERENCE)
    (folder / "mkdocs.yml").write_text(
        before + _REFERENCE + _navigation(compiled) + after, encoding="utf-8"
    )


def _navigation(pages: Iterable[ReferencePage]) -> str:
    """Return the entries of compiled pages, which are the first in the reference."""
    sections: dict[str, Mapping[str, str]] = {}
    for page in pages:
        known = sections.get(page.section, {})
        sections[page.section] = {**known, page.title: page.path}
    lines: list[str] = []
    for section, entries in sections.items():
        lines.append(f"      - {json.dumps(_TITLES.get(section, section))}:")
        lines += [f"          - {json.dumps(title)}: {path}" for title, path in entries.items()]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    assemble(_FOLDER)
