"""Words for the patterns that requests are held to, for messages."""

from __future__ import annotations

from collections.abc import Mapping

_NAME = "letters, digits, - and _"

WORDS: Mapping[str, str] = {
    "^[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$": (
        "a slug id of 22 characters, as slugId() makes it"
    ),
    "^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$": (
        "a task queue id, provisionerId/workerType such as proj-example/linux: before the slash 1 "
        f"to 38 {_NAME}, after it a lower-case letter and up to 37 lower-case letters, digits and -"
    ),
    "^[a-z]([-a-z0-9]{0,36}[a-z0-9])?$": (
        "a lower-case letter and up to 37 lower-case letters, digits and -, with no - at the end"
    ),
    "^[a-zA-Z0-9-_]{1,38}$": f"1 to 38 {_NAME}",
    "^([a-zA-Z0-9-_]*)$": f"text of {_NAME} only",
    "^[a-zA-Z0-9_-]{44}$": f"44 {_NAME}",
    "^([a-zA-Z0-9._/-]*)$": "text of letters, digits and . _ / - only",
    "^([a-zA-Z0-9-_/]*)$": f"text of {_NAME}, and /",
    "^[A-Za-z0-9._-]+$": "text of letters, digits and . _ - only",
    "^[ -~]*$": "text of printable ASCII characters",
    r"^[\x20-\x7e]*$": "text of printable ASCII characters",
    "^[-a-zA-Z0-9]{1,39}$": "1 to 39 letters, digits and -",
    "^[-a-zA-Z0-9_.]{1,100}$": "1 to 100 letters, digits and - _ .",
    "^[a-f0-9]{64}$": "64 hexadecimal digits, in lower case",
    "^https?://": "an address that begins with http:// or https://",
    "^(https?://|ssh://|git@)": "an address that begins with http://, https://, ssh:// or git@",
}
"""Words by pattern, to go after "Input should be"."""
