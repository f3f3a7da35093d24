class Function:
    lineno: int
    complexity: int
    @property
    def fullname(self) -> str: ...

class Class: ...
