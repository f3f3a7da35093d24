from collections.abc import Callable, Mapping

from mohawk.base import Resource

def check_bewit(
    url: str, credential_lookup: Callable[[str], Mapping[str, str]], now: int | None = None
) -> bool: ...
def get_bewit(resource: Resource) -> str: ...
