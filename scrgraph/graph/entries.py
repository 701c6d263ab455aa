"""Reads the files of entries that people write: TOML, or a sheet (CSV or XLSX) with an entry on each line.

Waivers and corrections are such files. Each complaint is one sentence that names the file and the entry with its line.
"""

import csv
import datetime as dt
import difflib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from scrgraph.errors import BadUsage
from scrgraph.toml_lines import Kind, parse, read_text

SHEETS = (".csv", ".xlsx")

_LARGEST = 16 * 2**20  # bytes of a file
_MOST = 10_000  # lines of a sheet


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind of file holds: the name of an entry ("waiver"), and the keys it may have.

    ``needed`` is a key without which a sheet is none, and why; ``form`` shows how an entry is written; ``remedy`` says
    how a file is named.
    """

    one: str
    keys: tuple[str, ...]
    needed: tuple[str, str]
    form: str
    remedy: str

    @property
    def name(self) -> str:
        """The name of several entries."""
        return f"{self.one}s"

    @property
    def kind(self) -> Kind:
        """How a file of them is spoken of."""
        return Kind(self.name, self.remedy, self.form, _LARGEST, mend="Mend the line.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file, where it stands in words and by its line, and what it says."""

    form: Form
    path: Path
    place: str
    line: int
    said: Mapping[str, Any]

    def check_keys(self) -> None:
        """Refuse a key that is not known; raises ``BadUsage``."""
        for key in self.said:
            if key.replace("_", "-") not in self.form.keys:
                raise _unknown(self.form, key, self.path, self.place)

    def complain(self, what: str, remedy: str) -> BadUsage:
        """Give the error that says what is wrong with the entry; ``remedy`` without its full stop."""
        return BadUsage(f"{what[0].upper()}{what[1:]}.", path=self.path, place=self.place, remedy=f"{remedy}.")

    def find(self, key: str) -> Any:
        """Give what is said under a key, written with a hyphen or an underscore."""
        return self.said.get(key, self.said.get(key.replace("-", "_")))

    def read_text(self, key: str) -> str | None:
        """Give the words under a key; raises ``BadUsage`` where they are none."""
        text = self.find(key)
        if text is None:
            return None
        if not isinstance(text, str) or not text.strip() or not text.strip().isprintable():
            raise self.complain(f"'{key}' is to be words", f'Write {key} = "..."')
        return text.strip()

    def read_needed(self, key: str, why: str) -> str:
        """Give the words under a key that every entry has; ``why`` is the remedy where this one has it not."""
        text = self.read_text(key)
        if text is None:
            raise self.complain(f"it does not say '{key}'", why)
        return text

    def read_day(self, key: str, why: str) -> dt.date:
        """Give the day under a key that every entry has."""
        from scrgraph.facts.dates import find_days

        day = self.find(key)
        if day is None:
            raise self.complain(f"it does not say '{key}'", why)
        if isinstance(day, dt.datetime):
            day = day.date()
        if isinstance(day, str):
            text = day.strip()
            day = next((found.day for found in find_days(text) if found.raw == text), None)
        if type(day) is not dt.date:
            raise self.complain(f"'{key}' is no day of the calendar", f"Write {key} = 2010-12-31")
        return day


def read_entries(path: Path, form: Form) -> Iterator[Entry]:
    """Give the entries of a file.

    Raises:
        BadUsage: where it cannot be read, or has another form.
    """
    found = _read_sheet(path, form) if path.suffix.lower() in SHEETS else _read_toml(path, form)
    for place, line, said in found:
        entry = Entry(form, path, place, line, said)
        entry.check_keys()
        yield entry


def read_entries_text(path: Path, form: Form) -> str:
    """Give the text of a file of entries; raises ``BadUsage`` where it cannot be read."""
    return read_text(path, form.kind)


_Said = Iterator[tuple[str, int, Mapping[str, Any]]]


