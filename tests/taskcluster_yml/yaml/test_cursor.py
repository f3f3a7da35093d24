"""Lines and columns of offsets in YAML source."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tc_typed.taskcluster_yml.yaml.cursor import LineIndex

texts = st.text(st.sampled_from("ab \t\r\n\x85\u2028"), max_size=30)


@given(texts, st.data())
def test_line_and_column_lead_to_the_offset(text: str, data: st.DataObject) -> None:
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text) or [""]
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    line, column = LineIndex(text).lineAndColumn(start)
    assert len("".join(lines[: line - 1])) + column - 1 == start
    assert column <= max(1, len(lines[line - 1]))
