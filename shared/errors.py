"""An error that a person has to put right: what is wrong, where, and what to do about it."""

from pathlib import Path


class OperatorError(Exception):
    """Something a person has to put right. `code` is the exit status of the command that meets it."""

    def __init__(self, what: str, where: str | Path = "", do: str = "", code: int = 1) -> None:
        super().__init__(what)
        self.what, self.where, self.do, self.code = what, str(where), do, code

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.do:
            lines.append(f"  to do: {self.do}")
        return "\n".join(lines)
