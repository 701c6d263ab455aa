"""Shows characters that steer a device and are not printed by their pictures, so that none is lost or obeyed."""

import re

_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_PICTURES = 0x2400  # Unicode's block of control pictures
_DELETE = 0x7F


def show_unprinted(text: str) -> str:
    """Give a text with "␛" for an escape character, say; tabs and line breaks stay, and all that is printed.

    What has no picture is named: a surrogate without its other half is "⟨U+D800⟩". The result is sound in XML 1.0.
    """
    return _UNPRINTED.sub(lambda found: _show(ord(found.group())), text)


def _show(number: int) -> str:
    if number < 0x20:
        return chr(_PICTURES + number)
    return "\u2421" if number == _DELETE else f"⟨U+{number:04X}⟩"
