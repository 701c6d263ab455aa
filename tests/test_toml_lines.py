"""On which line each key of a TOML document stands, however it is written."""

import gc
import time
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.toml_lines import find_lines, find_second

TEXT = '''# ours

one = 1
two = [
    "a",  # ]
    # a remark
    "]",
]
three = """
[four]
four = 4
"""
"fi.ve" = 5

[table]  # of ours
key = { inner = "x", "other key" = 2 }
dotted.key = 1
dotted.other = 2

  [table.below]
  key = \'\'\'
]
\'\'\'

[[list]]
name = "first"
[list.of]
key = 1

[[list]]
name = "second"
[[list.of-lists]]
x = 1
[[list.of-lists]]
x = 2
'''


def test_every_key_is_found_on_the_first_line_of_its_statement() -> None:
    assert find_lines(TEXT) == {
        ("one",): 3,
        ("two",): 4,
        ("three",): 9,
        ("fi.ve",): 13,
        ("table",): 15,
        ("table", "key"): 16,
        ("table", "key", "inner"): 16,
        ("table", "key", "other key"): 16,
        ("table", "dotted"): 17,
        ("table", "dotted", "key"): 17,
        ("table", "dotted", "other"): 18,
        ("table", "below"): 20,
        ("table", "below", "key"): 21,
        ("list",): 25,
        ("list", 0): 25,
        ("list", 0, "name"): 26,
        ("list", 0, "of"): 27,
        ("list", 0, "of", "key"): 28,
        ("list", 1): 30,
        ("list", 1, "name"): 31,
        ("list", 1, "of-lists"): 32,
        ("list", 1, "of-lists", 0): 32,
        ("list", 1, "of-lists", 0, "x"): 33,
        ("list", 1, "of-lists", 1): 34,
        ("list", 1, "of-lists", 1, "x"): 35,
    }


def walk(data: Any, path: tuple[str | int, ...] = ()) -> Any:
    """Give the paths to all tables and values, those within lists of tables too."""
    inside = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inside:
        yield (*path, key)
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from walk(value, (*path, key))


def test_no_key_is_left_out() -> None:
    assert set(find_lines(TEXT)) == set(walk(tomllib.loads(TEXT)))


def test_lines_of_what_can_be_read_are_found_before_what_cannot() -> None:
    assert find_lines("one = 1\ntwo = \nthree = 3\n") == {("one",): 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark", "= 1", "[", "x = [", '"""'])
def test_nothing_is_found_where_nothing_stands(text: str) -> None:
    assert find_lines(text) == {}
    assert find_second(text) is None


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("a = 1\nb = 1\n", None),
        (TEXT, None),
        ("a = 1\na = 2\n", (("a",), 2)),
        ("[t]\na = 1\n[u]\na = 1\n[t]\nb = 1\n", (("t",), 5)),
        ("t.a = 1\nt.b = 2\nt.a = 3\n", (("t", "a"), 3)),
        ("t = { a = 1 }\n[t]\n", (("t",), 2)),
        ("[t]\na = 1\n'a' = 2\n", (("t", "a"), 3)),
        ("[[t]]\na = 1\n[[t]]\na = 1\na = 2\n", (("t", 1, "a"), 5)),
        ("[t.u]\n[t]\n[t.u]\n", (("t", "u"), 3)),
    ],
)
def test_second_of_a_name_is_found(text: str, second: object) -> None:
    assert find_second(text) == second
    if second:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)
    else:
        tomllib.loads(text)


KEYS = st.text(st.characters(codec="ascii", min_codepoint=97, max_codepoint=122), min_size=1, max_size=3)
VALUES = st.sampled_from(["1", '"x"', "[\n1,\n2,\n]", '"""\na = 1\n"""', "{ x = 1 }", "[]  # a\n# b = 1"])


@given(st.dictionaries(KEYS, VALUES, max_size=6), st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4)))
def test_a_document_cut_before_a_line_lacks_what_stands_there(
    top: dict[str, str], tables: dict[str, dict[str, str]]
) -> None:
    tables = {name: keys for name, keys in tables.items() if name not in top}
    text = "".join(f"{key} = {value}\n" for key, value in top.items())
    text += "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) for name, keys in tables.items()
    )
    found = find_lines(text)
    assert set(found) == set(walk(tomllib.loads(text)))
    lines = text.split("\n")
    for path, line in found.items():
        before = tomllib.loads("\n".join(lines[: line - 1]))
        assert path not in set(walk(before))
        assert lines[line - 1].lstrip("[").startswith(str(path[-1])) or path[-1] == "x"


@pytest.mark.parametrize(
    "text",
    ["a = 1\n" + "b = [\n" + '"]",\n' * 16_000, "x = [\n" + "1,\n" * 30_000 + "]\n", "a" + ".a" * 4_900 + " = 1\n"],
    ids=["never closed", "a long list", "a deep key"],
)
def test_what_is_long_or_deep_takes_no_time(text: str) -> None:
    gc.disable()  # what else this process holds, and the collector would look through, is not what is measured
    try:
        begun = time.process_time()
        find_lines(text)
        find_second(text)
        assert time.process_time() - begun < 3
    finally:
        gc.enable()
