"""Tells what kind of document some bytes are, by what they hold and not by the file's name."""

import re
from typing import Literal

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.archives import open_archive, read_part

Kind = Literal["text", "word", "excel", "html", "pdf", "zip"]

_OLE = b"\xd0\xcf\x11\xe0"
_FOREIGN = (
    (b"{\\rtf", "a Rich Text file", "Save it as a Word document (.docx)"),
    (b"\x89PNG", "a picture", "Use the document that it was taken of"),
    (b"\xff\xd8\xff", "a picture", "Use the document that it was taken of"),
    (b"GIF8", "a picture", "Use the document that it was taken of"),
    (b"\x1f\x8b", "a compressed file", "Unpack it first"),
    (b"\x7fELF", "a program", "Check that the right file was chosen"),
    (b"MZ\x90", "a program", "Check that the right file was chosen"),
)
_WEB_PAGE = re.compile(rb"\s*(?:<[!?][^>]*>\s*)*<(?:html|head|body|table)\b", re.IGNORECASE)
_TYPES = "[Content_Types].xml"
_WORD = re.compile(rb"[./](?:wordprocessingml|ms-word)\.(?:document|template)[\w.]*\.main\+xml")
_EXCEL = re.compile(rb"[./](?:spreadsheetml|ms-excel)\.(?:sheet|template)\.(?:macroEnabled\.)?main\+xml")
_MARK = b"\xef\xbb\xbf"
_LOOKED_AT = 65536


def tell_kind(data: bytes, file: str) -> Kind:
    """Give the kind of a document.

    Raises:
        UnreadableDocument: where it is of a kind that holds no readable plan.
    """
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        archive = open_archive(data, file)
        names = set(archive.namelist())
        # A package says what its parts are; what they are called differs with the program that wrote it.
        said = read_part(archive, _TYPES, file) if _TYPES in names else b""
        if _WORD.search(said) or "word/document.xml" in names:
            return "word"
        if _EXCEL.search(said) or "xl/workbook.xml" in names:
            return "excel"
        if _TYPES in names or "mimetype" in names:
            raise UnreadableDocument(
                "This is an office file of another kind than Word's .docx or Excel's .xlsx.",
                path=file,
                remedy="Save it as .docx or .xlsx and read that.",
            )
        return "zip"
    if data.startswith(_OLE):
        raise UnreadableDocument(
            "This is an old Word or Excel file (.doc, .xls), or one protected by a password.",
            path=file,
            remedy="Open it and save it as .docx or .xlsx, without a password.",
        )
    for magic, kind, remedy in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableDocument(f"This is {kind}, not a plan document.", path=file, remedy=f"{remedy}.")
    if _WEB_PAGE.match(data[:_LOOKED_AT].removeprefix(_MARK)):
        return "html"
    return "text"
