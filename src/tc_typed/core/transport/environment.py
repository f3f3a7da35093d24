"""The error of an environment that a transport can't be set up by."""

from __future__ import annotations


class UnusableEnvironment(ValueError):
    """The environment asks for a proxy or certificates that can't be used."""
