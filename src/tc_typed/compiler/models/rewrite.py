"""Rewriting of datamodel-code-generator's output into the final form of the models.

One pass over the syntax tree expands `Inline…` aliases, turns annotations into metadata (see
`bundle`), moves `None` out of `Annotated`, and formats docstrings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.models.additions import Additions
from tc_typed.compiler.models.docstrings import docstring
from tc_typed.compiler.models.fragments import ANNOTATIONS, CONSTRAINTS
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.naming import isInline

_NOTHING = Additions()

# Arguments of Field that pydantic ignores unless they apply to the whole field.
_OF_THE_FIELD = frozenset({"repr", "validation_alias", "serialization_alias", "json_schema_extra"})
# Annotations that also apply to the whole field.
_OUTSIDE = m.Name("MayBeNull") | m.Call(func=m.Name("Since"))

_BLANK = (cst.EmptyLine(indent=False),)
_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def rewrite(
    source: str,
    names: Sequence[Code],
    moduleDocstring: Code,
    imported: Mapping[Code, Sequence[Code]],
    additions: Additions = _NOTHING,
) -> str:
    """Return the source of a models module.

    Args:
        source: Output of datamodel-code-generator.
        names: Classes and aliases to keep, in their final order.
        moduleDocstring: Docstring of the module.
        imported: Classes to import from other packages, by module.
        additions: Code to add, in its final form.

    Raises:
        UnexpectedCode: if a class is missing, or code has an unknown form.
    """
    found = _Definitions.collect(cst.parse_module(source))
    typedDicts = {it.name: it.source for it in additions.typedDicts.values()}
    known = {*found.classes, *found.aliases, *typedDicts}
    if missing := [name for name in names if name not in known]:
        raise _unexpected(f"no definition of {', '.join(missing)} was generated")
    inlining = _Inliner(found.aliases)
    statements: list[cst.SimpleStatementLine | cst.BaseCompoundStatement] = []
    for name in names:
        if name in found.classes:
            statements.append(_class(found.classes[name], inlining, additions.methods.get(name)))
        elif name in typedDicts:
            statements += cst.parse_module(typedDicts[name]).body
        else:
            statements += _alias(name, inlining.type(found.aliases[name]), found.docs.get(name))
    module = cst.Module(body=statements)
    body = module.code
    return "\n".join([*_header(moduleDocstring, {**MODULES, **imported}, _namesIn(module)), body])


@dataclass(frozen=True)
class _Definitions:
    classes: dict[str, cst.ClassDef]
    aliases: dict[str, cst.BaseExpression]
    docs: dict[str, str]

    @classmethod
    def collect(cls, module: cst.Module) -> _Definitions:
        """Collect the definitions of a module; ignore imports and calls of `model_rebuild`."""
        found = cls({}, {}, {})
        last = ""
        for statement in module.body:
            match statement:
                case cst.ClassDef(name=cst.Name(name)):
                    found.classes[name] = statement
                    last = ""
                case cst.SimpleStatementLine(
                    body=[cst.Assign(value=cst.Call(func=cst.Name("TypeAliasType"), args=args))]
                ):
                    last = _string(args[0].value)
                    found.aliases[last] = args[1].value
                case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() as text)]):
                    if last:
                        found.docs[last] = _string(text)
                case _:
                    last = ""
        return found


# Types


class _Inliner(cst.CSTTransformer):
    """Rewrites types: expands `Inline…` names, joins metadata, moves `None` outside of it."""

    def __init__(self, aliases: Mapping[str, cst.BaseExpression]) -> None:
        super().__init__()
        self._aliases = aliases

    def type(self, expression: cst.BaseExpression) -> cst.BaseExpression:
        """Rewrite a type."""
        rewritten = expression.visit(self)
        if not isinstance(rewritten, cst.BaseExpression):
            raise _unexpected("rewriting a type did not return a type")
        return rewritten

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Replace the name of an inline alias with its type."""
        if isInline(original_node.value) and original_node.value in self._aliases:
            return self.type(self._aliases[original_node.value])
        return updated_node

    def leave_SimpleString(
        self,
        original_node: cst.SimpleString,  # noqa: ARG002 - libcst's signature
        updated_node: cst.SimpleString,
    ) -> cst.BaseExpression:
        """Write patterns as raw strings."""
        return _literal(_string(updated_node))

    def leave_Subscript(
        self,
        original_node: cst.Subscript,  # noqa: ARG002 - libcst's signature
        updated_node: cst.Subscript,
    ) -> cst.BaseExpression:
        """Turn annotations into metadata."""
        if not m.matches(updated_node, m.Subscript(value=m.Name("Annotated"))):
            return updated_node
        inner, marks = _unwrapped(updated_node)
        arguments, rest = _splitMetadata(marks)
        ofField, ofType = _splitArguments(arguments)
        bare, isOptional = _withoutNone(inner)
        if not isOptional:
            return _annotated(bare, [*ofType, *ofField], rest)
        outside = [mark for mark in rest if m.matches(mark, _OUTSIDE)]
        inside = [mark for mark in rest if mark not in outside]
        optional = _or(_annotated(bare, ofType, inside), cst.Name("None"))
        return _annotated(optional, ofField, outside)


