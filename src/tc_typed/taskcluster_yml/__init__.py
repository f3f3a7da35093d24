"""Read a `.taskcluster.yml` as the model of its version, or list its errors with their lines.

It is read as Taskcluster reads it, with js-yaml 4 and then JSON-e: in YAML 1.2 `on` and `yes` are
text, and values that JSON does not have become what Taskcluster makes of them.

- A date (`2026-01-01`) becomes `{}`, as JSON-e finds no fields in it. Quote it to have it as text.
- `.nan` and `.inf` become null; a number that is too large for a double is text. One of more than
  1,000 characters is refused.
- A key is text: `1.0: x` has the key `1`, and `~: x` the key `null`. A date can't be a key.
- `<<` merges; `!!set`, `!!omap`, `!!pairs` and `!!binary` are known, tags of your own are not.
- Lists and mappings can be nested 100 deep, also with all aliases written out.
- Aliases may add a million characters to a file, and `<<` may merge 10,000 keys in one.
"""

from __future__ import annotations

from tc_typed.taskcluster_yml.read import (
    AnyTaskclusterYml,
    InvalidTaskclusterYml,
    Problem,
    loadTaskclusterYml,
    parseTaskclusterYml,
)

__all__ = [
    "AnyTaskclusterYml",
    "InvalidTaskclusterYml",
    "Problem",
    "loadTaskclusterYml",
    "parseTaskclusterYml",
]
