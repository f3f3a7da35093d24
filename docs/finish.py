"""Finish the built site: rank the search's results, and remove what only servers need."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_LABELS = re.compile(r"(\s\s+<code>[^<]*</code>)+\Z")  # such as `required`, after a name
_FIELD = re.compile(r"\.models\.\w+\.\w+\Z")
# People who search want to do something first, and look up a name second. The search weighs words
# by their rarity: without these weights, a rare word of the reference outranks the page about it.
_WEIGHTS = {
    "howto/calls": 15,
    "howto/": 6,
    "work/": 5,
    "graphs/": 4,
    "tutorials/": 4,
    "explanation/": 3,
    "local/": 3,
    "testing/": 3,
    "migration": 2,
    "index": 2,
    "flamenco/": 0.5,
    "services/legacy": 0.5,
    "changelog": 0.02,
}
"""Weights of pages whose path begins like this; 1 for all others."""


def finish(site: Path) -> None:
    """Change the files of a site that mkdocs has built.

    Args:
        site: Folder of the site.
    """
    (site / "404.html").unlink(missing_ok=True)
    folder = site / "search"
    index = json.loads((folder / "search_index.json").read_text(encoding="utf-8"))
    for entry in index["docs"]:
        entry["title"] = _LABELS.sub("", entry["title"])
        entry["boost"] = weight(entry["location"], entry["title"])
    text = json.dumps(index)
    (folder / "search_index.json").write_text(text, encoding="utf-8")
    # The same index for browsers that open the site without a server.
    (folder / "search_index.js").write_text(f"var __index = {text}", encoding="utf-8")


def weight(location: str, title: str) -> float:
    """Return the factor by which the search prefers a page or a section of it.

    Args:
        location: Path of the page, and the anchor of the section, if any.
        title: Heading of the page or section.
    """
    factor = next((it for path, it in _WEIGHTS.items() if location.startswith(path)), 1.0)
    _, _, anchor = location.partition("#")
    if anchor.startswith("tc_typed."):
        # The search finds all names that begin with the query; the shortest one is the best match.
        factor *= min(10 / max(len(title), 1), 2)
    if _FIELD.search(anchor):
        factor *= 0.2
    return factor


if __name__ == "__main__":
    finish(Path(sys.argv[1]))
