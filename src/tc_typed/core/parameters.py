"""How Python spells the parameters of the API's methods."""

from __future__ import annotations

import keyword
import re

BODY_NAMES: frozenset[str] = frozenset(
    {"self", "payload", "operations", "accessToken", "paginate", "page", "item", "__debug__"}
)
"""Names that the body of a compiled method uses; a parameter of that name gets an underscore."""


def parameterName(name: str) -> str:
    """Spell the name of a parameter in Python.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id", "payload")]
    ['taskId', 'from_', 'task_id', 'payload_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) or spelled in BODY_NAMES else spelled
