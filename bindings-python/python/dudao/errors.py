"""What dudao raises. Every exception carries all problems that were found, not only the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dudao._dudao import Diagnostic

__all__ = ["DataError", "DudaoError", "OptionError", "PackError"]


class DudaoError(Exception):
    """The base of all: something cannot be used. A rule that is broken is no exception but a finding."""

    problems: tuple[Diagnostic, ...]
    """Everything that is wrong, in order."""

    def __init__(self, message: str = "", *, problems: list[Diagnostic] | tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    @property
    def code(self) -> str | None:
        """The stable code of the first problem, such as ``data.cell``."""
        return self.problems[0].code if self.problems else None

    @property
    def place(self) -> dict[str, Any] | None:
        """Where the first problem is; see ``Diagnostic.place``."""
        return self.problems[0].place if self.problems else None

    @property
    def help(self) -> str | None:
        """How to mend the first problem, in Chinese, if that can be said."""
        return self.problems[0].help if self.problems else None


class PackError(DudaoError, ValueError):
    """A pack cannot be used."""


class DataError(DudaoError, ValueError):
    """Records cannot be read, or a strict reading refuses them."""


class OptionError(DudaoError, ValueError):
    """An argument names what the pack does not have, or has a value that cannot be."""
