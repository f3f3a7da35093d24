"""Entry point of the command `tc-typed` and of `python -m tc_typed`."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from tc_typed.core.extras import MissingExtra


def main() -> None:
    """Run the command, or print which extra has to be installed for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not support all characters
            stream.reconfigure(errors="backslashreplace")
    try:
        from tc_typed.cli.app import app  # noqa: PLC0415  # an extra

        app(prog_name="tc-typed")
    except MissingExtra as missing:
        print(missing, file=sys.stderr)  # noqa: T201 - this is a command
        sys.exit(2)


if __name__ == "__main__":
    main()
