import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.ingest.markup import collapse, has_marks, is_rule, read_paragraphs


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ""),
        (" \t\n\xa0 ", ""),
        ("  two \n words\xa0here ", "two words here"),
    ],
)
def test_collapse(raw: str, expected: str) -> None:
    assert collapse(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ()),
        ("<p></p> <p> &nbsp; </p>", ()),
        ("A plain cell", ("A plain cell",)),
        ("<p>One.</p> <p>Two.</p>", ("One.", "Two.")),
        ("<P CLASS='x'>One</P><DIV id=a>Two</DIV>", ("One", "Two")),
        ("One<br>Two<br/>Three<br />Four", ("One", "Two", "Three", "Four")),
        ("<ol> <li>One</li> <li>Two</li> </ol>", ("One", "Two")),
        ("before <ul><li>a</li></ul> after", ("before", "a", "after")),
        ("a <b>bold</b> and <em>slanted</em> w<sup>th</sup>", ("a bold and slanted wth",)),
        ('<font color="red">Red</font> <span>words</span>', ("Red words",)),
    ],
)
def test_paragraphs_are_parted_at_block_marks_only(raw: str, expected: tuple[str, ...]) -> None:
    assert read_paragraphs(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("&pound;20 &ndash; or &#163;30 &#x2013; each", "£20 – or £30 – each"),
        ("child&rsquo;s forty&nbsp;visits", "child’s forty visits"),
        ("QA&A and R&D, AT&T; more", "QA&A and R&D, AT&T; more"),
        ("no &copy without its end, no &nosuchname;", "no &copy without its end, no &nosuchname;"),
    ],
)
def test_entities_are_read_only_where_they_are_closed_and_known(raw: str, expected: str) -> None:
    assert read_paragraphs(raw) == (expected,)


@pytest.mark.parametrize(
    "raw",
    [
        "under <5 years and >3 months",
        "a < b > c",
        "<emphasis> is no mark of the export",
        "<5>",
    ],
)
def test_angle_brackets_that_are_no_marks_are_words(raw: str) -> None:
    assert read_paragraphs(raw) == (raw,)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("the mark &lt;p&gt; parts paragraphs", "the mark <p> parts paragraphs"),
        ("&lt;b&gt; makes bold", "<b> makes bold"),
        ("write &amp;amp; for it", "write &amp; for it"),
    ],
)
def test_escaped_marks_are_words_and_not_dropped(raw: str, expected: str) -> None:
    assert read_paragraphs(raw) == (expected,)


def test_what_nobody_can_see_is_taken_out() -> None:
    assert read_paragraphs("\ufeffcare\u00adful\u200b\u2060ly") == ("carefully",)


@pytest.mark.parametrize(("raw", "expected"), [("<p>x</p>", True), ("<li>x", True), ("<b>x</b>", False), ("x", False)])
def test_has_marks(raw: str, expected: bool) -> None:
    assert has_marks(raw) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["--", "--", "---"], True),
        (["--", "", " ----- "], True),
        (["–––", "___", "==="], True),
        (["", ""], False),
        (["-", "--"], False),
        (["--", "1/09/2011"], False),
        (["n/a", "--"], False),
    ],
)
def test_is_rule(cells: list[str], expected: bool) -> None:
    assert is_rule(cells) is expected


@given(st.text(st.characters(exclude_characters="<>&", exclude_categories=["Cf", "Cs"]), max_size=80))
def test_text_without_marks_is_kept_whole(text: str) -> None:
    assert " ".join(read_paragraphs(text)) == collapse(text)


@given(st.lists(st.text("abc xyz.,;:'()0123456789/-", min_size=1), max_size=6))
def test_marking_paragraphs_loses_none(paragraphs: list[str]) -> None:
    raw = " ".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    assert list(read_paragraphs(raw)) == [clean for paragraph in paragraphs if (clean := collapse(paragraph))]
