"""The command `tc-typed`, also as `python -m tc_typed`."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command, or say what has to be installed for it."""
    try:
        from tc_typed.cli import app  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        print(f"tc-typed needs {error.name}: pip install 'tc-typed[cli]'", file=sys.stderr)  # noqa: T201 - it is a command
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not have all characters
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="tc-typed")


if __name__ == "__main__":
    main()
