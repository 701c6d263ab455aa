"""The few exceptions: what stops the work, and what the user can do about it.

They are raised only where the user must act. What a document gets wrong is a fact or a finding, never an
exception.
"""

import os


class ScrgraphError(Exception):
    """Something the user must act on: what is wrong, in which file, at which place in it, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        path: str | os.PathLike[str] | None = None,
        place: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = None if path is None else os.fspath(path)
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        """Give one line: ``FILE, PLACE: MESSAGE REMEDY``, as far as each is known."""
        where = ", ".join(_on_one_line(part) for part in (self.path, self.place) if part)
        what = " ".join(_as_sentence(part) for part in (self.message, self.remedy) if part)
        return f"{where}: {what}" if where else what


class UnreadableDocument(ScrgraphError):
    """A document that cannot be read, or holds no plan that can be found."""


class UnknownRule(ScrgraphError):
    """A rule is asked for that no rule pack holds."""


class BadUsage(ScrgraphError):
    """Arguments that do not fit together, or name what is not there."""


class DamagedStore(ScrgraphError):
    """A store that cannot be opened, or does not hold what it should."""


def _on_one_line(text: str) -> str:
    """Fold white space, and put a mark for what cannot be printed (a terminal's control codes, say)."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))


def _as_sentence(text: str) -> str:
    """Put the text on one line, closed by a full stop where nothing else closes it."""
    line = _on_one_line(text)
    return line if line.endswith((".", "!", "?")) else f"{line}."
