"""Strategies for JSON-e templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import strategies as st
from pydantic import JsonValue

CONTEXT: dict[str, JsonValue] = {
    "event": {
        "ref": "refs/heads/main",
        "action": "opened",
        "number": 7,
        "isFork": False,
        "nothing": None,
        "labels": ["ci", "docs", "éΩ"],
        "user": {"login": "octocat", "id": 1},
        "commits": [{"id": "a1", "files": 3}, {"id": "b2", "files": 1}],
        "time": "2026-02-03T04:05:06+02:00",
    },
    "tasks_for": "github-push",
    "n": 3,
    "words": "alpha beta",
    "empty": "",
    "x": "ex",
    "y": ["why"],
    "i": 1,
}
"""Variables of the templates."""

EXPRESSIONS: dict[str, list[str]] = {
    "number": [
        *("n", "0", "1", "2", "event.number", "event.commits[0].files", "i", "event.user.id"),
        *("len({string})", "len({list})", "{number} + {number}", "{number} - {number}"),
        *("{number} * {number}", "min({number}, {number})", "max({number})", "abs({number})"),
        *("number(str({number}))", "floor({number})", "ceil({number})", "({number})", "-{number}"),
    ],
    "string": [
        *("'a'", "''", '"main"', "words", "empty", "event.ref", "event.action", "tasks_for"),
        *("event.user.login", "event.labels[2]", "{string} + {string}", "str({any})", "now"),
        *("lowercase({string})", "uppercase({string})", "strip({string})", "typeof({any})"),
        *("({string})[{number}:]", "({string})[:{number}]", "({string})[{number}:{number}]"),
        *("as_slugid({string})", "fromNow('1 day')", "({string})[-3:]", "lstrip({string})"),
        *("x", "join({list}, {string})"),
    ],
    # json-e for Python considers true equal to 1, so types are not mixed.
    "boolean": [
        *("true", "false", "event.isFork", "!({any})", "({boolean}) == ({boolean})"),
        *("({boolean}) && ({boolean})", "({boolean}) || ({boolean})", "{string} == {string}"),
        *("{number} < {number}", "{number} >= {number}", "{string} < {string}"),
        *("{string} in {list}", "{number} != {number}", "{map} == {map}", "{null} == {string}"),
        *("{string} in {string}", "{string} in event", "{number} in [1, n]", "defined('event')"),
    ],
    "list": [
        *("[]", "event.labels", "event.commits", "[{any}, {any}]", "split({string}, {string})"),
        *("range({number}, {number})", "range({number}, {number}, 2)", "({list})[{number}:]", "y"),
    ],
    "map": ["{{}}", "event", "event.user", "{{a: {any}, b: {any}}}", "event.commits[1]"],
    "null": ["null", "event.nothing", "event['missing']"],
    "invalid": [
        *("missing", "event.missing", "{any} + {any}", "{string} < {map}", "{any}[{any}]", "n n"),
        *("{string}.a", "{string}({any})", "len({any})", "as_slugid", "-{any}", "range({any}, 2)"),
        *("(", "{string} in {number}", "'a", "{any} - {any}", "min()", "n / 0", "a.b", "nothing()"),
    ],
}
"""Forms of expressions by the type of their value."""

KINDS = ["number", "string", "boolean", "list", "map", "null"]
OFFSETS = [
    *("", "1 day", "-1 day", "2 hours 3 min", "1 Week", "+ 5s", "1 month 1 year", "1 y 2 mo", "x"),
    *("1", "1 day 1 day", "10 sec", "  3 wk ", "1d2h", "- 1 hr"),
]
TIMES = [
    *("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+01:00", ""),
    *("${event.time}", "2026-01-01", "tomorrow"),
]
NAMES = ["a", "b1", "created", "name", "${n}", "k ${words}", "$$eval", "$odd", "x y", "__proto__x"]


@st.composite
def expressions(draw: st.DrawFn, kind: str = "any", depth: int = 3) -> str:
    """Generate expressions of a type, a few of which are invalid."""
    if kind == "any":
        isValid = draw(st.integers(0, 30)) > 0
        kind = draw(st.sampled_from(KINDS)) if isValid else "invalid"
    forms = EXPRESSIONS[kind]
    form = draw(st.sampled_from(forms if depth else [it for it in forms if "{" not in it] or forms))
    return (
        re.sub(r"\{(\w+)\}", lambda found: draw(expressions(found[1], max(depth - 1, 0))), form)
        .replace("{{", "{")
        .replace("}}", "}")
    )


@st.composite
def strings(draw: st.DrawFn) -> str:
    """Generate strings with expressions."""
    parts = st.one_of(
        st.sampled_from(["", "a", "b c", "$", "$${x}", "}", "{"]),
        st.sampled_from(["number", "string", "boolean", "null"])
        .flatmap(expressions)
        .map("${{{}}}".format),
    )
    return "".join(draw(st.lists(parts, max_size=3)))


@st.composite
def templates(draw: st.DrawFn, depth: int = 3) -> JsonValue:
    """Generate templates."""
    if depth == 0:
        return draw(st.one_of(strings(), st.sampled_from([None, True, 0, 1, 2.5, "x"])))
    inner = templates(depth - 1)
    kind = draw(st.sampled_from(["value", "list", "map", "operator", "operator", "operator"]))
    if kind == "value":
        return draw(templates(0))
    if kind == "list":
        return draw(st.lists(inner, max_size=3))
    if kind == "map":
        return draw(st.dictionaries(st.sampled_from(NAMES), inner, max_size=3))
    found = draw(operators(depth - 1))
    if draw(st.integers(0, 40)) == 0:
        found["more"] = 1
    return found


def operators(depth: int) -> st.SearchStrategy[dict[str, JsonValue]]:
    """Return a strategy for operators with their parts."""
    inner, boolean = templates(depth), expressions("boolean")
    lists = st.one_of(st.lists(inner, max_size=3), evaluated("list"))
    part: st.SearchStrategy[JsonValue] = st.one_of(evaluated("map"), inner)
    maps = st.lists(part, max_size=3)
    cases = st.one_of(boolean, st.sampled_from(["$default", "n == 3", "n != 3"]))
    found = st.sampled_from(["x == i", "i == 1", "x.id == 'b2'"])
    initial = st.sampled_from([0, "", None])
    return st.one_of(
        evaluated("any"),
        shape({"$if": st.one_of(boolean, expressions())}, {"then": inner, "else": inner}),
        shape({"$fromNow": st.sampled_from(OFFSETS)}, {"from": st.sampled_from(TIMES)}),
        shape({"$let": shape({"x": inner, "y": inner}), "in": inner}),
        shape({"$map": lists, "each(x)": inner}),
        shape({"$map": st.one_of(lists, evaluated("map")), "each(x, i)": inner}),
        shape({"$reduce": lists, "initial": initial, "each(x, y)": inner}),
        shape({"$reduce": lists, "initial": initial, "each(x, y, i)": inner}),
        shape({"$find": lists, "each(x)": boolean}),
        shape({"$find": lists, "each(x, i)": found}),
        shape({"$sort": lists}, {"by(x)": st.sampled_from(["x", "x.id", "-x", "len(x)"])}),
        shape({"$match": st.dictionaries(cases, inner, max_size=3)}),
        shape({"$switch": st.dictionaries(cases, inner, max_size=3)}),
        *(shape({name: maps}) for name in ("$merge", "$mergeDeep")),
        *(shape({name: lists}) for name in ("$flatten", "$flattenDeep")),
        # In JavaScript, $reverse and $mergeDeep also change a variable that they get directly.
        shape({"$reverse": st.lists(inner, max_size=3)}),
        shape({"$json": inner}),
    )


def evaluated(kind: str) -> st.SearchStrategy[dict[str, JsonValue]]:
    return shape({"$eval": expressions(kind)})


def shape(
    required: Mapping[str, st.SearchStrategy[JsonValue]],
    optional: Mapping[str, st.SearchStrategy[JsonValue]] | None = None,
) -> st.SearchStrategy[dict[str, JsonValue]]:
    """Return a strategy for mappings with keys and strategies for their values."""
    return st.fixed_dictionaries({**required}, optional={**(optional or {})})
