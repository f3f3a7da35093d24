"""Plain descriptions of the patterns that requests use, for messages."""

from __future__ import annotations

from collections.abc import Mapping

_NAME = "letters, digits, - and _"

WORDS: Mapping[str, str] = {
    "^[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$": (
        "a slug ID of 22 characters, as slugId() creates it"
    ),
    "^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$": (
        "a task queue ID, provisionerId/workerType, such as proj-example/linux: 1 to 38 "
        f"{_NAME} before the slash, and a lower-case letter and up to 37 lower-case letters, "
        "digits and - after it"
    ),
    "^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$": (
        "a lower-case letter and up to 37 lower-case letters, digits and -, with no - at the end"
    ),
    "^[a-zA-Z0-9-_]{1,38}$": f"1 to 38 {_NAME}",
    "^([a-zA-Z0-9-_]*)$": f"a string of only {_NAME}",
    "^[a-zA-Z0-9_-]{44}$": f"44 {_NAME}",
    "^([a-zA-Z0-9._/-]*)$": "a string of only letters, digits and . _ / -",
    "^([a-zA-Z0-9-_/]*)$": f"a string of only {_NAME}, and /",
    "^[A-Za-z0-9._-]+$": "a string of only letters, digits and . _ -",
    "^[ -~]*$": "a string of printable ASCII characters",
    r"^[\x20-\x7e]*$": "a string of printable ASCII characters",
    "^[-a-zA-Z0-9]{1,39}$": "1 to 39 letters, digits and -",
    "^[-a-zA-Z0-9_.]{1,100}$": "1 to 100 letters, digits and - _ .",
    "^[a-f0-9]{64}$": "64 hexadecimal digits, in lower case",
    "^https?://": "a URL that begins with http:// or https://",
    "^(https?://|ssh://|git@)": "a URL that begins with http://, https://, ssh:// or git@",
}
"""Descriptions by pattern, to follow the words "Input should be"."""