def _unwrapped(
    annotated: cst.Subscript,
) -> tuple[cst.BaseExpression, list[cst.BaseExpression]]:
    """Split one or two levels of `Annotated` into the inner type and the metadata."""
    inner, *metadata = _elements(annotated)
    marks = [mark for item in metadata for mark in _marks(item)]
    if isinstance(inner, cst.Subscript) and m.matches(inner.value, m.Name("Annotated")):
        inner, *others = _elements(inner)
        marks = [*others, *marks]
    return inner, marks


def _elements(subscript: cst.Subscript) -> list[cst.BaseExpression]:
    found: list[cst.BaseExpression] = []
    for element in subscript.slice:
        if not isinstance(element.slice, cst.Index):
            raise _unexpected("a type has a slice for an argument")
        found.append(element.slice.value)
    return found


def _marks(item: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the expressions in `json_schema_extra`, and `Field` without it."""
    if not isinstance(item, cst.Call):
        return [item]
    rest = [argument for argument in item.args if _keyword(argument) != "json_schema_extra"]
    found: list[cst.BaseExpression] = [item.with_changes(args=rest)] if rest else []
    for argument in item.args:
        if _keyword(argument) == "json_schema_extra":
            found += [cst.parse_expression(text) for text in _texts(argument.value, ANNOTATIONS)]
    return found


def _texts(value: cst.BaseExpression, key: str) -> list[str]:
    """Return the list of strings under the only key of a dict literal."""
    match value:
        case cst.Dict(elements=[cst.DictElement(key=name, value=cst.List() as items)]):
            if _string(name) == key:
                return [_string(item.value) for item in items.elements]
        case _:
            pass
    raise _unexpected(f"{cst.Module([]).code_for_node(value)} is not a list of {key}")


def _splitMetadata(
    marks: Iterable[cst.BaseExpression],
) -> tuple[list[cst.Arg], list[cst.BaseExpression]]:
    """Collect the arguments of all `Field` calls, and the other metadata."""
    arguments: list[cst.Arg] = []
    rest: list[cst.BaseExpression] = []
    for mark in marks:
        if isinstance(mark, cst.Call) and m.matches(mark.func, m.Name("Field")):
            arguments += mark.args
        else:
            rest.append(mark)
    return arguments, rest


def _splitArguments(arguments: Iterable[cst.Arg]) -> tuple[list[cst.Arg], list[cst.Arg]]:
    """Split arguments of `Field` into those about the whole field and those about its type."""
    ofField: list[cst.Arg] = []
    ofType: list[cst.Arg] = []
    for argument in arguments:
        (ofField if _keyword(argument) in _OF_THE_FIELD else ofType).append(argument)
    return ofField, ofType


def _annotated(
    inner: cst.BaseExpression, arguments: Sequence[cst.Arg], rest: Sequence[cst.BaseExpression]
) -> cst.BaseExpression:
    plain = [a.with_changes(comma=cst.MaybeSentinel.DEFAULT) for a in arguments]
    field = [cst.Call(func=cst.Name("Field"), args=plain)] if plain else []
    metadata = [*field, *rest]
    if not metadata:
        return inner
    elements = [cst.SubscriptElement(cst.Index(item)) for item in (inner, *metadata)]
    return cst.Subscript(value=cst.Name("Annotated"), slice=elements)


def _withoutNone(inner: cst.BaseExpression) -> tuple[cst.BaseExpression, bool]:
    match inner:
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=cst.Name("None")):
            return left, True
        case _:
            return inner, False


def _or(left: cst.BaseExpression, right: cst.BaseExpression) -> cst.BaseExpression:
    return cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right)


def _keyword(argument: cst.Arg) -> str:
    return "" if argument.keyword is None else argument.keyword.value


# Statements


def _class(
    definition: cst.ClassDef, inlining: _Inliner, methods: Iterable[Code] | None
) -> cst.ClassDef:
    """Write a class: docstring, constraints, fields with docstrings, methods."""
    body: list[cst.BaseStatement] = []
    keywords: list[cst.Arg] = []
    for statement in definition.body.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() as text)]):
                body.append(_docstring(_string(text), indent=4, summary=not body))
            case cst.SimpleStatementLine(body=[cst.AnnAssign() as field]):
                rewritten = inlining.type(field.annotation.annotation)
                annotation = cst.Annotation(rewritten)
                body.append(cst.SimpleStatementLine([field.with_changes(annotation=annotation)]))
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(cst.Name("model_config"))], value=value)]
            ):
                constraints, keywords = _config(value)
                body += constraints
            case cst.SimpleStatementLine(body=[cst.Pass()]):
                pass
            case _:
                raise _unexpected(f"unknown statement in class {definition.name.value}")
    body += map(cst.parse_statement, methods or ())
    if not body:
        body.append(cst.SimpleStatementLine([cst.Pass()]))
    return definition.with_changes(
        body=cst.IndentedBlock(body), keywords=keywords, leading_lines=_BLANK * 2
    )


def _config(value: cst.BaseExpression) -> tuple[list[cst.BaseStatement], list[cst.Arg]]:
    """Turn `model_config` into constraints and keywords of the class; ignore what the bases set."""
    if not isinstance(value, cst.Call):
        raise _unexpected("model_config is not a call")
    constraints: list[cst.BaseStatement] = []
    keywords: list[cst.Arg] = []
    for argument in value.args:
        match _keyword(argument):
            case "json_schema_extra":
                calls = "".join(f"{call}, " for call in _texts(argument.value, CONSTRAINTS))
                constraints.append(
                    cst.parse_statement(
                        f"_constraints: ClassVar[tuple[Constraint, ...]] = ({calls.strip()})"
                    )
                )
            case "extra":
                keywords.append(
                    cst.Arg(
                        keyword=cst.Name("extra"),
                        value=_literal(_string(argument.value)),
                        equal=_TIGHT,
                    )
                )
            case "use_attribute_docstrings" | "arbitrary_types_allowed":
                pass
            case other:
                raise _unexpected(f"model_config has an unknown setting {other}")
    return constraints, keywords


def _alias(
    name: str, value: cst.BaseExpression, description: str | None
) -> list[cst.SimpleStatementLine]:
    alias = cst.AnnAssign(
        target=cst.Name(name), annotation=cst.Annotation(cst.Name("TypeAlias")), value=value
    )
    statement = cst.SimpleStatementLine([alias], leading_lines=_BLANK)
    return [statement, *([] if description is None else [_docstring(description, indent=0)])]


def _docstring(text: str, *, indent: int, summary: bool = False) -> cst.SimpleStatementLine:
    literal = docstring(text, indent=indent, summary=summary)
    return cst.SimpleStatementLine([cst.Expr(cst.SimpleString(literal))])


# Modules


def _header(text: Code, modules: Mapping[Code, Sequence[Code]], used: set[str]) -> list[str]:
    imports = [
        f"from {module} import {', '.join(name for name in names if name in used)}"
        for module, names in modules.items()
        if used.intersection(names)
    ]
    # There is no `from __future__ import annotations`: each class follows the classes that it uses,
    # so annotations need not be strings, which pydantic would have to evaluate at every import.
    return [text, "", *imports, ""]


def _namesIn(module: cst.Module) -> set[str]:
    collector = _Collector()
    module.visit(collector)
    return collector.names


class _Collector(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)


def _string(node: cst.BaseExpression) -> str:
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    if not isinstance(value, str):
        raise _unexpected(f"{cst.Module([]).code_for_node(node)} is not a string")
    return value


def _literal(text: str) -> cst.SimpleString:
    """Write a string literal, raw if it has backslashes."""
    if "\\" in text and '"' not in text and not text.endswith("\\") and text.isprintable():
        return cst.SimpleString(f'r"{text}"')
    return cst.SimpleString(repr(text))


def _unexpected(problem: str) -> UnexpectedCode:
    """Return an error about code that datamodel-code-generator was not expected to write."""
    return UnexpectedCode("models.py", problem)
