"""Trusted certificates from environment variables such as SSL_CERT_FILE."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tc_typed.core.transport.environment import UnusableEnvironment
from tc_typed.core.transport.url import Origin

if TYPE_CHECKING:
    import ssl

# The first variable that is set wins. The package requests reads the first two, httpx the last.
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+")  # names under which OpenSSL finds certificates


def sslContext(origin: Origin) -> ssl.SSLContext | None:
    """Return an SSL context that trusts the certificates named by the environment.

    Contexts are shared, because reading all certificates takes longer than a call.

    Args:
        origin: The server to connect to.

    Returns:
        The context; `None` for an http:// server, which needs none.

    Raises:
        UnusableEnvironment: if a variable names a path without usable certificates.
    """
    if origin.scheme != "https":
        return None
    import ssl  # noqa: PLC0415  # on first use

    for variable in _CA_VARIABLES:
        path = os.environ.get(variable)
        if path:
            break
    else:
        return _defaultContext(os.environ.get("SSL_CERT_DIR"))
    try:
        state = Path(path).stat()
        return _contextOf(path, (state.st_mtime_ns, state.st_size))
    except (FileNotFoundError, NotADirectoryError):
        problem = "does not exist"
    except ssl.SSLError:
        problem = "contains no certificate"
    except OSError:
        problem = "can't be read"
    raise UnusableEnvironment(f"{variable} is {path!r}, which {problem}")


@lru_cache(8)
def _contextOf(path: str, _stamp: tuple[int, int]) -> ssl.SSLContext:
    """Return a context that trusts the certificates in a file or folder.

    Args:
        path: The file, or a folder with one file per certificate, named as OpenSSL expects.
        _stamp: Modification time and size, so that a changed file is read again.
    """
    import ssl  # noqa: PLC0415  # on first use

    if not Path(path).is_dir():
        return ssl.create_default_context(cafile=path)
    if not any(_HASHED_NAME.fullmatch(file.name) for file in Path(path).iterdir()):
        raise ssl.SSLError("no certificate")  # the same error as for a file
    return ssl.create_default_context(capath=path)


@lru_cache(8)
def _defaultContext(folder: str | None) -> ssl.SSLContext:
    """Return the context that httpx would create, given the value of SSL_CERT_DIR.

    This does not need httpx, which calls over aiohttp don't import.
    """
    import ssl  # noqa: PLC0415  # on first use

    import certifi  # noqa: PLC0415  # on first use

    if folder:
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())
