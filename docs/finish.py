"""Finish the built site: rank the search's results, and remove what only servers need."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_LABELS = re.compile(r"(\s\s+<code>[^<]*</code>)+\Z")  # such as `required`, after a name


def finish(site: Path) -> None:
    """Change the files of a site that mkdocs has built.

    Args:
        site: Folder of the site.
    """
    (site / "404.html").unlink(missing_ok=True)
    folder = site / "search"
    index = json.loads((folder / "search_index.json").read_text(encoding="utf-8"))
    for entry in index["docs"]:
        # The search finds all titles that begin with the query; the shortest one is the best match.
        entry["title"] = _LABELS.sub("", entry["title"])
        entry["boost"] = (10 / max(len(entry["title"]), 1)) ** 3
    text = json.dumps(index)
    (folder / "search_index.json").write_text(text, encoding="utf-8")
    # The same index for browsers that open the site without a server.
    (folder / "search_index.js").write_text(f"var __index = {text}", encoding="utf-8")


if __name__ == "__main__":
    finish(Path(sys.argv[1]))
