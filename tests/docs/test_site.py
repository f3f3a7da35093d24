"""The built documentation: links work, and all names are found."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from tests.docs.browser import Browser

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
SERVICES = sorted(path.parents[1].name for path in SCHEMAS.glob("*/v1/api.json"))

PHONE = 360
"""Width of a narrow window, in pixels."""

# Navigates to each anchor in turn, like a click on its link, so that the page's scripts run, too.
FOLLOW = """
const [anchors, finish] = arguments;
(async () => {
  const lost = [];
  for (const anchor of anchors) {
    const arrived = new Promise((resolve) => {
      addEventListener("hashchange", resolve, { once: true });
      setTimeout(resolve, 5000);
    });
    location.hash = anchor;
    await arrived;
    if (document.querySelector(":target")?.id !== anchor) lost.push(anchor);
  }
  finish(lost);
})();
"""


@dataclass
class Contents:
    """Targets of the links on a page, and anchors that links can point to."""

    links: set[str] = field(default_factory=set[str])
    anchors: set[str] = field(default_factory=set[str])
    listed: int = 0
    """Number of entries in the page's table of contents that are shown at first."""
    width: int = 0
    """Width of the page in pixels, in a window as wide as `PHONE`."""


Pages: TypeAlias = Mapping[str, Contents]
"""Contents of pages by URL, `file:///…`."""


class Reader(HTMLParser):
    """Parses the HTML source of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.contents = Contents()
        self._url = page.as_uri()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.contents.anchors.add(value)
            elif name == "href" and tag == "a" and value is not None:
                self.contents.links.add(urljoin(self._url, value))


def htmlFiles(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def internalLinks(pages: Pages) -> list[tuple[str, str, str]]:
    """Return page, target and anchor of every link within the site."""
    found: list[tuple[str, str, str]] = []
    for page, contents in pages.items():
        for link in sorted(contents.links):
            target, anchor = urldefrag(link)
            if target.startswith("file:"):
                found.append((page, target, unquote(anchor)))
    return found


def broken(pages: Pages) -> list[str]:
    return [
        f"{page}: {target}#{anchor}"
        for page, target, anchor in internalLinks(pages)
        if target not in pages or (anchor and anchor not in pages[target].anchors)
    ]


@pytest.fixture(scope="module")
def sourcePages(site: Path) -> Pages:
    return {page.as_uri(): Reader(page).contents for page in htmlFiles(site)}


@pytest.fixture(scope="module")
def renderedPages(site: Path, browser: Browser) -> Pages:
    """Pages after their scripts have run, with links resolved by the browser."""
    pages: dict[str, Contents] = {}
    for page in htmlFiles(site):
        browser.visit(page)
        links, anchors, listed = browser.run(
            "return [[...document.links].map(a => a.href),"
            " [...document.querySelectorAll('[id]')].map(e => e.id),"
            " [...document.querySelectorAll('.md-nav--secondary .md-nav__link')]"
            "   .filter(e => e.checkVisibility()).length]"
        )
        browser.emulate(PHONE, "light")
        width = browser.run("return document.documentElement.scrollWidth")
        browser.emulate(1400, "light")
        pages[page.as_uri()] = Contents(set(links), set(anchors), listed, width)
        assert not browser.errors(), page
    return pages


# In the HTML source


def test_no_link_is_broken(sourcePages: Pages) -> None:
    assert len(internalLinks(sourcePages)) > 500
    assert not broken(sourcePages)


@pytest.mark.parametrize(
    "module",
    ["tc_typed", "tc_typed.graph", "tc_typed.pulse", *(f"tc_typed.{it}" for it in SERVICES)],
)
def test_every_public_name_is_defined(sourcePages: Pages, module: str) -> None:
    public = importlib.import_module(module.replace("-", "_")).__all__
    anchors = {anchor for contents in sourcePages.values() for anchor in contents.anchors}
    defined = {anchor.rpartition(".")[2] for anchor in anchors if anchor.startswith("tc_typed.")}
    assert set(public) - {"aio"} <= defined


def test_every_type_of_the_package_is_a_link(site: Path) -> None:
    for folder in ("services", "payloads", "flamenco"):
        for page in htmlFiles(site / folder):
            text = page.read_text(encoding="utf-8")
            # mkdocstrings leaves a span where it finds no definition
            assert not re.findall(r'<span title="(tc_typed\.[^"]*)', text), page


@pytest.mark.parametrize("service", SERVICES)
def test_every_method_is_on_the_page_of_its_service(site: Path, service: str) -> None:
    reference = json.loads((SCHEMAS / service / "v1" / "api.json").read_text())
    page = Reader(site / "services" / f"{service}.html").contents
    names = {anchor.rpartition(".")[2] for anchor in page.anchors if ".client." in anchor}
    assert {entry["name"] for entry in reference["entries"]} <= names


def test_every_page_is_in_the_navigation(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    navigation = text[text.index('<nav class="md-nav md-nav--primary') :]
    listed = set(re.findall(r'href="([^"#:]+\.html)"', navigation))
    assert listed >= {page.relative_to(site).as_posix() for page in htmlFiles(site)}


# In the browser


def test_no_link_is_broken_in_the_browser(renderedPages: Pages) -> None:
    assert not broken(renderedPages)


def test_no_page_scrolls_sideways_on_a_phone(renderedPages: Pages) -> None:
    assert not [page for page, it in renderedPages.items() if it.width > PHONE]


def test_contents_of_each_page_are_short_enough_to_read(renderedPages: Pages) -> None:
    assert not [page for page, it in renderedPages.items() if it.listed > 40]


def test_every_link_works_in_the_browser(
    site: Path, renderedPages: Pages, browser: Browser
) -> None:
    anchors: dict[str, set[str]] = {}
    for _, target, anchor in internalLinks(renderedPages):
        anchors.setdefault(target, set()).update({anchor} - {""})
    for page in htmlFiles(site):
        browser.visit(page)
        lost = browser.runAsync(FOLLOW, sorted(anchors[page.as_uri()]))
        assert not lost, page


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("TaskDefinition", "services/queue.html#tc_typed.queue.models.TaskDefinition"),
        ("TaskPriority", "services/queue.html#tc_typed.queue.models.TaskPriority"),
        ("createTask", "services/queue.html#tc_typed.queue.client.Queue.createTask"),
        ("taskDefined", "services/queue.html#tc_typed.queue.events.QueueEvents.taskDefined"),
        (
            "DockerWorkerPayload",
            "payloads/docker-worker.html#tc_typed.docker_worker.models.DockerWorkerPayload",
        ),
        ("InsufficientScopes", "runtime/errors.html#tc_typed.core.errors.InsufficientScopes"),
    ],
)
def test_search_finds_the_definition(site: Path, browser: Browser, name: str, place: str) -> None:
    path, _, anchor = place.partition("#")
    browser.visit(site / "index.html")
    box = browser.element("input[name=query]")
    box.click()
    box.send_keys(name)
    # Further hits of a page have to be expanded before they can be clicked.
    browser.element(f'.md-search-result__link[href*="{path}"][href$="#{anchor}"]').click()
    assert name in browser.waitForAnchor(anchor).text
