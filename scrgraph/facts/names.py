"""Names as they stand in keys."""

import re


def slugify(name: str) -> str:
    """Give a name as it stands in a key: lower-case letters and digits, anything else one hyphen."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))
