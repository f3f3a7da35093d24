"""Plain English: phrases that made readers stumble do not come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources import PROJECT, Source

FOLDERS = ("benchmarks", "docs", "examples", "schemas", "scripts", "src", "tests")

SUFFIXES = {".css", ".html", ".jinja2", ".js", ".json", ".md", ".py", ".toml", ""}

OPENING = "a description is a noun, such as Number of retries, not a question without an end"

STUMBLES = {
    r'^\s*[rf]?"""(What|Who|How|Where|When|Why)\b': OPENING,
    r'": "(What|Who|How|Where|When|Why)\b': OPENING,
    r"(?<!there )\b(is|are|was|were|be) no (?!longer|more|less|fewer|one\b)": (
        "foreign word order: say is not a"
    ),
    r"\b(what|who|which)(so)?ever (is|are|was|has|had|comes|does|may)\b|\bwho(so)?ever\b": (
        "vague: name the thing or the person, such as each error, the caller"
    ),
    r"\b(somebody|anybody|everybody)\b": "vague: name the person, such as another client",
    r"\b(lest|hence|nevertheless|thereof|therein|ought|shall|in the midst|at present)\b": (
        "nobody says this to a colleague: so that not, so, still, should, must, during, now"
    ),
    r"(?<!un)answer": "the field's word is response",
    r"\b(try|tries|tried|trying) (it |them )?again\b": "the field's word is retry",
    r"\bwhole numbers?\b|\bempty texts?\b": "Python's words are integer and empty string",
    r"(?-i:\bDefault: )|\bDefault [`\d]": "one form for all defaults: Defaults to",
    r"must be an? [\w ]+, \d": "the rule is unclear: say must be 0 or more, got -1",
    r"\b(as above|by kind|as said|to the letter|for ever)\b": (
        "a riddle or old-fashioned: say like the other one, by its type, exactly, forever"
    ),
    r"\bstands?\b(?! for| still| out)": "code and data don't stand: they are, or are listed",
    r"\bbesides?\b": "ambiguous: say next to, in addition to or other than",
    r"\bmend(s|ed|ing)?\b": "programmers fix",
    r"\bin the place of\b|\btakes? the place\b": "long-winded: say instead of, replaces",
}
"""Patterns of phrases, each with the reason and mostly with better words."""


def texts() -> Iterator[Path]:
    """Yield the hand-written files, except the changelog, which quotes old names."""
    yield from (path for path in sorted(PROJECT.glob("*.md")) if path.name != "CHANGELOG.md")
    for folder in FOLDERS:
        for path in sorted((PROJECT / folder).rglob("*")):
            if not path.is_file() or path.suffix not in SUFFIXES or path == Path(__file__):
                continue
            if path.suffix != ".py" or Source(path).compiledFrom is None:
                yield path


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    """Return each line with its location."""
    return [
        (f"{path.relative_to(PROJECT)}:{number}", line)
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


@pytest.mark.parametrize(("pattern", "reason"), STUMBLES.items())
def test_plain_english(lines: list[tuple[str, str]], pattern: str, reason: str) -> None:
    stumble = re.compile(pattern, re.IGNORECASE)
    found = [
        f"{location}: {line.strip()}"
        for location, line in lines
        if stumble.search(line.replace("_", " "))
    ]
    assert not found, "\n".join([f"{reason}:", *found])
