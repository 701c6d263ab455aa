"""Turns drawings into PNG, for documents that take no SVG; with a renderer and letters that come as packages.

The letters of the machine are not used: so the same drawing gives the same picture everywhere.
"""

from importlib.resources import files
from importlib.util import find_spec

from scrgraph.errors import ScrgraphError

WIDTH = 1600  # pixels
_FONT = "Source Sans Pro"
_PACKAGES = ("resvg_py", "font_source_sans_pro")
_STYLES = ("Regular", "Semibold", "Bold", "It")


def check_png() -> None:
    """Check that drawings can be turned into PNG here.

    Raises:
        ScrgraphError: where the packages that draw it are not installed.
    """
    if any(find_spec(package) is None for package in _PACKAGES):
        raise ScrgraphError(
            "A picture cannot be written as PNG here: the packages that draw it are not installed.",
            remedy="Install them with pip install 'scrgraph[png]', or give the file a name that ends in .svg.",
        )


def render_png(svg: str, width: int = WIDTH) -> bytes:
    """Render a drawing as PNG, so many pixels wide.

    Raises:
        ScrgraphError: where the packages that draw it are not installed.
    """
    check_png()
    import resvg_py

    folder = files("font_source_sans_pro") / "files"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(folder / f"SourceSansPro-{style}.ttf") for style in _STYLES],
            font_family=_FONT,
            sans_serif_family=_FONT,
        )
    )
