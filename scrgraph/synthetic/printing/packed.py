"""Packs office documents that were just made, so that the same plan gives the same bytes on any day and machine."""

import io
import zipfile
from collections.abc import Mapping

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can say


def pack(data: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Pack the parts of a document anew, without the time of day; ``changed`` are parts to take the place of others."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.create_system = 3  # else it names the system on which it is made
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, (changed or {}).get(name) or old.read(name))
    return packed.getvalue()
