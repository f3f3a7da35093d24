"""The Content-Type header, which Hawk signatures cover in addition to the URL and body."""

from __future__ import annotations

CONTENT_TYPE = "content-type"


def needsContentType(method: str, content: object) -> bool:
    """Return whether a request needs a content type, even an empty one, before it is signed.

    The signature covers the content type. If it is missing, aiohttp (which a user's client may use)
    adds one to each POST, PUT and PATCH, and to each request with a body. aiohttp leaves an empty
    content type unchanged, and for Hawk an empty one is the same as none.

    Args:
        method: HTTP method, in upper case.
        content: The body, if any.
    """
    return method in ("POST", "PUT", "PATCH") or bool(content)
