"""Annotates a plan: gives the user's own Word or Excel document with the findings in it, or says why it cannot.

Nothing is written where the document is protected or signed, since either would be broken, or where another program
has the file open that is to be written.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from scrgraph.errors import BadUsage, ScrgraphError, UnreadableDocument
from scrgraph.ingest.kinds import tell_kind
from scrgraph.ingest.own import read_findings_title
from scrgraph.ingest.read import LARGEST_FILE
from scrgraph.office.excel_notes import annotate_excel
from scrgraph.office.excel_sheets import WORKBOOK, Workbook, s
from scrgraph.office.package import Package
from scrgraph.office.remarks import Annotation
from scrgraph.office.word_comments import DOCUMENT, annotate_word, read_plan_id
from scrgraph.office.word_places import w

# What the main part of a document says that it is, and the ending of a file that programs expect then.
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": ".docx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": ".docm",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": ".dotx",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": ".dotm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
_KINDS = {"text": "a text file", "html": "a web page", "pdf": "a PDF file", "zip": "a zip archive"}
_ONLY = "Annotate the plan as Word (.docx) or Excel (.xlsx); for others: scrgraph audit PLAN --format html -o FILE."


@dataclass(frozen=True)
class Annotatable:
    """A document that can be annotated; ``plan`` is the plan's id that an earlier run has written into it.

    ``book`` are the sheets of an Excel workbook.
    """

    package: Package
    file: str
    plan: str | None
    book: Workbook | None = None

    @property
    def kind(self) -> Literal["word", "excel"]:
        """Which of the two it is."""
        return "word" if self.book is None else "excel"


def open_annotatable(path: Path) -> Annotatable:
    """Open a document that is to be annotated.

    Raises:
        UnreadableDocument: where it cannot be read.
        BadUsage: where it is of another kind than Word or Excel, protected or signed.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableDocument(
            f"The file cannot be read ({error.strerror or 'it cannot be opened'}).",
            path=path,
            remedy="Check its name and place.",
        ) from None
    if not data.strip():
        raise UnreadableDocument("The file is empty.", path=path, remedy="Check that the right file was chosen.")
    if len(data) > LARGEST_FILE:
        raise UnreadableDocument(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB; no action plan is.",
            path=path,
            remedy="Check that the right file was chosen.",
        )
    file = str(path)
    kind = tell_kind(data, file)
    if kind not in ("word", "excel"):
        raise BadUsage(
            f"This is {_KINDS[kind]}, and only Word and Excel documents have comments.", path=file, remedy=_ONLY
        )
    package = Package(data, file)
    _refuse_signed(package, file)
    if kind == "word":
        _refuse_protected_word(package, file)
        return Annotatable(package, file, read_plan_id(package, file))
    book = Workbook(package, file)
    _refuse_protected_excel(book, file)
    first = None if book.own is None else book.read_first_cell(book.own)
    return Annotatable(package, file, None if first is None else read_findings_title(first), book)


def write_annotated(document: Annotatable, annotation: Annotation) -> bytes:
    """Give the document with the findings in it.

    Raises:
        UnreadableDocument: where it is of a form that cannot be annotated.
    """
    if document.book is None:
        annotate_word(document.package, annotation, document.file)
    else:
        annotate_excel(document.book, annotation)
    return document.package.write()


def check_output(document: Annotatable, output: Path) -> None:
    """Refuse an output that cannot be written, before any work is done.

    Raises:
        BadUsage: where it is the document itself, or of another kind.
        ScrgraphError: where it cannot be written, or a program has it open.
    """
    path = Path(document.file)
    main = DOCUMENT if document.kind == "word" else WORKBOOK
    ending = _ENDINGS.get(document.package.find_type(main) or "", path.suffix.lower())
    if output.suffix.lower() != ending:
        raise BadUsage(
            f"The annotated document is one of the same kind, whose name ends in {ending}.",
            path=output,
            remedy=f"Name it so: -o {output.with_suffix(ending).name}.",
        )
    if output.resolve() == path.resolve() or _is_same(output, path):
        raise BadUsage(
            "The annotated document would be written over the plan itself.",
            path=output,
            remedy="Name another file with -o.",
        )
    if output.is_dir() or not output.parent.is_dir() or not os.access(output.parent, os.W_OK):
        reason = "it is a folder" if output.is_dir() else "its folder is not there, or not open to you"
        raise ScrgraphError(f"The file cannot be written ({reason}).", path=output, remedy="Name another file with -o.")
    if output.exists() and not os.access(output, os.W_OK):
        raise ScrgraphError(
            "The file is there already and may only be read.", path=output, remedy="Name another file with -o."
        )
    for lock in list_locks(output):
        if lock.exists():
            raise ScrgraphError(
                f"The file is open in another program, as its lock {lock.name} tells.",
                path=output,
                remedy="Close it there, or name another file with -o.",
            )


def list_locks(path: Path) -> tuple[Path, ...]:
    """Give the files by which Word, Excel and LibreOffice tell that they have a document open."""
    name, stem = path.name, path.stem
    # Word puts its mark over the first two letters of a long name, over one of a shorter one.
    cut = 2 if len(stem) > 7 else 1 if len(stem) == 7 else 0
    names = dict.fromkeys((f"~${name[cut:]}", f"~${name}", f".~lock.{name}#"))
    return tuple(path.with_name(each) for each in names)


def _is_same(output: Path, path: Path) -> bool:
    try:
        return output.samefile(path)
    except OSError:
        return False


def _refuse_signed(package: Package, file: str) -> None:
    if any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        raise BadUsage(
            "The document bears a digital signature, which any comment would break.",
            path=file,
            remedy="Annotate a copy from which the signature is removed.",
        )


def _refuse_protected_word(package: Package, file: str) -> None:
    related = package.find_related(DOCUMENT, "settings")
    if related is None:
        return
    settings = package.parse(related.target)
    protection = settings.find(w("documentProtection"))
    if protection is not None and _is_on(protection, "enforcement", w):
        raise _refuse_protected("The document is protected against changes", file, "Review, Restrict Editing")
    if (writing := settings.find(w("writeProtection"))) is not None and len(writing.attrib):
        raise _refuse_protected(
            "The document is to be read only, or has a password for changes", file, "Save As, Tools, General Options"
        )


def _refuse_protected_excel(book: Workbook, file: str) -> None:
    structure = book.root.find(s("workbookProtection"))
    if structure is not None and _is_on(structure, "lockStructure"):
        raise _refuse_protected(
            "The workbook is protected, so that no sheet can be added", file, "Review, Protect Workbook"
        )
    sharing = book.root.find(s("fileSharing"))
    if sharing is not None and len(sharing.attrib):
        raise _refuse_protected(
            "The workbook is to be read only, or has a password for changes", file, "Save As, Tools, General Options"
        )
    for sheet in book.list_others():
        found = sheet.root.find(s("sheetProtection"))
        if found is not None and _is_on(found, "sheet"):
            raise _refuse_protected(
                f"The sheet {sheet.name} is protected, so that it takes no notes", file, "Review, Unprotect Sheet"
            )


def _is_on(element: etree._Element, name: str, qualify: object = None) -> bool:
    value = element.get(w(name) if qualify is w else name)
    return value is not None and value.lower() in ("1", "true", "on")


def _refuse_protected(what: str, file: str, where: str) -> BadUsage:
    return BadUsage(f"{what}.", path=file, remedy=f"Take that off ({where}) in a copy, and annotate the copy.")
