"""TypedDicts for the classes of requests, for programs that use dicts.

They have the same fields, but no limits: the class checks those. No field is required, because
programs fill in dicts step by step; the class checks for missing fields before anything is sent.
"""

from __future__ import annotations

from tc_typed.compiler.code import Code, code, identifier, joined, literal
from tc_typed.compiler.contract.errors import ContractError
from tc_typed.compiler.models.additions import TypedDictSource
from tc_typed.compiler.models.annotations import ResultAnnotations
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.fragments import Draft
from tc_typed.compiler.models.naming import MAX_NAME, Direction, className
from tc_typed.compiler.schema.types import DateTime, Enum, FreeForm, Record, Shape, Union

_KEYWORD = "x-fields"
_ENDING = "Fields"  # suffix of the names of TypedDicts for nested objects
_EXAMPLE = """Example:
    {fence}python
    def checked(fields: {name}) -> {model}:
        return {model}.model_validate(fields)
    {fence}
"""


class TypedDictWriter:
    """A writer of the TypedDicts that a service's contract requests."""

    def __init__(self, draft: Draft, *, lenient: bool) -> None:
        """Start without TypedDicts.

        Args:
            draft: The service's document, in which all classes are defined.
            lenient: Whether to leave out a TypedDict that can't be compiled, instead of raising.
        """
        self._draft = draft
        self._lenient = lenient

    def nameFor(self, payload: Shape) -> Code | None:
        """Write the TypedDict of a payload and nested ones, if its schema has `x-fields`.

        Returns:
            Name of the TypedDict; `None` if there is none.

        Raises:
            ContractError: if the TypedDict can't be compiled.
        """
        try:
            title = payload.node.textAt(_KEYWORD)
            return None if title is None else self._write(payload, className(title))
        except ContractError as reason:
            if not self._lenient:
                raise
            payload.node.note(str(reason))
            return None

    def _write(self, payload: Shape, name: str) -> Code:
        if not isinstance(payload, Record):
            raise payload.node.error(f"{_KEYWORD} requires an object with declared properties")
        model = self._draft.names.nameOf(payload, Direction.REQUEST)
        known = self._draft.additions.typedDicts
        if model not in known:
            # Add the TypedDicts only after all of them have been written.
            types = _FieldTypes(self._draft)
            types.write(payload, name)
            known.update(types.written)
        return known[model].name


class _FieldTypes(ResultAnnotations):
    """A visitor that writes the types of TypedDict fields, most of them like those of results."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.written: dict[Code, TypedDictSource] = {}
        """TypedDicts by class name."""

    def write(self, record: Record, name: str) -> Code:
        """Write the TypedDict of a class, after nested ones."""
        names = self._draft.names
        model = names.nameOf(record, Direction.REQUEST)
        isOuter = not self.written
        checked = self._checkedName(record, name)
        # Reserve the name before nested TypedDicts choose theirs.
        self.written[model] = TypedDictSource(checked, Code())
        fields = [self._field(record, item.name, item.shape) for item in record.properties]
        text = f"A dict with the fields of `{model}`, which describes them."
        sections: list[str] = []
        if isOuter:
            text += (
                " Type checkers check its keys and types. Annotate the variable with this type, so"
                " that their errors point to the invalid key. Limits and required fields are"
                " checked before anything is sent."
            )
            sections = [_EXAMPLE.format(name=checked, model=model, fence="```")]
        described = docstring(text, indent=4, summary=True, sections=sections)
        head = code("class {}(TypedDict, total=False):\n    {}\n\n", checked, described)
        source = code("{}    {}\n", head, joined("\n    ", fields))
        self.written[model] = TypedDictSource(checked, source)
        return checked

    def _checkedName(self, record: Record, name: str) -> Code:
        taken = {it.name for it in (*self._known(), *self.written.values())}
        isFree = self._draft.names.isFree(name) and name not in taken
        if not isFree or name in self._draft.definitions or len(name) > MAX_NAME:
            raise record.node.error(f"{name} can't be the name of its TypedDict")
        return identifier(name, record.node)

    def _known(self) -> list[TypedDictSource]:
        return [*self._draft.additions.typedDicts.values()]

    def _field(self, record: Record, name: str, shape: Shape) -> Code:
        if self._draft.names.field(name) != name:
            raise record.node.error(f"a TypedDict can't have the key {name!r}")
        return code("{}: {}", identifier(name, record.node), self.of(shape))

    def record(self, shape: Record, /) -> Code:
        model = self._draft.names.nameOf(shape, Direction.REQUEST)
        if self._draft.shared.find(shape) is not None:
            return model
        known = {**self._draft.additions.typedDicts, **self.written}.get(model)
        fields = self.write(shape, f"{model}{_ENDING}") if known is None else known.name
        return code("{} | {}", model, fields)

    def union(self, shape: Union, /) -> Code:
        return joined(" | ", dict.fromkeys(self.of(member) for member in shape.members))

    def enum(self, shape: Enum, /) -> Code:
        if shape.named:
            return self._draft.names.nameOf(shape, Direction.REQUEST)
        return code("Literal[{}]", joined(", ", map(literal, shape.values)))

    def dateTime(self, _: DateTime, /) -> Code:
        return code("Timestamp | str")

    def freeForm(self, _: FreeForm, /) -> Code:
        return code("FreeForm")
