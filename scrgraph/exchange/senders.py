"""Who sends a package, when, and on what terms."""

import datetime as dt
from dataclasses import dataclass

from scrgraph.errors import BadUsage

LONGEST = 1_000  # characters of what is said of one thing
NOT_NAMED = "not named"
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Sender:
    """What a package says of who sends it: the board, on which day, under which licence or agreement, how to handle it.

    ``handling`` is the label of the sender's own scheme (OFFICIAL-SENSITIVE, say).
    """

    board: str
    published: dt.date
    licence: str = NOT_STATED
    handling: str = NOT_STATED

    def __post_init__(self) -> None:
        for said in (self.board, self.licence, self.handling):
            if not said or not said.isprintable() or len(said) > LONGEST:
                remedy = f"Write it on one line, in up to {LONGEST:,} characters."
                raise BadUsage("What the package is to say of its sender cannot be printed.", remedy=remedy)
