"""Pages of the API documentation from the contract: Markdown for mkdocs and mkdocstrings.

A page has an overview that the code does not show at a glance: tables of methods and exchanges.
mkdocstrings adds signatures, docstrings and fields, which it reads from the compiled modules.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tc_typed.compiler.clients.authorization import authorizationText
from tc_typed.compiler.clients.events import eventsName, exchangeClassesOf, keyName
from tc_typed.compiler.code import pathOf
from tc_typed.compiler.contract.deprecation import methodAdvice
from tc_typed.compiler.contract.errors import Problems
from tc_typed.compiler.contract.load import Node, Service, loadContract
from tc_typed.compiler.contract.openapi import withOpenApi
from tc_typed.compiler.formatting import renderPage
from tc_typed.compiler.models.bundle import Bundle, bundles
from tc_typed.compiler.models.service_names import clientName, packageName

SERVICES = "services"
PAYLOADS = "payloads"


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
        """Section of the documentation that contains the page: `services` or `payloads`."""
        return self.path.partition("/")[0]


def referencePages(schemas: Path, package: str = "tc_typed") -> list[ReferencePage]:
    """Write a page for each service and each folder of payloads, services first.

    The page about shared types follows those of the services.

    Args:
        schemas: The contract's folder.
        package: Import name of the package that the contract was compiled to.

    Raises:
        ContractError: if the contract can't be compiled.
    """
    problems = Problems()
    contract = withOpenApi(loadContract(schemas), problems)
    made = sorted(bundles(contract, problems, package), key=lambda it: it.service.isCommon)
    problems.check()
    pages = [_page(bundle, package) for bundle in made]
    return sorted(pages, key=lambda page: page.section != SERVICES)


def _page(bundle: Bundle, root: str) -> ReferencePage:
    service = bundle.service
    title, description = _introduction(service)
    package = packageName(pathOf(root, root), service)
    facts = {
        "title": title,
        "description": description,
        "root": root if service.client is None else package,
        "package": package,
        "client": None if service.api is None else clientName(service),
        "authorization": "scopes" if service.client is None else "authorization",
        "methods": [_method(entry) for entry in service.methods],
        "models": bundle.names,
        "commonModule": bundle.common,
        "common": sorted(bundle.commonNames),
        "events": None if service.exchanges is None else eventsName(service),
        "exchanges": _exchanges(bundle),
    }
    section = PAYLOADS if service.payloadsOnly else SERVICES
    text = renderPage("page.md.jinja2", facts)
    return ReferencePage(f"{section}/{service.name}.md", title, text)


def _introduction(service: Service) -> tuple[str, str]:
    """Return the title and introduction of a page."""
    if service.isCommon:
        return "Common", "Types that services share: responses and named string types."
    if service.payloadsOnly:
        return service.name, f"Models of task payloads for {service.name}."
    reference = service.api or service.exchanges
    title = None if reference is None else reference.textAt("title")
    description = None if reference is None else reference.textAt("description")
    return title or clientName(service), description or f"The {service.name} service."


def _method(entry: Node) -> dict[str, str]:
    return {
        "name": entry.require("name").text(),
        "title": _cell(entry.textAt("title") or ""),
        "route": f"{entry.require('method').text().upper()} {entry.require('route').text()}",
        "authorization": _cell(authorizationText(entry)),
        "stability": _cell(_stability(entry)),
    }


def _stability(entry: Node) -> str:
    advice = methodAdvice(entry)
    stability = entry.require("stability").text()
    return stability if advice is None else f"{stability}: {advice}"


def _exchanges(bundle: Bundle) -> list[dict[str, str]]:
    classOf = {entry: made.name for made in exchangeClassesOf(bundle) for entry in made.entries}
    bundle.problems.check()
    return [_exchange(bundle, entry, classOf[entry]) for entry in bundle.service.messages]


def _exchange(bundle: Bundle, entry: Node, exchangeClass: str) -> dict[str, str]:
    reference = bundle.service.exchanges or entry
    name = entry.require("name").text()
    return {
        "name": name,
        "address": reference.require("exchangePrefix").text() + entry.require("exchange").text(),
        "routingKey": ".".join(map(_word, entry.require("routingKey").elements())),
        "keyName": keyName(entry),
        "className": exchangeClass,
        "message": bundle.messages[name].text,
    }


def _word(word: Node) -> str:
    name = word.require("name").text()
    shown = f"<{name}…>" if word.booleanAt("multipleWords") else f"<{name}>"
    return word.textAt("constant") or shown


def _cell(text: str) -> str:
    """Return text on one line, with `|` escaped, for a table cell."""
    return " ".join(text.split()).replace("|", "&#124;")