def _read_toml(path: Path, form: Form) -> _Said:
    """Give the entries of a TOML file: their place in words, their line, and what they say."""
    one = form.one
    text = read_entries_text(path, form)
    data = parse(text, path, form.kind)
    for key in data:
        if key != one:
            remedy = f"Write [[{one}]] above each {one}." if one in key.lower() else form.form
            raise BadUsage(f"'{key}' is not known here.", path=path, remedy=remedy)
    found = data.get(one, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadUsage(
            f"The {form.name} are to be a list of entries.", path=path, remedy=f"Write [[{one}]] above each."
        )
    head = re.compile(rf"\s*\[\[\s*{one}\s*\]\]")
    heads = [number for number, line in enumerate(text.splitlines(), 1) if head.match(line)]
    lines = heads if len(heads) == len(found) else [1] * len(found)
    for number, (line, entry) in enumerate(zip(lines, found, strict=True), 1):
        yield f"{one} {number} (line {line})", line, entry


def _read_sheet(path: Path, form: Form) -> _Said:
    """Give the lines of a sheet below its headings; empty cells say nothing."""
    rows = _read_workbook(path, form) if path.suffix.lower() == ".xlsx" else _read_csv(path, form)
    headings: list[str] | None = None
    for line, cells in rows:
        if all(cell in (None, "") for cell in cells):
            continue
        if headings is None:
            headings = [re.sub(r"[\s_-]+", "-", str(cell or "").strip().lower()) for cell in cells]
            if unknown := next((name for name in headings if name and name not in form.keys), None):
                raise _unknown(form, unknown, path, f"line {line}", "column")
            needed, why = form.needed
            if needed not in headings:
                remedy = f"{why}: add a column '{needed}'."
                raise BadUsage(f"The sheet has no column '{needed}'.", path=path, place=f"line {line}", remedy=remedy)
            continue
        named = list(zip_longest(headings, cells, fillvalue=""))
        if any(cell not in (None, "") for name, cell in named if not name):
            remedy = "Put a text with the separator in it in quotation marks, and give each column a heading."
            raise BadUsage("The line has more cells than headings.", path=path, place=f"line {line}", remedy=remedy)
        said = {name: cell for name, cell in named if name and cell not in (None, "")}
        yield f"line {line}", line, said
    if headings is None:
        raise BadUsage(
            "The sheet is empty.", path=path, remedy=f"Its first line names the columns: {', '.join(form.keys)}."
        )


def _read_csv(path: Path, form: Form) -> Iterator[tuple[int, list[Any]]]:
    text = read_entries_text(path, form)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BadUsage(f"This is no sound CSV ({error}).", path=path, remedy="Save the sheet anew as CSV.") from None


def _read_workbook(path: Path, form: Form) -> Iterator[tuple[int, list[Any]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > _LARGEST:
            raise BadUsage(f"The file is too large for {form.name}.", path=path, remedy=f"Name a file of {form.name}.")
        sheet = load_workbook(path, read_only=True, data_only=True).active
        if sheet is None:
            return
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > _MOST:
                raise BadUsage(
                    f"The sheet has more than {_MOST:,} lines.", path=path, remedy=f"Name a sheet of {form.name}."
                )
            yield line, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    except OSError as error:
        what = f"The {form.name} cannot be read ({error.strerror or error})."
        raise BadUsage(what, path=path, remedy=form.remedy) from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        raise BadUsage("This is no workbook.", path=path, remedy="Save the sheet anew as XLSX or CSV.") from None


def _unknown(form: Form, key: str, path: Path, place: str, kind: str = "key") -> BadUsage:
    near = difflib.get_close_matches(key, form.keys, 1)
    remedy = f"The nearest is '{near[0]}'." if near else f"Known are: {', '.join(form.keys)}."
    return BadUsage(f"The {kind} '{key}' is not known here.", path=path, place=place, remedy=remedy)
