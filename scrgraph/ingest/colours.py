"""Gives colours one form: six hexadecimal digits in capitals, "FF0000"."""

import colorsys
from functools import lru_cache


@lru_cache(maxsize=1024)
def name_colour(value: str) -> str | None:
    """Give a colour of a web page ("red", "#f00", "rgb(255, 0, 0)"); ``None`` for what is no colour, or see-through."""
    from PIL import ImageColor

    try:
        red, green, blue, *alpha = ImageColor.getrgb(value)
    except (ValueError, OverflowError):
        return None
    if alpha and not alpha[0]:
        return None
    return "".join(f"{min(max(part, 0), 255):02X}" for part in (red, green, blue))


def read_hls(digits: str) -> tuple[float, float, float]:
    """Give hue, lightness and saturation of six hexadecimal digits, each from 0 to 1."""
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)


@lru_cache(maxsize=1024)
def mix_colour(parts: tuple[float, ...]) -> str | None:
    """Give a colour of a page description (one part grey, three red, green and blue, four the colours of a printer)."""
    if not all(isinstance(part, int | float) and 0 <= part <= 1.001 for part in parts):
        return None
    if len(parts) == 1:
        mixed = [parts[0]] * 3
    elif len(parts) == 3:
        mixed = list(parts)
    elif len(parts) == 4:
        mixed = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    else:
        return None
    return "".join(f"{round(255 * min(part, 1)):02X}" for part in mixed)
