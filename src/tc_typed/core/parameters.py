"""How Python spells the parameters of the API's methods."""

from __future__ import annotations

import keyword
import re


def parameterName(name: str) -> str:
    """Write the name of a parameter so that Python can spell it.

    >>> [parameterName(name) for name in ("taskId", "from", "task-id")]
    ['taskId', 'from_', 'task_id']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{spelled}_" if keyword.iskeyword(spelled) else spelled
