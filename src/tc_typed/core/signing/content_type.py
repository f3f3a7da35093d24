"""The header Content-Type, which a Hawk signature covers beside the URL and the body."""

from __future__ import annotations

CONTENT_TYPE = "content-type"


def needsContentType(method: str, content: object) -> bool:
    """Whether a request is to have a content type before it is signed, if only an empty one.

    The signature covers the content type, and aiohttp, which may be below a user's client, adds one
    to each POST, PUT and PATCH, and to each request with a body. It leaves an empty one alone,
    which Hawk signs just as none.

    Args:
        method: HTTP method, in upper case.
        content: The body, if any.
    """
    return method in ("POST", "PUT", "PATCH") or bool(content)
