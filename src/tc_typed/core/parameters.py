"""How Python spells the parameters of the API's methods."""

from __future__ import annotations

import keyword
import re

BODY_NAMES: frozenset[str] = frozenset(
    {"self", "payload", "operations", "accessToken", "paginate", "page", "item"}
)
"""What the body of a compiled method needs, which no parameter may hide."""


def parameterName(name: str) -> str:
    """Write the name of a parameter so that Python can spell it, and no other has it.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id", "payload")]
    ['taskId', 'from_', 'task_id', 'payload_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) or spelled in BODY_NAMES else spelled
