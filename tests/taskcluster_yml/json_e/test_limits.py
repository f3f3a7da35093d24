"""Hostile templates neither take long, nor much memory, nor show details of Python or secrets."""

from __future__ import annotations

import time

import pytest
from pydantic import JsonValue

from tc_typed.taskcluster_yml.json_e import limits
from tc_typed.taskcluster_yml.json_e.template import NotRendered, renderJsonE

NOW = "2026-01-02T03:04:05.678Z"
LONG = "a" * 900_000
SECRET = "hunter2-hunter2"
EVENT: JsonValue = {
    "long": LONG,
    "spaces": " " * 100_000 + "x",
    "digits": "1" * 100_000 + "x",
    "title": "${len('ab')}",
    "secret": SECRET,
    "nested": {"secret": SECRET},
}
LETTERS: JsonValue = {"$eval": "split(event.long, '')"}
NUMBERS: JsonValue = {"$eval": "range(0, 1000)"}
LONGEST = 10.0  # seconds of processor time


def render(template: JsonValue) -> JsonValue:
    started = time.thread_time()
    try:
        return renderJsonE("test", template, {"event": EVENT}, NOW).value
    finally:
        assert time.thread_time() - started < LONGEST


def repeated(item: str, count: int, separator: str = ",") -> str:
    return separator.join([item] * count)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({"$eval": f"len(join([{repeated('event.long', 400)}], ''))"}, "at most 1,000,000"),
        ({"$json": {"$eval": f"[{repeated('event.long', 400)}]"}}, "too large"),
        ({"$let": {"a": LETTERS}, "in": {"$flatten": {"$eval": "[a, a, a, a]"}}}, "too large"),
        (
            {"$let": {"$eval": f"{{a: [{repeated('event.long', 400)}]}}"}, "in": {"$json": "a"}},
            "too large",
        ),
        ({"$mergeDeep": {"$eval": f"[{repeated('{a: [event.long]}', 200)}]"}}, "too large"),
        ("${1}" * 250_000, "at most 50,000 characters"),
        ({"$eval": f"[{repeated('1', 100_000)}]"}, "at most 5,000 characters"),
        ({"$sort": NUMBERS, "by(x)": f"[{repeated('1', 400)}][0]"}, "at most 500 characters"),
        ({"$sort": LETTERS, "by(x)": "x"}, "can have 1,000 elements"),
        ({"$find": LETTERS, "each(x)": "x == 'b'"}, "steps"),
        ("${ {} == {} && 9999999 ** 9999999 }", r"with \*\* are not supported"),
        ({"${ 9999999 ** 9999999 }": 1}, r"with \*\* are not supported"),
        ("${'}' + 9999999 ** 9999999 }", r"with \*\* are not supported"),
        ({"$fromNow": {"$eval": "event.spaces"}}, "is not an offset"),
        ({"$eval": "number(event.digits)"}, "number can't convert"),
    ],
)
def test_templates_that_would_take_long_or_much_memory_are_refused(
    template: JsonValue, message: str
) -> None:
    with pytest.raises(NotRendered) as caught:
        render(template)
    assert message.replace(r"\*", "*") in caught.value.message


def test_the_time_of_all_steps_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_LONGEST_TIME", 0.05)
    with pytest.raises(NotRendered) as caught:
        render({"$map": NUMBERS, "each(x)": {"$eval": f"[{repeated('1', 2000)}]"}})
    assert "seconds to render" in caught.value.message


@pytest.mark.parametrize(
    "text", ["**bold** ${event.secret}", "rm ${event.secret}/**/*.py", "$${ 2 ** 3 }"]
)
def test_asterisks_outside_of_expressions_are_text(text: str) -> None:
    expected = text.replace("${event.secret}", SECRET).replace("$${", "${")
    assert render(text) == expected


@pytest.mark.parametrize(
    "name", ["len", "fromNow", "join", "defined", "typeof", "_limited", "_onlyOne", "_sortable"]
)
@pytest.mark.parametrize("form", ["${%s}", "a ${%s} b"])
def test_functions_have_no_text(name: str, form: str) -> None:
    with pytest.raises(NotRendered) as caught:
        render(form % name)
    assert "a function is not called" in caught.value.message


def test_a_found_element_is_not_rendered_as_a_template() -> None:
    template: JsonValue = {"$find": {"$eval": "[{t: event.title}]"}, "each(x)": "true"}
    assert render(template) == {"t": "${len('ab')}"}


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ({"each(x)": "x > 1"}, 2),
        ({"each(x, i)": "i == 2"}, 3),
        ({"each(x)": "x > 1 || [][0]"}, None),  # The expression fails for the first element.
        ({"each(x)": "x == 1 || [][0]"}, 1),  # It is not evaluated for others.
    ],
)
def test_the_first_element_is_found(each: dict[str, JsonValue], expected: JsonValue) -> None:
    template: JsonValue = {"$find": [1, 2, 3], **each}
    if expected is None:
        with pytest.raises(NotRendered):
            render(template)
    else:
        assert render(template) == expected


@pytest.mark.parametrize("template", [{"$find": [1]}, {"$find": [1], "each(x)": 1}, {"$find": 1}])
def test_a_find_without_an_expression_is_refused(template: JsonValue) -> None:
    with pytest.raises(NotRendered):
        render(template)


@pytest.mark.parametrize(
    "expression",
    [
        "event.secret()",
        "event.nested()",
        "[event.secret]()",
        "event.secret + 1",
        "-event.secret",
        "event.secret.a",
        "event.secret[event]",
        "event.nested.missing",
        "sqrt(event.secret)",
    ],
)
def test_messages_do_not_contain_values_of_variables(expression: str) -> None:
    with pytest.raises(NotRendered) as caught:
        render({"$eval": expression})
    assert SECRET not in caught.value.message
