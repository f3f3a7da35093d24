"""Spelling suggestions, and new forms of what other Taskcluster clients have, for messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_MOVED: Mapping[str, str] = {
    "buildUrl": "buildUrl({client}.<method>, …), a function of tc_typed",
    "buildSignedUrl": "buildSignedUrl({client}.<method>, …), a function of tc_typed",
    "externalBuildUrl": "externalBuildUrl({client}.<method>, …), a function of tc_typed",
    "externalBuildSignedUrl": (
        "externalBuildSignedUrl({client}.<method>, …), a function of tc_typed"
    ),
    "makeRequest": "withResponse({client}.<method>, …), a function of tc_typed",
    "makeHawkExt": "HawkAuth, which signs requests of your own",
    "options": "use(…), which makes a copy with other options",
    "session": "httpClient, an option",
    "createSession": "httpClient, an option",
    "funcinfo": "operations, the service's methods by name",
    "classOptions": "serviceName or apiVersion",
    "_constructUrl": "buildUrl({client}.<method>, …), a function of tc_typed",
    "_makeApiCall": "withResponse({client}.<method>, …), a function of tc_typed",
    "_makeHttpRequest": "withResponse({client}.<method>, …), a function of tc_typed",
}
"""New forms of attributes that the official client's classes have."""


def didYouMean(name: str, known: Iterable[str]) -> str:
    """Ask for the name that was meant, to end a message with; empty if none is near."""
    from difflib import get_close_matches  # noqa: PLC0415  # only for this message

    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def suggestion(name: str, client: str, known: Iterable[str]) -> str:
    """Name the new form of an attribute that a client does not have, to end a message.

    Args:
        name: The attribute.
        client: Name of the client's class.
        known: Names of attributes that it has.
    """
    if name in _MOVED:
        return ": use " + _MOVED[name].format(client=client[:1].lower() + client[1:])
    # Names that begin so are mostly those that Python and libraries look for.
    return "" if name.startswith("_") else didYouMean(name, known)
