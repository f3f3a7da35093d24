"""Rendering of JSON-e by the package json-e, with the places of errors and with limits.

The package does not tell the place of every error, and knows nothing of lines. So the template that
it gets consists of dicts and lists that keep a trace of what was read last: that is where an error
occurred, whatever its type. In the result, the keys tell where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tc_typed.core.extras import needing
from tc_typed.core.texts import oneLine, shownValue
from tc_typed.taskcluster_yml.json_e.functions import asFunctions, functionsAt
from tc_typed.taskcluster_yml.json_e.limits import Sizes, Steps, Text, checkText

if TYPE_CHECKING:
    from pydantic import JsonValue

JsonPath: TypeAlias = tuple[str | int, ...]
"""Keys and indices that lead to a part of a template or of a result."""

_LONGEST_MESSAGE = 300
_FROM_NOW = {"$fromNow", "from"}
_LIMITED = {"$eval": "_limited(_value)"}
_SORTABLE = {"$eval": "_sortable(_value)"}
_EXPRESSIONS = ("$eval", "$if")  # keys whose values are expressions
_COMBINING = {"$flatten", "$flattenDeep", "$json", "$merge", "$mergeDeep", "$reverse", "$sort"}
"""Operators whose result can take more memory than their operand, if that repeats values."""

_EACH = re.compile(r"each\(([a-zA-Z_][a-zA-Z0-9_]*)((?:,\s*[a-zA-Z_][a-zA-Z0-9_]*)?)\)")
_NOT_CALLABLE = "is not callable"


class NotRendered(Exception):
    """A template can't be rendered.

    Attributes:
        path: Part of the template that the problem is in.
        message: Description of the problem.
    """

    def __init__(self, path: JsonPath, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message


class Rendered:
    """The result of a template, with the origin of its parts.

    Attributes:
        value: The result; `None` if the template renders to nothing.
    """

    def __init__(self, value: JsonValue, trace: _Trace) -> None:
        self.value = value
        self._origins = trace.origins

    def origin(self, place: Sequence[str | int]) -> JsonPath:
        """Return the part of the template that a part of the result comes from.

        Args:
            place: Keys and indices that lead to the part of the result. The last ones may be
                missing in the result.

        Returns:
            JsonPath of the part, or of the closest part around it whose origin is known.
        """
        found: JsonPath = ()
        value = self.value
        for step in place:
            child = self._child(value, step)
            if child is None:
                break
            value, origin = child
            found = origin or found
        return found

    def _child(self, value: JsonValue, step: str | int) -> tuple[JsonValue, JsonPath | None] | None:
        """Return a part of the result, and its origin if that is known."""
        if isinstance(value, dict):
            key = next((key for key in value if key == step), None)
            return None if key is None else (value[key], self._of(key))
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            return value[step], self._around(value[step])
        return None

    def _around(self, value: JsonValue) -> JsonPath | None:
        """Return the origin of a mapping, which its keys tell."""
        if not isinstance(value, dict):
            return None
        return next((path[:-1] for key in value if (path := self._of(key)) is not None), None)

    def _of(self, key: str) -> JsonPath | None:
        return self._origins[id(key)][1] if id(key) in self._origins else None


def renderJsonE(
    call: str, template: JsonValue, variables: Mapping[str, object], now: str
) -> Rendered:
    """Render a template.

    Args:
        call: The call, for the message if json-e is not installed.
        template: The template.
        variables: Variables and functions of expressions.
        now: Current time, the variable `now`.

    Raises:
        NotRendered: if the template is invalid, or a limit is exceeded.
        MissingExtra: if json-e is not installed.
    """
    with needing("yaml", call):
        import jsone  # noqa: PLC0415  # an extra
        import jsone.builtins  # noqa: PLC0415

    trace, sizes = _Trace(), Sizes()
    functions = {
        **jsone.builtins.build(),
        **functionsAt(now),
        "_limited": sizes.check,
        "_onlyOne": _onlyOne,
        "_sortable": sizes.checkSorted,
    }
    context: dict[str, object] = {"now": now, **asFunctions(functions), **variables}
    try:
        result = jsone.render(trace.follow(template, ()), context)
        return Rendered(sizes.convert(result), trace)
    except NotRendered:
        raise
    except RecursionError:
        message = "it is nested too deeply for the remaining call stack"
    except MemoryError:
        message = "it needs too much memory"
    except jsone.JSONTemplateError as error:
        message = str(error.args[0])
        if message.endswith(_NOT_CALLABLE):
            message = f"the value {_NOT_CALLABLE}"  # It may be a secret of the event.
    except Exception as error:  # noqa: BLE001  # json-e raises TypeError and others for wrong values.
        message = f"{error or type(error).__name__}"
    raise NotRendered(trace.path, trace.describe(message))


def _onlyOne(cases: list[object]) -> object:
    if len(cases) > 1:
        raise ValueError("$switch can have only one condition that is true")
    return cases[0]


def _kindOf(key: str) -> Text:
    """Return the kind of the text that is the value of a key."""
    if key.startswith("by("):
        return Text.REPEATED
    return Text.EXPRESSION if key.startswith(_EXPRESSIONS) else Text.INTERPOLATED


class _Trace:
    """The part of a template that was read last.

    Attributes:
        path: Its path.
        origins: Each key of the template and its path, by the key's identity. json-e does not copy
            the keys that contain no expressions.
    """

    def __init__(self) -> None:
        self.path: JsonPath = ()
        self.origins: dict[int, tuple[str, JsonPath]] = {}
        self._value: object = None
        self._steps = Steps()

    def follow(self, value: JsonValue, path: JsonPath) -> object:
        """Return a part of the template in the form that is given to json-e."""
        if isinstance(value, list):
            items = [self.follow(item, (*path, index)) for index, item in enumerate(value)]
            return _TracedList(self, path, items)
        if not isinstance(value, dict):
            self._check(value, path, _kindOf(str(path[-1]) if path else ""))
            return value
        if "$fromNow" in value and value.keys() <= _FROM_NOW:
            return self._fromNow(value, path)
        if "$find" in value:
            return self._find(value, path)
        return self._cases(value, path) or self._mapping(value, path)

    def _cases(self, value: dict[str, JsonValue], path: JsonPath) -> object | None:
        """Return a replacement of `$match` or `$switch`; `None` for other mappings."""
        [cases] = value.values() if len(value) == 1 else [None]
        if isinstance(cases, dict) and value.keys() <= {"$match", "$switch"}:
            cased = self._match if "$match" in value else self._switch
            return cased(cases, (*path, *value))
        return None

    def _mapping(self, value: dict[str, JsonValue], path: JsonPath) -> _TracedDict:
        content = {
            self._key(key, (*path, key)): self.follow(item, (*path, key))
            for key, item in value.items()
        }
        if "$let" in content:
            self._limit(content, "$let", (*path, "$let"))
            if value.get("in") is None:
                content.pop("in", None)  # JavaScript's json-e refuses null here.
        if "$map" in content or "$reduce" in content:
            for key in [key for key in content if key.startswith("each(")]:
                content[key] = self._limited(content[key], (*path, key))
        self._limitOperands(content, path)
        return _TracedDict(self, path, content)

    def _limitOperands(self, content: dict[str, object], path: JsonPath) -> None:
        """Limit the values that operators combine."""
        isBy = any(key.startswith("by(") for key in content)
        for key in _COMBINING & content.keys():
            then = _SORTABLE if isBy else _LIMITED
            content[key] = self._limited(content[key], (*path, key), then=then)

    def _check(self, value: object, path: JsonPath, kind: Text) -> None:
        """Check the text of an expression, or of a key or value with expressions."""
        if isinstance(value, str):
            try:
                checkText(value, kind)
            except ValueError as error:
                message = str(error)
            else:
                return
            raise NotRendered(path, message)

    def _limit(self, content: dict[str, object], key: str, path: JsonPath) -> None:
        """Limit the values of variables."""
        variables = content[key]
        if isinstance(variables, _TracedDict):
            if any(name[:1] == "$" for name in variables):
                content[key] = self._limited(variables, path)
            else:
                variables.limit(self._limited)

    def _limited(
        self,
        value: object,
        path: JsonPath,
        otherwise: Mapping[str, object] | None = None,
        then: Mapping[str, object] | None = None,
    ) -> _TracedDict:
        """Replace a part by one that limits the size of its value.

        Without limits, a few variables or loops that double a value exhaust the memory.

        Args:
            value: The part.
            path: Its path.
            otherwise: Value if the part renders to nothing. Defaults to nothing.
            then: Limited value of the part. Defaults to any value that is not too large.
        """
        let = _TracedDict(self, path, {"_value": value})
        limited: dict[str, object] = {"$if": "defined('_value')", "then": then or _LIMITED}
        if otherwise is not None:
            limited["else"] = otherwise
        return _TracedDict(self, path, {"$let": let, "in": limited})

    def _match(self, cases: dict[str, JsonValue], path: JsonPath) -> _TracedList:
        """Replace the operator by a list with a conditional for each case.

        Each condition then has its own place. As in JavaScript, a case whose value renders to
        nothing becomes `{}`.
        """
        return self._conditionals(cases, path, lambda then, case: self._limited(then, case, {}))

    def _switch(self, cases: dict[str, JsonValue], path: JsonPath) -> _TracedDict:
        """Replace the operator by a list of the cases whose condition is true.

        Each case is a list, which is empty if its value renders to nothing.
        """
        conditional = {key: value for key, value in cases.items() if key != "$default"}
        found = self._conditionals(
            conditional, path, lambda then, case: _TracedList(self, case, [then])
        )
        first = {"$if": "len(_onlyOne(_cases)) > 0", "then": {"$eval": "_cases[0][0]"}}
        choice: dict[str, object] = {"$if": "len(_cases) > 0", "then": first}
        if "$default" in cases:
            choice["else"] = self.follow(cases["$default"], (*path, "$default"))
        let = _TracedDict(self, path, {"_cases": found})
        return _TracedDict(self, path, {"$let": let, "in": _TracedDict(self, path, choice)})

    def _find(self, value: dict[str, JsonValue], path: JsonPath) -> _TracedDict:
        """Replace the operator by a reduction to a list of the first element that is found.

        The package would render that element as a template. As it may come from the event,
        strangers could then write expressions.
        """
        [key] = [key for key in value if key != "$find"] if len(value) == 2 else [""]
        each = _EACH.fullmatch(key)
        if each is None or not isinstance(value[key], str):
            return _TracedDict(self, path, {"$find": []})  # The package tells what is missing.
        inside = (*path, key)
        self._check(value[key], inside, Text.EXPRESSION)
        matches = {"$if": value[key], "then": {"$eval": f"[{each[1]}]"}}
        other = _TracedDict(self, inside, {**matches, "else": {"$eval": "_found"}})
        step = {"$if": "len(_found) > 0", "then": {"$eval": "_found"}, "else": other}
        search: dict[str, object] = {
            "$reduce": self.follow(value["$find"], (*path, "$find")),
            "initial": [],
            f"each(_found, {each[1]}{each[2]})": _TracedDict(self, inside, step),
        }
        let = _TracedDict(self, path, {"_found": _TracedDict(self, path, search)})
        found = {"$if": "len(_found) > 0", "then": {"$eval": "_found[0]"}}
        return _TracedDict(self, path, {"$let": let, "in": found})

    def _conditionals(
        self,
        cases: dict[str, JsonValue],
        path: JsonPath,
        wrap: Callable[[object, JsonPath], object],
    ) -> _TracedList:
        """Return a list with a conditional for each case, in the order of evaluation.

        Args:
            cases: Values by condition.
            path: JsonPath of the cases.
            wrap: Makes the value of a conditional from that of the case and its path.
        """
        items: list[object] = []
        for condition in sorted(cases):
            case = (*path, condition)
            self._check(condition, case, Text.EXPRESSION)
            then = wrap(self.follow(cases[condition], case), case)
            items.append(_TracedDict(self, case, {"$if": condition, "then": then}))
        return _TracedList(self, path, items)

    def _fromNow(self, value: dict[str, JsonValue], path: JsonPath) -> _TracedDict:
        """Replace the operator by a call of our function, which reads more forms of times."""
        hasReference = bool(value.get("from"))  # as in JavaScript, where a falsy one is ignored
        arguments = {"offset": self.follow(value["$fromNow"], (*path, "$fromNow"))}
        if hasReference:
            arguments["reference"] = self.follow(value["from"], (*path, "from"))
        call = f"fromNow(offset, {'reference' if hasReference else 'now'})"
        let = _TracedDict(self, path, arguments)
        return _TracedDict(self, path, {"$let": let, "in": {"$eval": call}})

    def _key(self, key: str, path: JsonPath) -> str:
        """Copy a key, so that its identity tells its path, and check its expressions."""
        if not key.startswith("$$"):
            self._check(key, path, Text.INTERPOLATED)
        copied = f"{key}."[:-1]
        if len(copied) > 1:  # Python has only one object for each shorter string.
            self.origins[id(copied)] = (copied, path)
        return copied

    def read(self, path: JsonPath, value: object) -> None:
        """Notice that a part is read."""
        self.path = path
        self._value = value
        self._steps.add()

    def describe(self, message: str) -> str:
        """Add the expression that was read last to a message."""
        expression = f", in {shownValue(self._value)}" if isinstance(self._value, str) else ""
        return oneLine(message, _LONGEST_MESSAGE) + expression


class _TracedDict(dict[str, object]):
    """A mapping of a template."""

    def __init__(self, trace: _Trace, path: JsonPath, content: Mapping[str, object]) -> None:
        super().__init__(content)
        self._trace = trace
        self._path = path

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        self._trace.read((*self._path, key), value)
        return value

    def limit(self, limited: Callable[[object, JsonPath], object]) -> None:
        """Replace the values by limited ones, given the function that makes them."""
        for key in self:
            super().__setitem__(key, limited(super().__getitem__(key), (*self._path, key)))

    def items(self) -> ItemsView[str, object]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # a dict's own items don't call __getitem__
        return ItemsView(self)


class _TracedList(list[object]):
    """A list of a template."""

    def __init__(self, trace: _Trace, path: JsonPath, items: Sequence[object]) -> None:
        super().__init__(items)
        self._trace = trace
        self._path = path

    def __iter__(self) -> Iterator[object]:
        for index, item in enumerate(super().__iter__()):
            self._trace.read((*self._path, index), item)
            yield item
