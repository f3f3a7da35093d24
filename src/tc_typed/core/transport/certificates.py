"""The certificates that the environment says to trust: SSL_CERT_FILE and its like."""

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

# The first that is set holds: requests reads the first two, and httpx the last.
_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+")  # how OpenSSL looks for a certificate in a folder


def sslContext(origin: Origin) -> ssl.SSLContext | None:
    """The settings of TLS, with the certificates that the environment says to trust.

    Contexts are shared: reading all certificates takes longer than a call.

    Args:
        origin: The server to talk to.

    Returns:
        The settings, `None` for an http:// server, which needs none.

    Raises:
        UnusableEnvironment: if there are no certificates where a variable says.
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
        problem = "holds no certificate"
    except OSError:
        problem = "can't be read"
    raise UnusableEnvironment(f"{variable} is {path!r}, which {problem}")


@lru_cache(8)
def _contextOf(path: str, _stamp: tuple[int, int]) -> ssl.SSLContext:
    """The context that trusts the certificates in a file or a folder.

    Args:
        path: The file, or the folder with a file for each certificate, named for OpenSSL.
        _stamp: When it was written, and its size, so that a changed file is read again.
    """
    import ssl  # noqa: PLC0415  # on first use

    if not Path(path).is_dir():
        return ssl.create_default_context(cafile=path)
    if not any(_HASHED_NAME.fullmatch(file.name) for file in Path(path).iterdir()):
        raise ssl.SSLError("no certificate")  # as for a file without any
    return ssl.create_default_context(capath=path)


@lru_cache(8)
def _defaultContext(folder: str | None) -> ssl.SSLContext:
    """The context that httpx would make, given the value of SSL_CERT_DIR.

    It is made without httpx, which calls over aiohttp do not load.
    """
    import ssl  # noqa: PLC0415  # on first use

    import certifi  # noqa: PLC0415  # on first use

    if folder:
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())
