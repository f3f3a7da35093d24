"""Checks of the JSON Schema formats that requests use."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

# The grammar of RFC 3986, appendix A, bottom up.
_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_USERINFO = r"(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*"
_REG_NAME = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_IP_LITERAL = r"\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
_AUTHORITY = rf"(?:{_USERINFO}@)?(?:{_IP_LITERAL}|{_REG_NAME})(?::[0-9]*)?"
_PATH = rf"(?://{_AUTHORITY}(?:/{_PCHAR}*)*|/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?)"
_URI = rf"[A-Za-z][A-Za-z0-9+.-]*:{_PATH}(?:\?(?:{_PCHAR}|[/?])*)?(?:\#(?:{_PCHAR}|[/?])*)?"
_HOSTNAME = r"(?=.{1,253}\Z)(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)*(?!-)[A-Za-z0-9-]{1,63}(?<!-)"

_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

# E-mail addresses as defined in the HTML standard, which the server's validator uses too.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*"

Check: TypeAlias = Callable[[str], object]
"""Function that returns a true value for a string that has the format."""


def _matches(pattern: str) -> Callable[[], Check]:
    return lambda: re.compile(pattern).fullmatch


def _parses(parse: Callable[[str], object]) -> Callable[[], Check]:
    def check(text: str) -> bool:
        try:
            parse(text)
        except (ValueError, re.error):
            return False
        return True

    return lambda: check


FORMATS: Mapping[str, Callable[[], Check]] = {
    "email": _matches(_EMAIL),
    "uri": _matches(_URI),
    "hostname": _matches(_HOSTNAME),
    "ipv4": _parses(ipaddress.IPv4Address),
    "ipv6": _parses(ipaddress.IPv6Address),
    "regex": _parses(re.compile),
    "uuid": _matches(_UUID),
}
"""Factories of checks, by format. Each check is created only when needed, because programs
need few of them and some take long to compile."""
