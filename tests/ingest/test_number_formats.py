"""How the values of a spreadsheet's cells are put into words by their formats."""

import datetime as dt

import pytest
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from scrgraph.ingest.number_formats import Printed, Value, print_plainly, print_value

DAY = 40057  # 1 September 2009
MOMENT = DAY + 14.5 / 24


def words(value: Value, code: str) -> str:
    return print_value(value, code, WINDOWS_EPOCH).words


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (DAY, "dd/mm/yyyy", "01/09/2009"),
        (DAY, "mm-dd-yy", "01/09/2009"),
        (DAY, "m/d/yyyy", "01/09/2009"),
        (DAY, "yyyy-mm-dd", "01/09/2009"),
        (DAY, "[$-809]dddd, d mmmm yyyy;@", "01/09/2009"),
        (DAY, "dd/mm/yyyy;@", "01/09/2009"),
        (DAY, '"by "dd/mm/yyyy', "by 01/09/2009"),
        (DAY, 'dd/mm/yyyy" (revised)"', "01/09/2009 (revised)"),
        (DAY, "dd\\.mm\\.yy", "01/09/2009"),
        (DAY, "mmm-yy", "Sep 2009"),
        (DAY, "mmmm yyyy", "September 2009"),
        (DAY, "mm/yyyy", "Sep 2009"),
        (DAY, "yyyy", "2009"),
        (MOMENT, "dd/mm/yyyy hh:mm", "01/09/2009 14:30"),
        (MOMENT, "m/d/yy h:mm AM/PM", "01/09/2009 14:30"),
        (MOMENT, "dd/mm/yyyy hh:mm:ss", "01/09/2009 14:30"),
        (MOMENT + 5 / 86400, "dd/mm/yyyy hh:mm:ss", "01/09/2009 14:30:05"),
        (MOMENT, "dd/mm/yyyy", "01/09/2009"),
        (DAY, "dd/mm/yyyy hh:mm", "01/09/2009"),
        (MOMENT, "hh:mm", "14:30"),
        (0.5, "h:mm", "12:00"),
        (1.25, "[h]:mm", "30:00"),
        (0, "dd/mm/yyyy", "00/01/1900"),
        (-5, "dd/mm/yyyy", "-5"),
        (10**9, "dd/mm/yyyy", "1000000000"),
        (dt.datetime(2009, 9, 1), "General", "01/09/2009"),
        (dt.datetime(2009, 9, 1, 14, 30), "General", "01/09/2009 14:30"),
        (dt.date(2009, 9, 1), "mmm-yy", "Sep 2009"),
        (dt.time(9, 5), "General", "09:05"),
        (dt.timedelta(hours=30), "General", "30:00"),
    ],
)
def test_days_and_times_are_printed_day_first(value: Value, code: str, expected: str) -> None:
    assert words(value, code) == expected


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1.0, "General", "1"),
        (7, "@", "7"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1000000000000000"),
        (1.25e-7, "General", "0.000000125"),
        (1.1, "0.00", "1.10"),
        (1, "0.0", "1.0"),
        (1, "0.##", "1"),
        (2.5, "0", "3"),
        (0.25, "0%", "25%"),
        (0.125, "0.0%", "12.5%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, '"£"#,##0.00', "£1,234.50"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (7, "000", "007"),
        (7, '"Rec "0', "Rec 7"),
        (14, '0" days"', "14 days"),
        (-3, "0;[Red]0", "3"),
        (-3, "0", "-3"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"none"', "none"),
        (1, '"Yes";"Yes";"No"', "Yes"),
        (0, '"Yes";"Yes";"No"', "No"),
        (5, ";;;", "5"),
        (0, "#", "0"),
        (-0.2, "0", "0"),
        (1200000, "0.0,,", "1200000"),
        (0.5, "# ?/?", "0.5"),
        (5, "[>=3]0;0.0", "5"),
        (12345, "0.00E+00", "12345"),
        (float("inf"), "0.0", "inf"),
        (True, "0", "TRUE"),
        (False, "General", "FALSE"),
    ],
)
def test_numbers_are_printed_as_shown(value: Value, code: str, expected: str) -> None:
    assert words(value, code) == expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("40057", "dd/mm/yyyy", "40057"),
        ("one", "@", "one"),
        ("one", '"Rec "@', "Rec one"),
        ("one", '0;0;0;"Rec "@', "Rec one"),
        ("one", ";;;", "one"),
        ("one", "0.00", "one"),
    ],
)
def test_text_is_never_taken_for_a_number(text: str, code: str, expected: str) -> None:
    assert words(text, code) == expected


def test_a_day_without_its_year_is_told() -> None:
    assert print_value(DAY, "d-mmm", WINDOWS_EPOCH) == Printed("01/09/2009", is_date=True, yearless=True)
    assert print_value(DAY, "dddd", WINDOWS_EPOCH).yearless
    assert not print_value(DAY, "d-mmm-yy", WINDOWS_EPOCH).yearless
    assert not print_value(DAY, "hh:mm", WINDOWS_EPOCH).is_date


def test_days_may_be_counted_from_1904() -> None:
    assert print_value(DAY - 1462, "dd/mm/yyyy", MAC_EPOCH).words == "01/09/2009"
    assert print_value(0, "dd/mm/yyyy", MAC_EPOCH).words == "01/01/1904"


def test_words_are_never_lost_to_a_format() -> None:
    """Whatever the format, a value has words: the account of cells rests on it."""
    codes = ("", ";", ";;;", '""', "_x", "*x", "[Red]", "\\", '"', "[", "@@", "%", "E+", "/", "h", "AM/PM", "ss", "?")
    for code in codes:
        for value in (0, 1, -1, 0.5, 40057.25, "x", True):
            assert words(value, code).strip(), (code, value)


def test_print_plainly_keeps_whole_numbers_whole() -> None:
    assert [print_plainly(value) for value in (3, 3.0, -2.0, 3.25)] == ["3", "3", "-2", "3.25"]
