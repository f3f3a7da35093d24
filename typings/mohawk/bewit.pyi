from collections.abc import Callable, Mapping

def check_bewit(
    url: str, credential_lookup: Callable[[str], Mapping[str, str]], now: int | None = None
) -> bool: ...
