"""Packages that are not installed with this one unless an extra asks for them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager


class MissingExtra(ModuleNotFoundError):
    """An extra of this package is not installed; the message ends with the command for it."""


@contextmanager
def needing(extra: str, purpose: str) -> Generator[None]:
    """Turn a package that is missing into an error that names the extra to install.

    Args:
        extra: The extra.
        purpose: What they are for, to begin the message with: `progressBar`.

    Raises:
        MissingExtra: if one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == "tc_typed":  # a mistake of ours
            raise
        raise MissingExtra(
            f"{purpose} needs {error.name}: pip install 'tc-typed[{extra}]'", name=error.name
        ) from error
