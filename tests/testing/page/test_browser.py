"""The status page in a browser: live, readable, and without overflow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from selenium.webdriver.common.keys import Keys
from tests.docs.browser import Browser
from tests.testing.page.deployments import LOG, POOL, WORKER_PATH, Seeded, seed
from tests.testing.samples import METADATA, definition

from tc_typed import Queue, slugId
from tc_typed.testing import LocalTaskcluster

LEAST_CONTRAST = 4.5

CONTRASTS = """
const light = (rgb) => {
  const part = (value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
};
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const ground = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const colour = parse(getComputedStyle(each).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const found = [];
for (const element of document.querySelectorAll("body *")) {
  const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!hasText || !element.checkVisibility()) continue;
  const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  found.push([ratio, element.outerHTML.slice(0, 120)]);
}
return found;
"""


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    """Provide a deployment that these tests change."""
    with LocalTaskcluster(claimWait=0) as local:
        yield seed(local, "name-" + "x" * 100)


def paths(seeded: Seeded) -> list[str]:
    return [
        "/",
        "/tasks/groups",
        f"/tasks/groups/{seeded.taskGroupId}",
        f"/tasks/{seeded.taskGroupId}",
        seeded.runPath,
        f"{seeded.runPath}/logs/{LOG}",
        "/tasks/index/proj.builds",
        "/hooks",
        "/hooks/project/hook",
        "/workers",
        f"/worker-manager/{POOL}",
        WORKER_PATH,
        "/github",
        "/messages",
        "/messages/0",
        "/notifications",
        "/auth",
        "/secrets",
        "/missing",
    ]


def test_pages_fit_and_are_readable(browser: Browser, seeded: Seeded) -> None:
    for path in paths(seeded):
        browser.open(seeded.local.rootUrl + path)
        for width, scheme in product((360, 1400), ("light", "dark")):
            browser.emulate(width, scheme)
            # Room for a scrollbar is kept, so the page may be narrower than the window.
            excess = "return document.documentElement.scrollWidth - window.innerWidth"
            assert browser.run(excess) <= 0, (path, width)
            contrasts = browser.run(CONTRASTS)
            assert contrasts
            unreadable = [each for each in contrasts if each[0] < LEAST_CONTRAST]
            assert not unreadable, (path, scheme)
    assert [each for each in browser.errors() if "404" not in each] == []


@pytest.fixture
def dependentId(seeded: Seeded) -> str:
    """Create a task that tests may change."""
    taskId = slugId()
    seeded.local.client(Queue).createTask(taskId, definition(dependencies=[seeded.taskGroupId]))
    return taskId


def test_changes_appear_without_a_reload(
    browser: Browser, seeded: Seeded, dependentId: str
) -> None:
    browser.emulate(1400, "light")
    queue = seeded.local.client(Queue)
    browser.open(f"{seeded.local.rootUrl}/tasks/{dependentId}")
    browser.waitUntil("return document.getElementById('live').textContent === 'live'")
    browser.run(
        "window.isSame = true; document.getElementById('definition').open = true;"
        "document.getElementById('payload').open = false; window.scrollTo(0, 150);"
        "document.querySelector('.facts a').focus({preventScroll: true});"
        "getSelection().selectAllChildren(document.querySelector('.description'));"
    )
    top = browser.run("return window.scrollY")
    queue.cancelTask(dependentId)
    browser.waitUntil("return document.querySelector('h1 .badge.exception') !== null")
    assert browser.run("return window.isSame")
    assert browser.run("return document.getElementById('definition').open")
    assert not browser.run("return document.getElementById('payload').open")
    assert browser.run("return window.scrollY") == top
    assert browser.run("return document.activeElement === document.querySelector('.facts a')")
    assert browser.run("return getSelection().toString()") == METADATA["description"]


def test_new_groups_appear_first(browser: Browser, seeded: Seeded) -> None:
    browser.open(f"{seeded.local.rootUrl}/tasks/groups")
    browser.waitUntil("return document.getElementById('live').textContent === 'live'")
    metadata = {**METADATA, "name": "The newest"}
    seeded.local.client(Queue).createTask(slugId(), definition(metadata=metadata))
    browser.waitUntil("return document.querySelector('td.main a').textContent === 'The newest'")


def test_pages_follow_a_reset(browser: Browser, spare: LocalTaskcluster) -> None:
    spare.client(Queue).createTask(slugId(), definition())
    browser.open(spare.rootUrl + "/")
    browser.waitUntil("return document.getElementById('live').textContent === 'live'")
    spare.reset()
    browser.waitUntil("return document.querySelector('.empty') !== null")


def test_the_keyboard_reaches_the_content_first(browser: Browser, seeded: Seeded) -> None:
    browser.open(seeded.local.rootUrl + "/")
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.textContent") == "Skip to content"
    assert browser.run("return document.activeElement.getBoundingClientRect().left") >= 0
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "main"
    browser.press(Keys.TAB)
    inMain = "return document.getElementById('main').contains(document.activeElement)"
    assert browser.run(inMain)
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.run(outline) == "solid"
