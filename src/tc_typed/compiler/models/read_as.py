"""Methods of responses that read a free-form property as a model: `payloadAs`."""

from __future__ import annotations

from tc_typed.compiler.code import Code, code, identifier
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.naming import Direction, Names, className
from tc_typed.compiler.schema.types import FreeForm, Property, Record

_ENDING = "As"
_ARGS = """Args:
    model: Class of the model, of a worker's payload or your own.
"""
_RETURNS = """Returns:
    An instance of it, which shares nothing with this response.
"""
_RAISES = """Raises:
    ValidationError: of pydantic, if `{field}` does not fit the model.
"""
_EXAMPLE = """Example:
    {fence}python
    {field} = {variable}.{method}(My{model})  # a pydantic model of yours
    {fence}
"""


def readAsMethod(
    record: Record, item: Property, names: Names, *, lenient: bool
) -> tuple[Code, Code] | None:
    """Write the method that reads a property as a model, if the contract wants one.

    Args:
        record: The object that has the property.
        item: The property.
        names: The names of classes and fields.
        lenient: Whether to leave out a method that is not possible, instead of refusing it.

    Returns:
        Its name and its source; `None` without one.

    Raises:
        ContractError: if there can be none.
    """
    if not item.readAs:
        return None
    fields = {names.field(it.name) for it in record.properties}
    field = names.field(item.name)
    method = identifier(f"{field}{_ENDING}", item.node)
    problem = None
    if not isinstance(item.shape, FreeForm):
        problem = "x-read-as is for objects without declared properties"
    elif fields & {method, "type", "self", "model"}:  # which the method would not find any more
        problem = f"another property is in the way of the method {method}"
    if problem is None:
        name = names.nameOf(record, Direction.RESPONSE)
        return method, _source(name[0].lower() + name[1:], item, field, method)
    if not lenient:
        raise item.node.error(problem)
    item.node.note(problem)
    return None


def readAsNote(method: Code) -> str:
    """Say in a field's docstring that there is the method."""
    return f"`{method}` reads it as a model."


def _source(variable: str, item: Property, field: Code, method: Code) -> Code:
    text = (
        f"Read `{field}` as a model. Properties that the model does not know are ignored at any"
        " depth, whatever its `extra` says. Values are read as JSON: a strict model takes a text"
        " for a date-time, too. An error can show values, unless the model has"
        " `hide_input_in_errors`."
    )
    sections = [
        _ARGS,
        _RETURNS,
        _RAISES.format(field=field),
        _EXAMPLE.format(
            field=field,
            variable=variable,
            method=method,
            model=className(item.name),
            fence="```",
        ),
    ]
    described = docstring(text, indent=8, summary=True, sections=sections)
    head = code("def {}(self, model: type[ModelT]) -> ModelT:\n    {}\n", method, described)
    return code("{}    return readAs(self.{}, model)\n", head, field)
