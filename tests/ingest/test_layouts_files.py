"""What may stand in the file of a layout, and what is said of one that is mistaken."""

from pathlib import Path

import pytest

from scrgraph.errors import BadUsage
from scrgraph.ingest.layout_files import read_layout, write_layout
from scrgraph.ingest.layouts import find_layout, list_layouts, load_layouts

SOUND = 'name = "ours"\ntitle = "Ours"\n[columns]\ntext = ["What we heard"]\nactions = ["Our deeds"]\n'


def write(folder: Path, text: str, name: str = "ours.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refuse(folder: Path, text: str) -> BadUsage:
    with pytest.raises(BadUsage) as caught:
        read_layout(write(folder, text), find_layout("general"))
    assert caught.value.path == str(folder / "ours.toml")
    return caught.value


def test_a_layout_builds_on_the_common_wordings(tmp_path: Path) -> None:
    layout = read_layout(write(tmp_path, SOUND), find_layout("general"))
    headings = ["What we heard", "Our deeds", "Lead officer", "Target date"]
    assert layout.match_headings(headings) == ["text", "actions", "leads", "targets"]


def test_a_wording_that_a_layout_gives_to_a_column_is_no_other_columns_any_more(tmp_path: Path) -> None:
    layout = read_layout(write(tmp_path, SOUND + 'source = ["Action"]\n'), find_layout("general"))
    assert layout.match_headings(["Action"]) == ["source"]
    assert layout.match_headings(["Actions"]) == ["source"]


def test_a_layout_without_a_column_does_not_read_its_common_wordings(tmp_path: Path) -> None:
    text = 'without = ["rag", "status"]\n' + SOUND
    layout = read_layout(write(tmp_path, text), find_layout("general"))
    assert layout.match_headings(["RAG", "Status"]) == [None, "summary"]


def test_status_words_and_colours_are_the_layouts_own(tmp_path: Path) -> None:
    text = SOUND + '[status_words]\n"In hand" = "ongoing"\n[colours]\nBlue = "closed"\nwhite = ""\n'
    layout = read_layout(write(tmp_path, text), find_layout("general"))
    assert dict(layout.status_words) == {"in hand": "ongoing"}
    assert dict(layout.colour_means) == {"blue": "closed"}
    assert {"white", "red"} <= set(layout.colours)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name = \n", None, "This is not TOML"),
        (SOUND + 'text = ["x"]\n', 6, "'columns.text' stands here a second time"),
        ('name = "ours"\ntitle = "Ours"\n', None, "declares no headings"),
        ('name = "ours"\ntitle = "Ours"\n[columns]\ntext = []\n', 3, "declares no headings"),
        ('name = "ours"\n[columns]\ntext = ["x"]\n', None, "has no title"),
        ('name = "our plan"\ntitle = "Ours"\n[columns]\ntext = ["x"]\n', 1, "cannot be called 'our plan'"),
        (SOUND.replace("actions", "action"), 5, "There is no column 'action'. The nearest is actions."),
        (SOUND + "leads = 3\n", 6, "'columns.leads' is to be a list of words"),
        (SOUND + "leads = [3]\n", 6, "'columns.leads' is to be words in quotation marks"),
        (SOUND + 'leads = ["?"]\n', 6, "'?' has no word in it"),
        (SOUND + 'leads = ["our deed"]\n', 6, "'our deed' stands for 'actions' and for 'leads'"),
        ('colums = ["x"]\n' + SOUND, 1, "The key 'colums' is not known in a layout. The nearest is columns."),
        ('status_of = "police"\n' + SOUND, 1, "cannot be the word of 'police'"),
        ('without = ["colour"]\n' + SOUND, 1, "There is no column 'colour'."),
        (SOUND + '[either]\n"x" = ["text", "leds"]\n', 7, "There is no column 'leds'. The nearest is leads."),
        (
            SOUND + '[status_words]\n"Blue" = "complete"\n',
            7,
            "cannot mean 'complete'. The nearest is completed.",
        ),
        (SOUND + '[colours]\nred = "late"\n', 7, "'red' cannot mean 'late'."),
        (SOUND + '[known_by]\ntitles = ["x"]\n', 7, "'titles' is no sign of [known_by]. The nearest is title."),
        (SOUND + '[example]\nheadings = ["a", "b"]\ncolumns = ["text"]\n', 8, "has 2 headings, and here are 1 cells"),
        (
            SOUND + '[example]\nheadings = ["a"]\ncolumns = ["txt"]\n',
            8,
            "There is no column 'txt'. The nearest is text.",
        ),
        (SOUND + "x = " + "9" * 11000, 6, "longer than any of a layout is"),
    ],
)
def test_a_mistake_is_one_clear_sentence_with_its_line(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    error = refuse(tmp_path, text)
    assert said in str(error)
    assert error.place == (None if line is None else f"line {line}")
    assert error.remedy


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_bytes(b"name = '\xff\xfe'")
    with pytest.raises(BadUsage, match="no UTF-8 text"):
        load_layouts(tmp_path)
    (tmp_path / "ours.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(BadUsage, match="larger than any layout"):
        load_layouts(tmp_path)


def test_two_layouts_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    write(tmp_path, SOUND, "theirs.toml")
    with pytest.raises(BadUsage, match="'ours' is declared a second time"):
        load_layouts(tmp_path)


def test_a_boards_layout_bears_no_name_of_ours(tmp_path: Path) -> None:
    write(tmp_path, SOUND.replace('"ours"', '"sar-plan"'))
    with pytest.raises(BadUsage, match="bears the name of one that comes with scrgraph"):
        list_layouts(tmp_path)


def test_a_boards_layouts_stand_beside_ours(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    assert [layout.name for layout in list_layouts(tmp_path)] == ["ours", *(one.name for one in load_layouts())]
    assert find_layout("ours", tmp_path).title == "Ours"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="folder of layouts is not there"):
        list_layouts(tmp_path / "none")


def test_the_nearest_name_of_a_layout_is_told() -> None:
    with pytest.raises(BadUsage, match=r"no layout called 'dhr-templat'\. The nearest is dhr-template\."):
        find_layout("dhr-templat")


def test_a_layout_that_was_written_reads_what_it_was_written_of(tmp_path: Path) -> None:
    headings = ('Our "deeds"', "What\nwe heard", "Room \\ floor", "", "When, by\twhom")
    columns = ("actions", "text", None, "number", "targets")
    text = write_layout("ours", "Plan 7.docx", [(headings, columns)])
    layout = read_layout(write(tmp_path, text), find_layout("general"))
    assert layout.match_headings(list(headings)) == ["actions", "text", None, None, "targets"]
    assert layout.example is not None
    assert layout.example.columns == ("actions", "text", "", "number", "targets")
    assert text == write_layout("ours", "Plan 7.docx", [(headings, columns)])
