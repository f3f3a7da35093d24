"""Parse a `.taskcluster.yml` to the model of its version, render it, or list its errors with lines.

The result is the same as Taskcluster's, which uses js-yaml 4 and then JSON-e. In YAML 1.2 `on` and
`yes` are strings, and values that JSON can't express are converted as Taskcluster converts them:

- A date (`2026-01-01`) becomes `{}`, because JSON-e finds no fields in it. To get a string, quote
  it.
- `.nan` and `.inf` become null. A number that is too large for a double becomes a string; one of
  more than 1,000 characters is refused.
- Keys become strings: `1.0: x` has the key `1`, and `~: x` the key `null`. A date can't be a key.
- `<<` merges. `!!set`, `!!omap`, `!!pairs` and `!!binary` are supported, custom tags are not.
- Lists and mappings can be nested up to 100 levels deep, counted with all aliases expanded.
- Aliases can add up to a million characters to a file, and `<<` can merge up to 10,000 keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tc_typed.core.lazy import lazyNames

if TYPE_CHECKING:
    from tc_typed.taskcluster_yml.check import checkTaskclusterYml
    from tc_typed.taskcluster_yml.read import (
        AnyTaskclusterYml,
        InvalidTaskclusterYml,
        Problem,
        loadTaskclusterYml,
        parseTaskclusterYml,
    )
    from tc_typed.taskcluster_yml.rendering.hook import InvalidHookTask, renderHook
    from tc_typed.taskcluster_yml.rendering.render import renderTaskclusterYml
    from tc_typed.taskcluster_yml.rendering.rendered import (
        HookRendering,
        RenderedHookCall,
        RenderedTask,
        TaskclusterYmlRendering,
    )

__all__ = [
    "AnyTaskclusterYml",
    "HookRendering",
    "InvalidHookTask",
    "InvalidTaskclusterYml",
    "Problem",
    "RenderedHookCall",
    "RenderedTask",
    "TaskclusterYmlRendering",
    "checkTaskclusterYml",
    "loadTaskclusterYml",
    "parseTaskclusterYml",
    "renderHook",
    "renderTaskclusterYml",
]

if not TYPE_CHECKING:  # Otherwise type checkers would accept any name.
    _PLACES = {
        "AnyTaskclusterYml": "tc_typed.taskcluster_yml.read",
        "HookRendering": "tc_typed.taskcluster_yml.rendering.rendered",
        "InvalidHookTask": "tc_typed.taskcluster_yml.rendering.hook",
        "InvalidTaskclusterYml": "tc_typed.taskcluster_yml.read",
        "Problem": "tc_typed.taskcluster_yml.read",
        "RenderedHookCall": "tc_typed.taskcluster_yml.rendering.rendered",
        "RenderedTask": "tc_typed.taskcluster_yml.rendering.rendered",
        "TaskclusterYmlRendering": "tc_typed.taskcluster_yml.rendering.rendered",
        "checkTaskclusterYml": "tc_typed.taskcluster_yml.check",
        "loadTaskclusterYml": "tc_typed.taskcluster_yml.read",
        "parseTaskclusterYml": "tc_typed.taskcluster_yml.read",
        "renderHook": "tc_typed.taskcluster_yml.rendering.hook",
        "renderTaskclusterYml": "tc_typed.taskcluster_yml.rendering.render",
    }
    __getattr__ = lazyNames(__name__, _PLACES)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
