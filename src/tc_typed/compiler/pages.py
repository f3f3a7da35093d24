"""Pages of the API documentation from the contract: Markdown for mkdocs and mkdocstrings.

A page has an overview that the code does not show at a glance: tables of methods and exchanges.
mkdocstrings adds signatures, docstrings and fields, which it reads from the compiled modules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tc_typed.compiler.clients.authorization import authorizationText
from tc_typed.compiler.clients.events import eventsName, exchangeClassesOf, keyName
from tc_typed.compiler.clients.methods import Method, methodsOf
from tc_typed.compiler.code import pathOf
from tc_typed.compiler.contract.deprecation import methodAdvice
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Node, Service, loadContract
from tc_typed.compiler.contract.openapi import withOpenApi
from tc_typed.compiler.formatting import renderPage
from tc_typed.compiler.models.bundle import Bundle, bundles
from tc_typed.compiler.models.service_names import clientName, packageName
from tc_typed.compiler.page_groups import groupedMethods, groupedModels

SERVICES = "services"
PAYLOADS = "payloads"

_LEGACY = "legacy"  # folder of the contract of legacy services, which have one page together

_CODE = re.compile(r"`([^`]+)`")
_BREAK = re.compile(r"(?<=[\w;][/:.])(?=[\w&])")  # places in routes and scopes where a line may end


@dataclass(frozen=True)
class ReferencePage:
    """One page of the documentation."""

    path: str
    """Path of the file in the folder of all pages: `services/queue.md`."""
    title: str
    """Title in lists of pages."""
    text: str
    """Content of the page, in Markdown."""

    @property
    def section(self) -> str:
        """Section of the documentation that contains the page: the folder of its file.

        Services from OpenAPI documents have sections of their own.
        """
        return self.path.partition("/")[0]


def referencePages(schemas: Path, package: str = "tc_typed") -> list[ReferencePage]:
    """Write a page for each service and each folder of payloads, services first.

    The page about shared types follows those of the services, then the one about legacy services.

    Args:
        schemas: The contract's folder.
        package: Import name of the package that the contract was compiled to.

    Raises:
        ContractError: if the contract can't be compiled.
    """
    made = sorted(_bundles(schemas, package), key=lambda it: it.service.isCommon)
    pages = [_page(bundle, package) for bundle in made]
    if (schemas / _LEGACY).is_dir():
        pages.append(_legacyPage(schemas / _LEGACY, f"{package}.{_LEGACY}"))
    order = (SERVICES, PAYLOADS)
    return sorted(pages, key=lambda it: order.index(it.section) if it.section in order else 2)


def _bundles(schemas: Path, package: str) -> list[Bundle]:
    problems = Problems()
    contract = withOpenApi(loadContract(schemas), problems)
    made = list(bundles(contract, problems, package))
    problems.check()
    return made


def _page(bundle: Bundle, root: str) -> ReferencePage:
    service = bundle.service
    facts = {**_facts(bundle, root), "commonModule": bundle.common}
    facts["common"] = sorted(bundle.commonNames)
    facts["models"] = bundle.names
    facts["modelGroups"] = groupedModels(bundle)
    text = renderPage("page.md.jinja2", facts)
    return ReferencePage(f"{_section(service)}/{service.name}.md", str(facts["title"]), text)


def _section(service: Service) -> str:
    if service.payloadsOnly:
        return PAYLOADS
    return SERVICES if service.client is None else service.name


def _legacyPage(schemas: Path, package: str) -> ReferencePage:
    """Write the page about all legacy services: tables only, so that the search prefers others."""
    found = [it for it in _bundles(schemas, package) if not it.service.payloadsOnly]
    facts = {"package": package, "services": [_facts(it, package) for it in found]}
    title = "Legacy services"
    text = renderPage("legacy_page.md.jinja2", {**facts, "title": title})
    return ReferencePage(f"{SERVICES}/{_LEGACY}.md", title, text)


def _facts(bundle: Bundle, root: str) -> dict[str, object]:
    """Return the variables of templates that all services have."""
    service = bundle.service
    title, description = _introduction(service)
    package = packageName(pathOf(root, root), service)
    return {
        "title": title,
        "description": description,
        "root": root if service.client is None else package,
        "package": package,
        "client": None if service.api is None else clientName(service),
        "authorization": "scopes" if service.client is None else "authorization",
        "methodGroups": _methodGroups(bundle),
        "events": None if service.exchanges is None else eventsName(service),
        "exchanges": _exchanges(bundle),
    }


def _introduction(service: Service) -> tuple[str, str]:
    """Return the title and introduction of a page."""
    if service.isCommon:
        return "Common", "Types that services share: responses and named string types."
    if service.payloadsOnly:
        text = f"Models of task payloads for {service.name}: for `payload` of a `TaskDefinition`"
        return service.name, f"{text}, and for `task.payloadAs(…)` of a task that was created."
    reference = service.api or service.exchanges
    title = None if reference is None else reference.textAt("title")
    description = None if reference is None else reference.textAt("description")
    title = (title or clientName(service)).replace(" Api", " API")
    return title, description or f"The {service.name} service."


def _methodGroups(bundle: Bundle) -> list[Mapping[str, object]]:
    """Return the methods of a service in groups, each with a title."""
    if bundle.service.api is None:
        return []
    methods = methodsOf(bundle, bundle.service.api, lenient=False)
    bundle.problems.check()
    rows = {
        entry.require("name").text(): _method(entry, method)
        for entry, method in zip(bundle.service.methods, methods, strict=True)
    }
    groups = groupedMethods(bundle)
    return [{"title": it.title, "methods": [rows[name] for name in it.names]} for it in groups]


def _method(entry: Node, method: Method) -> dict[str, object]:
    route = f"{entry.require('method').text().upper()} {entry.require('route').text()}"
    iterator: Sequence[str] = () if method.pages is None else (method.pages.name,)
    return {
        "names": [method.name, *iterator],
        "title": _cell(entry.textAt("title") or ""),
        "route": _code(route),
        "authorization": _cell(authorizationText(entry)),
        "stability": entry.require("stability").text(),
        "advice": _cell(methodAdvice(entry) or ""),
    }


def _exchanges(bundle: Bundle) -> list[dict[str, str]]:
    classOf = {entry: made.name for made in exchangeClassesOf(bundle) for entry in made.entries}
    bundle.problems.check()
    return [_exchange(bundle, entry, classOf[entry]) for entry in bundle.service.messages]


def _exchange(bundle: Bundle, entry: Node, exchangeClass: str) -> dict[str, str]:
    reference = bundle.service.exchanges or entry
    name = entry.require("name").text()
    return {
        "name": name,
        "address": _code(
            reference.require("exchangePrefix").text() + entry.require("exchange").text()
        ),
        "routingKey": _code(".".join(map(_word, entry.require("routingKey").elements()))),
        "keyName": keyName(entry),
        "className": exchangeClass,
        "message": bundle.messages[name].text,
    }


def _word(word: Node) -> str:
    name = word.require("name").text()
    shown = f"<{name}…>" if word.booleanAt("multipleWords") else f"<{name}>"
    return word.textAt("constant") or shown


def _cell(text: str) -> str:
    """Return text on one line for a table cell, with code that breaks in the right places."""
    line = " ".join(text.split())
    return _CODE.sub(lambda it: _code(it[1]), line).replace("|", "&#124;")


def _code(text: str) -> str:
    """Return code as HTML, in which a line only ends after `/`, `:`, `.` and spaces."""
    shown = _BREAK.sub("<wbr>", escape(text)).replace(" ", " <wbr>")
    for char in "|_*[]":  # special in Markdown
        shown = shown.replace(char, f"&#{ord(char)};")
    return f"<code>{shown}</code>"
