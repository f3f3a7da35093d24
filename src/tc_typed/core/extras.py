"""Optional dependencies, which are installed only with an extra."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager


class MissingExtra(ModuleNotFoundError):
    """An extra is not installed; the message ends with the command that installs it."""


@contextmanager
def needing(extra: str, purpose: str) -> Generator[None]:
    """Turn an import error for a missing package into one that names the extra to install.

    Args:
        extra: Name of the extra.
        purpose: Feature that needs the extra, to start the message with: `progressBar`.

    Raises:
        MissingExtra: if a package is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == "tc_typed":  # a bug in this package
            raise
        raise MissingExtra(
            f"{purpose} needs {error.name}: pip install 'tc-typed[{extra}]'", name=error.name
        ) from error
