from collections.abc import Sequence
from contextlib import AbstractContextManager
from os import PathLike

class Request:
    method: str
    path: str

class Cassette:
    requests: Sequence[Request]
    all_played: bool

class VCR:
    def __init__(self, *, filter_headers: Sequence[str] = ...) -> None: ...
    def use_cassette(self, path: PathLike[str]) -> AbstractContextManager[Cassette]: ...
