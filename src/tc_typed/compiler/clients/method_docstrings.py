"""Docstrings of methods: parameters, results, errors, effects of retries, and scopes."""

from __future__ import annotations

from collections.abc import Iterable

from tc_typed.compiler.clients.authorization import authorizationText
from tc_typed.compiler.code import Code
from tc_typed.compiler.contract.deprecation import clauseAt, deprecationText, methodAdvice
from tc_typed.compiler.contract.load import Node
from tc_typed.compiler.models.docstrings import docstring, firstSentence
from tc_typed.compiler.models.method_types import Result, Status, TypeAnnotation
from tc_typed.core.errors import restFailure

_INDENT = 8
_ANY_FAILURE = "    TaskclusterFailure: if the call fails; subclasses distinguish the causes."


def methodDocstring(
    entry: Node, attribute: Code, descriptions: Iterable[tuple[str, str]], result: Result
) -> Code:
    """Write a method's docstring.

    Args:
        entry: The method's entry in the API reference.
        attribute: Name of the client in examples.
        descriptions: Names and descriptions of the parameters.
        result: Result types of the method.
    """
    title = (entry.textAt("title") or entry.require("name").text()).rstrip(".")
    description = entry.textAt("description") or ""
    if (advice := methodAdvice(entry)) is not None:
        description = f"{description} {deprecationText(advice)}"
    text = f"{title}.\n\n{description}\n\n{_retryText(entry, attribute)}"
    sections = [
        *_arguments(descriptions),
        f"Returns:\n    {_returns(result)}",
        _raises(result),
        _apiText(entry),
    ]
    return docstring(text, indent=_INDENT, summary=True, sections=sections)


def pagesDocstring(
    method: str, descriptions: Iterable[tuple[str, str]], item: str, advice: str | None
) -> Code:
    """Write the docstring of the iterator over a method's pages.

    Args:
        method: Name of the method.
        descriptions: Names and descriptions of the iterator's parameters.
        item: Description of the items; can be empty.
        advice: Advice about a replacement, if the method is deprecated.
    """
    text = (
        f"Iterate over all results of `{method}`.\n\n"
        "Each page is requested when its first item is needed."
    )
    if advice is not None:
        text = f"{text} {deprecationText(advice)}"
    sections = [
        *_arguments(descriptions),
        f"Yields:\n    {_oneLine(item) or 'The items.'}",
        f"Raises:\n{_ANY_FAILURE}",
    ]
    return docstring(text, indent=_INDENT, summary=True, sections=sections)


def _retryText(entry: Node, attribute: Code) -> str:
    """Describe the effects of a retry and how to avoid one, if the entry has `x-retry`."""
    retry = clauseAt(entry, "x-retry")
    if retry is None:
        return ""
    return (
        "An attempt that gets no response, or a 5xx response, is retried. If the server carried out"
        f" the failed attempt, {retry}. Use `{attribute}.use(retries=0)` to make a single attempt."
    )


def _arguments(descriptions: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"    {name}: {_oneLine(text)}" for name, text in descriptions]
    return ["\n".join(["Args:", *lines])] if lines else []


def _returns(result: Result) -> str:
    if result.statuses:
        return " ".join(map(_statusResultText, result.statuses))
    if result.default is None:
        return "Nothing."
    texts = [_resultText(result.default)]
    texts += [
        f'With `{parameter}="{value}"`: {_resultText(variant)}'
        for parameter, value, variant in result.variants
    ]
    return " ".join(texts)


def _statusResultText(status: Status) -> str:
    returned = "Nothing" if status.type is None else f"`{status.type.text}`"
    return f"{returned} ({status.code}): {_oneLine(status.description)}"


def _resultText(result: TypeAnnotation) -> str:
    return firstSentence(_oneLine(result.shape.description))[0] or "The response."


def _raises(result: Result) -> str:
    lines = [
        f"    {type(restFailure('', it.code, None)).__name__}: {it.code}: {_errorText(it)}"
        for it in result.errors
        if it.code >= 100
    ]
    return "\n".join(["Raises:", *lines, _ANY_FAILURE])


def _errorText(status: Status) -> str:
    text = _oneLine(status.description)
    return (
        text if status.type is None else f"{text} The error's `body` has type `{status.type.text}`."
    )


def _apiText(entry: Node) -> str:
    verb, route = entry.require("method").text().upper(), entry.require("route").text()
    label = "Scopes" if entry.get("schemes") is None else "Authorization"
    return (
        f"API: `{verb} {route}`, {entry.require('stability').text()}."
        f" {label}: {authorizationText(entry)}."
    )


def _oneLine(text: str) -> str:
    return " ".join(text.split())
