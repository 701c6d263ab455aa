"""Names the first few of many in a sentence."""

from collections.abc import Iterable


def list_few(names: Iterable[object], most: int) -> str:
    """Give names parted by commas; of more than ``most`` the first, and how many are left ("1, 2 and 3 more")."""
    every = list(map(str, names))
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")
