"""Who sends a package, when, and on what terms."""

import datetime as dt
from dataclasses import dataclass

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
