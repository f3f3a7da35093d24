"""Headless Chromium, controlled with selenium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Self

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait


class Browser:
    """The installed Chromium, without access to other machines."""

    def __init__(self, chromium: str, driver: str) -> None:
        options = ChromeOptions()
        options.binary_location = chromium
        options.add_argument("--headless=new")
        options.add_argument("--window-size=1400,1000")
        options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        options.add_argument(
            "--disable-ipc-flooding-protection"
        )  # otherwise it ignores rapid navigation
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # required as root
        chrome = Chrome(options, Service(driver))
        chrome.set_page_load_timeout(60)
        chrome.set_script_timeout(240)
        self._wait = WebDriverWait(chrome, 30)
        self._chrome: Any = chrome  # selenium's own types have gaps

    @classmethod
    def startIfInstalled(cls) -> Self | None:
        """Start the browser if it is installed."""
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        driver = shutil.which("chromedriver")
        return cls(chromium, driver) if chromium and driver else None

    def close(self) -> None:
        self._chrome.quit()

    def visit(self, page: Path) -> None:
        """Open a page and wait until it is complete; `get` sometimes returns earlier."""
        self.open(page.as_uri())

    def open(self, url: str) -> None:
        """Open the page at a URL and wait until it is complete."""
        self._chrome.get(url)
        opened = "return location.href === arguments[0] && document.readyState === 'complete'"
        self._wait.until(lambda _: self.run(opened, url))

    def emulate(self, width: int, scheme: str) -> None:
        """Set the width of the page in pixels, and the colour scheme, `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def waitUntil(self, script: str, *arguments: object) -> None:
        """Wait until a script returns a true value."""
        self._wait.until(lambda _: self.run(script, *arguments))

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script and return its result."""
        return self._chrome.execute_script(script, *arguments)

    def runAsync(self, script: str, *arguments: object) -> Any:
        """Run a script and return the value that it passes to its last argument, a callback."""
        return self._chrome.execute_async_script(script, *arguments)

    def press(self, key: str) -> None:
        """Press a key in the element that has the focus."""
        self._chrome.switch_to.active_element.send_keys(key)

    def errors(self) -> list[str]:
        """Return errors of the page's scripts and failed loads."""
        log: list[dict[str, str]] = self._chrome.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def element(self, selector: str) -> WebElement:
        """Wait until an element can be clicked, and return it."""
        place = (By.CSS_SELECTOR, selector)
        return self._wait.until(expected_conditions.element_to_be_clickable(place))

    def waitForAnchor(self, anchor: str) -> WebElement:
        """Wait until the page shows an anchor, and return its element."""
        self._wait.until(expected_conditions.url_contains(f"#{anchor}"))
        place = (By.CSS_SELECTOR, ":target")
        return self._wait.until(expected_conditions.visibility_of_element_located(place))
