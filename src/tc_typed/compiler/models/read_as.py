"""Methods of responses that parse a free-form property as a model: `payloadAs`."""

from __future__ import annotations

from tc_typed.compiler.code import Code, code, identifier
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.naming import Direction, Names, className
from tc_typed.compiler.schema.types import FreeForm, Property, Record

_ENDING = "As"
_ARGS = """Args:
    model: Class of the model: your own, or a compiled one.
"""
_RETURNS = """Returns:
    An instance of the model, which shares no data with this response.
"""
_RAISES = """Raises:
    ValidationError: pydantic's error, if `{field}` does not match the model.
"""
_EXAMPLE = """Example:
    {fence}python
    {field} = {variable}.{method}(My{model})  # your own pydantic model
    {fence}
"""


def readAsMethod(
    record: Record, item: Property, names: Names, *, lenient: bool
) -> tuple[Code, Code] | None:
    """Write the method that parses a property as a model, if it has `x-read-as`.

    Args:
        record: Object with the property.
        item: The property.
        names: Names of classes and fields.
        lenient: Whether to leave out a method that can't be compiled, instead of raising.

    Returns:
        Name and source of the method; `None` if the property gets none.

    Raises:
        ContractError: if the method can't be compiled.
    """
    if not item.readAs:
        return None
    fields = {names.field(it.name) for it in record.properties}
    field = names.field(item.name)
    method = identifier(f"{field}{_ENDING}", item.node)
    problem = None
    if not isinstance(item.shape, FreeForm):
        problem = "x-read-as requires an object without declared properties"
    elif fields & {method, "type", "self", "model"}:
        # A field with one of these names would break the method.
        problem = f"the method {method} would conflict with another property"
    if problem is None:
        name = names.nameOf(record, Direction.RESPONSE)
        return method, _source(name[0].lower() + name[1:], item, field, method)
    if not lenient:
        raise item.node.error(problem)
    item.node.note(problem)
    return None


def readAsNote(method: Code) -> str:
    """Return a sentence about the method for the docstring of the field."""
    return f"`{method}` parses it as a model."


def _source(variable: str, item: Property, field: Code, method: Code) -> Code:
    text = (
        f"Parse `{field}` as a model. Unknown properties are ignored at any depth, regardless of"
        " the model's `extra` setting. Values are parsed as JSON, so strict models accept strings"
        " for date-times. Error messages can contain values, unless the model sets"
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
