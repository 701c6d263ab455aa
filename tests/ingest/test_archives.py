"""Zip archives from outside are checked before anything is unpacked, and each fault is one clear sentence."""

import io
import struct
import zipfile

import pytest

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest import archives
from scrgraph.ingest.archives import open_archive, read_part
from tests.ingest.word_files import build_archive

SOUND = {"a.txt": "words", "folder/b.xml": "<b/>"}


def read_all(data: bytes) -> dict[str, bytes]:
    archive = open_archive(data, "plan.zip")
    return {name: read_part(archive, name, "plan.zip") for name in archive.namelist()}


def refuse(data: bytes, part: str | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_all(data)
    assert (caught.value.path, caught.value.place) == ("plan.zip", part and f"part {part}")
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value.message


def test_sound_archive_is_opened_and_its_parts_read() -> None:
    assert read_all(build_archive(SOUND)) == {name: part.encode() for name, part in SOUND.items()}


def test_part_that_is_not_there_is_named() -> None:
    archive = open_archive(build_archive(SOUND), "plan.zip")
    with pytest.raises(UnreadableDocument, match=r"part c\.xml: A part of the file is missing"):
        read_part(archive, "c.xml", "plan.zip")


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [4, 30, 60, -1, -10, -30])
def test_archive_that_breaks_off_is_refused(end: int) -> None:
    assert refuse(build_archive(SOUND)[:end]) == "The file breaks off or is damaged."


def test_damaged_part_is_named() -> None:
    data = bytearray(build_archive({"a.txt": "words " * 500}))
    data[40] ^= 0xFF
    assert refuse(bytes(data), "a.txt") == "A part of the file is damaged."


def test_part_of_another_length_than_the_list_says_is_refused() -> None:
    """The list says that the part is short, so that it looks harmless; what is packed is long."""
    data = build_archive({"a.txt": "x" * 100_000})
    size = struct.pack("<I", 100_000)
    assert data.count(size) == 2
    assert refuse(data.replace(size, struct.pack("<I", 100)), "a.txt") == "A part of the file is damaged."
    assert refuse(data.replace(size, struct.pack("<I", 200_000)), "a.txt") == "A part of the file is damaged."


def test_way_of_packing_that_is_not_known_is_refused() -> None:
    data = bytearray(build_archive({"a.txt": "words " * 500}))
    data[8:10] = data[data.find(b"PK\x01\x02") + 10 :][:2] = struct.pack("<H", 77)
    central = data.find(b"PK\x01\x02")
    data[central + 10 : central + 12] = struct.pack("<H", 77)
    assert refuse(bytes(data), "a.txt") == "A part of the file is damaged."


# -- bombs -----------------------------------------------------------------------------------------------------------


def test_part_packed_more_than_any_text_is_refused() -> None:
    assert refuse(build_archive({"a.xml": b" " * 8_000_000}), "a.xml").startswith("The file would unpack to more")


def test_small_part_may_be_packed_well() -> None:
    archive = open_archive(build_archive({"a.txt": " " * 2_000_000}), "plan.zip")
    assert len(read_part(archive, "a.txt", "plan.zip")) == 2_000_000


def test_whole_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_WHOLE", 9)
    assert refuse(build_archive({"a": "12345", "b": "67890"})).startswith("The file would unpack to more")


def test_part_larger_than_asked_for_is_refused() -> None:
    archive = open_archive(build_archive(SOUND), "plan.zip")
    with pytest.raises(UnreadableDocument, match=r"part a\.txt: The file would unpack to more"):
        read_part(archive, "a.txt", "plan.zip", largest=4)


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 2)
    assert "more than a document has" in refuse(build_archive({str(number): "" for number in range(3)}))


def test_parts_that_lie_one_over_the_other_are_refused() -> None:
    """The list names one packed part twice, as a bomb does that grows by being read again and again."""
    data = build_archive({"a.txt": "words " * 500, "b.txt": "other words " * 500})
    first, second = (data.find(b"PK\x01\x02"), data.rfind(b"PK\x01\x02"))
    made = bytearray(data)
    made[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert refuse(bytes(made), "b.txt") == "Two parts of the file lie one over the other."


# -- names and kinds of entries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "..\\a.txt", "C:\\a.txt", "c:a.txt", ".."])
def test_part_that_would_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"A part of the file would leave its folder"):
        open_archive(build_archive({name: "x"}), "plan.zip")


@pytest.mark.parametrize("names", [("a/b.txt", "a\\b.txt"), ("a.txt", "A.txt")])
def test_two_parts_of_one_name_are_refused(names: tuple[str, str]) -> None:
    assert "two bear one name" in refuse(build_archive(dict.fromkeys(names, "x")))


def test_two_parts_of_the_very_same_name_are_refused() -> None:
    data = build_archive({"a.txt": "first", "b.txt": "second"})
    assert "two bear one name" in refuse(data.replace(b"b.txt", b"a.txt"))


def test_link_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("plan.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/hostname")
    assert refuse(stream.getvalue(), "plan.txt") == "A part of the file is a link to another file."


def test_protected_archive_is_refused() -> None:
    data = bytearray(build_archive({"a.txt": "words"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + place] |= 1
    assert refuse(bytes(data)) == "The file is protected by a password."


# -- XML -------------------------------------------------------------------------------------------------------------

ENTITY = '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/hostname">]><b>&x;</b>'


@pytest.mark.parametrize(
    "part",
    [
        ENTITY.encode(),
        b"\xef\xbb\xbf" + ENTITY.encode(),
        ENTITY.encode("utf-16"),
        ENTITY.encode("utf-16-be"),
        ENTITY.encode("utf-32"),
        f"<!-- {'x' * 100_000} -->{ENTITY}".encode(),
    ],
    ids=["plain", "mark", "utf-16", "big-endian", "utf-32", "after a long comment"],
)
@pytest.mark.parametrize("name", ["a.xml", "b.rels", "c.VML"])
def test_document_type_is_refused_however_it_is_written(name: str, part: bytes) -> None:
    assert refuse(build_archive({name: part}), name).startswith("A part of the file declares a document type")


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "shift_jis"])
def test_encoding_that_would_hide_one_is_refused(encoding: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?>+ADwAIQ-DOCTYPE b+AD4-+ADw-b/+AD4-'.encode()
    assert "encoding that no office program writes" in refuse(build_archive({"a.xml": part}), "a.xml")


def test_ebcdic_is_refused() -> None:
    part = f'<?xml version="1.0" encoding="cp037"?>{ENTITY}'.encode("cp037")
    assert "encoding that no office program writes" in refuse(build_archive({"a.xml": part}), "a.xml")


def test_text_that_speaks_of_document_types_is_no_xml() -> None:
    archive = open_archive(build_archive({"a.txt": ENTITY}), "plan.zip")
    assert read_part(archive, "a.txt", "plan.zip").decode() == ENTITY
