"""Figures and networks as pictures: every word has its place, stands out, is large enough, and nothing is fetched.

They are drawn as large as they come: with thirty agencies and all themes of the vocabulary. All of it is synthetic.
"""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import pytest
from rdflib import SKOS, Graph

from scrgraph.analysis.answers import Answer
from scrgraph.analysis.closings import Recurrence, Timed, Waits
from scrgraph.analysis.crosstab import COLUMNS, build_crosstab
from scrgraph.analysis.figures import find_figure
from scrgraph.analysis.networks import Network, explain_network, find_kind, measure_network
from scrgraph.analysis.survival import Wait, estimate_curve
from scrgraph.audit.overdue import NO_AGENCY, Overdue
from scrgraph.audit.trend import Bounds
from scrgraph.reports.closing_figures import make_closure_figure, make_recurrence_figure
from scrgraph.reports.figures import Figure
from scrgraph.reports.heat_map import make_heat_map
from scrgraph.reports.matrix_chart import DARK, LEVELS, fold_name, shade
from scrgraph.reports.network_chart import GROUP_COLOURS, MOST_TIES, draw_network
from scrgraph.reports.overdue_map import choose_days, make_overdue_map
from scrgraph.reports.svg import INK, PAPER, choose_ink, draw_words, measure_contrast
from scrgraph.resources import ontology_folder
from tests.reports.drawn import SVG, list_outside, list_overlaps, list_pale, list_small, read_drawing

DAY = dt.date(2020, 1, 31)
KINDS = (
    "Police",
    "Schools",
    "Children's Social Care",
    "Probation Trust",
    "Education Welfare Service",
    "Community Health NHS Trust",
    "Housing Association",
    "Mental Health NHS Foundation Trust",
    "Special Educational Needs Assessment Service",
    "Hospitals NHS Trust, health visiting and school nursing",
)
AGENCIES = [f"{place} {kind}" for place in ("Northmere", "Harbour", "Mill Lane") for kind in KINDS]


def list_themes() -> list[str]:
    graph = Graph().parse(ontology_folder() / "vocabularies" / "themes.ttl")
    return sorted(str(label) for label in graph.objects(None, SKOS.prefLabel))[:25]


THEMES = list_themes()


def make_heat(agencies: int = 30, most: int = 40) -> Figure:
    chance = random.Random(4)
    units = []
    for number, agency in enumerate(AGENCIES[:agencies]):
        for _ in range(chance.randrange(1, most)):
            themes = {THEMES[min(int(chance.expovariate(0.15)), 24)] for _ in range(chance.randrange(1, 5))}
            units.append((agency, themes | ({THEMES[20]} if number % 7 == 0 else set())))
    rows = Counter(agency for agency, _ in units)
    columns = Counter(theme for _, themes in units for theme in themes)
    cells = Counter((agency, theme) for agency, themes in units for theme in themes)
    answer = tuple(
        (agency, agency, theme, theme, number, rows[agency], columns[theme], len(units))
        for (agency, theme), number in sorted(cells.items())
    )
    return make_heat_map(find_figure("theme-by-agency"), build_crosstab(Answer(COLUMNS, answer)), ["a", "b"], DAY)


def make_overdue(agencies: int = 45, months: int = 120, most: int = 12) -> Figure:
    chance = random.Random(5)
    days = [dt.date(2010 + month // 12, month % 12 + 1, 28) for month in range(months)]
    names = {f"x:{number}": f"{AGENCIES[number % 30]}{' II' if number > 29 else ''}" for number in range(agencies)}
    counts = {}
    for owner in (*names, NO_AGENCY):
        least = [min(int(month / months * chance.randrange(most + 1)), most) for month in range(months)]
        counts[owner] = tuple(Bounds(low, low + chance.choice((0, 0, 0, 3, 14))) for low in least)
    rows = dict.fromkeys(counts, 40)
    return make_overdue_map(Overdue(tuple(days), names, counts, rows, 60, ("later",)), ["a", "b"], days[-1])


def make_waits(number: int, spread: int, undated: float = 0.4) -> Waits:
    chance = random.Random(6)
    timed = []
    for place in range(number):
        days, ended = chance.randrange(-200, spread), chance.random() < 0.7
        later = days + (chance.randrange(400) if ended and chance.random() < undated else 0)
        timed.append(Timed("a", f"main/{place}", "Recommendation", Wait(days, ended), Wait(later, ended)))
    early, late = (estimate_curve(each) for each in ([one.early for one in timed], [one.late for one in timed]))
    unsure = sum(one.early != one.late for one in timed)
    return Waits(tuple(timed), early, late, unsure, {"without a target day": 3} if unsure else {})


def make_closures(number: int, spread: int, undated: float = 0.4) -> Figure:
    return make_closure_figure(find_figure("time-to-closure"), make_waits(number, spread, undated), ["a", "b"], DAY)


def make_returns(spread: int = 3000, name: str = "recurrence") -> Figure:
    rows = tuple((theme, 60 - 2 * place, place % 5, place % 5 + place % 3) for place, theme in enumerate(THEMES))
    rows = (*rows[:-1], (THEMES[-1], 3, 1, 1))
    recurrence = Recurrence(make_waits(200, spread), (), rows, (("Northmere Police", 20, 2, 3),))
    return make_recurrence_figure(find_figure(name), recurrence, ["a", "b"], DAY)


def make_network(kind: str, ties: int, seed: int = 1) -> Network:
    chance = random.Random(seed)
    question = find_kind(kind)
    left = THEMES if kind == "theme-pairs" else AGENCIES
    right = AGENCIES if kind == "agencies" else THEMES
    graph: nx.Graph[str] = nx.Graph()
    while graph.size() < ties:
        place = chance.randrange(len(left))
        other = int(chance.gauss(place * len(right) / len(left), 6))
        if not 0 <= other < len(right) or left[place] == right[other]:
            continue
        for name, node in ((left[place], question.nodes[0]), (right[other], question.nodes[-1])):
            graph.add_node(name, name=name, kind=node)
        weight = 1 + int(chance.expovariate(0.5))
        graph.add_edge(left[place], right[other], weight=weight, distance=1 / weight)
    return measure_network(question, graph)


DRAWINGS: dict[str, Callable[[], str]] = {
    "heat map": lambda: make_heat().draw(),
    "heat map of many": lambda: make_heat(most=400).draw(),
    "heat map of three": lambda: make_heat(3, 4).draw(),
    "overdue": lambda: make_overdue().draw(),
    "overdue, many": lambda: make_overdue(most=300).draw(),
    "overdue, one month": lambda: make_overdue(3, 1).draw(),
    "overdue, a year": lambda: make_overdue(9, 12).draw(),
    "closures": lambda: make_closures(120, 900).draw(),
    "closures, all dated": lambda: make_closures(120, 900, 0).draw(),
    "closures, few": lambda: make_closures(2, 60).draw(),
    "closures over decades": lambda: make_closures(3000, 9000).draw(),
    "returns": lambda: make_returns().draw(),
    "returns of recommendations": lambda: make_returns(900, "recurrence-of-recommendations").draw(),
    "nothing": lambda: draw_words("A long question " * 8, ["There is nothing to draw: " + "words " * 40] * 3),
    "agencies as lines": lambda: draw_network(make_network("agencies", 90), "lines"),
    "agencies as a table": lambda: draw_network(make_network("agencies", 180)),
    "agencies and themes as lines": lambda: draw_network(make_network("agency-themes", 100)),
    "agencies and themes as a table": lambda: draw_network(make_network("agency-themes", 350)),
    "themes as lines": lambda: draw_network(make_network("theme-pairs", 60)),
    "themes as a table": lambda: draw_network(make_network("theme-pairs", 200)),
    "two agencies": lambda: draw_network(make_network("agencies", 1)),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_word_has_its_place(name: str) -> None:
    picture = read_drawing(DRAWINGS[name]())
    assert list_outside(picture) == []
    assert list(list_overlaps(picture)) == []
    assert list_small(picture) == []
    assert list_pale(picture) == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_picture_is_whole_the_same_each_time_and_asks_for_nothing(name: str) -> None:
    svg = DRAWINGS[name]()
    assert svg == DRAWINGS[name]()
    picture = read_drawing(svg)
    assert picture.title
    assert len(picture.description) > 40
    assert picture.root.attrib["aria-labelledby"] == "title described"
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"<(script|image|use|style|foreignObject)\b|href|@import|on\w+=", svg)
    known = set(re.findall(r'\bid="([^"]+)"', svg))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= known
    assert len(known) == svg.count(' id="')


def test_overlap_and_what_lies_outside_would_be_found() -> None:
    """The measures themselves: a word on another, beyond the page, too small, or too pale is told."""
    svg = draw_words("A title", ["A sentence."])
    moved = re.sub(r'y="[\d.]+"( font-size="13")', r'y="33"\1', svg)
    assert moved != svg
    assert list(list_overlaps(read_drawing(moved))) == [("A title", "A sentence.")]
    assert list_outside(read_drawing(svg.replace('x="30" y="', 'x="700" y="'))) == ["A title", "A sentence."]
    turned = svg.replace('font-size="13', 'transform="rotate(-60 30 0)" font-size="13')
    assert list_outside(read_drawing(turned)) == ["A sentence."]
    assert list_small(read_drawing(svg.replace('font-size="13', 'font-size="3'))) == ["A sentence."]
    assert list_pale(read_drawing(svg.replace(f'fill="{INK}"', 'fill="#aaaaaa"')))


def test_shades_grow_darker_with_the_number_so_that_grey_print_shows_them() -> None:
    contrasts = [measure_contrast(shade(number), PAPER) for number in range(25)]
    assert contrasts == sorted(contrasts)
    assert len(set(contrasts)) == len(LEVELS) + 1
    for _, colour in LEVELS:
        assert measure_contrast(PAPER if colour in DARK else INK, colour) >= 4.5


def test_numbers_of_groups_stand_out_from_their_colours() -> None:
    assert all(measure_contrast(choose_ink(colour), colour) >= 4.5 for colour in GROUP_COLOURS)
    assert measure_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert measure_contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_heat_map_has_every_count_and_frames_what_is_above() -> None:
    figure = make_heat()
    picture = read_drawing(figure.draw())
    squares = [each.findtext(f"{SVG}title") for each in picture.root.iter(f"{SVG}rect")]
    told = {words.rsplit(": ", 1)[0]: words.rsplit(": ", 1)[1].split(",")[0] for words in squares if words}
    numbers = {f"{row[0]}, {row[1]}": str(row[2]) for row in figure.full.rows}
    assert told == numbers
    assert len(numbers) == 30 * 25
    above = [row for row in figure.full.rows if row[-1] == "above"]
    assert above
    assert len(list(picture.root.iter(f"{SVG}polygon"))) == len(above) + 1  # and the one of the legend


def test_of_many_agencies_those_above_expectation_are_drawn_however_few_recommendations_they_have() -> None:
    large = [(f"x:{number}", f"Agency {number:02}", "x:t", "Training", 20, 20, 802, 812) for number in range(40)]
    small = [("x:s", "Small", "x:u", "Records", 8, 10, 8, 812), ("x:s", "Small", "x:t", "Training", 2, 10, 802, 812)]
    crosstab = build_crosstab(Answer(COLUMNS, (*large, *small)))
    picture = read_drawing(make_heat_map(find_figure("theme-by-agency"), crosstab, ["a", "b"], DAY).draw())
    words = [text.words for text in picture.texts]
    assert "Small" in words
    assert "11 other agencies" in words
    assert [word for word in words if word.startswith("Agency ")] == [f"Agency {number:02}" for number in range(29)]
    assert len(list(picture.root.iter(f"{SVG}polygon"))) == 2  # the one count above expectation, and that of the legend


def test_recommendations_of_agencies_without_a_theme_are_told_apart() -> None:
    cells = (("x:a", "Police", "x:t", "Training", 2, 3, 2, 9),)
    figure = make_heat_map(find_figure("theme-by-agency"), build_crosstab(Answer(COLUMNS, cells)), ["a"], DAY)
    assert figure.told[0] == (
        "3 recommendations of 1 agency on 1 theme. The most frequent theme is Training: 2 of them."
    )
    assert figure.told[1] == (
        "6 recommendations more, of agencies without any known theme, count in what is to be expected alone."
    )
    assert figure.data["totals"]["agencies"] == [{"id": "x:a", "name": "Police", "total": 3}]
    assert [row[3] for row in figure.full.rows] == [3 * 2 / 9]


def test_of_many_agencies_the_most_overdue_are_drawn_and_the_others_together() -> None:
    words = [text.words for text in read_drawing(make_overdue().draw()).texts]
    assert "15 other agencies" in words
    assert "rows of no single agency" in words


@pytest.mark.parametrize("months", [1, 2, 12, 24, 25, 120, 500])
def test_days_that_have_a_column_fit_and_end_with_the_last(months: int) -> None:
    days = [dt.date(1990 + month // 12, month % 12 + 1, 28) for month in range(months)]
    chosen = choose_days(days)
    assert chosen[-1] == months - 1
    assert len(chosen) <= 24
    assert len(chosen) == months or len(chosen) > 8


def test_what_returns_is_named_as_the_question_says() -> None:
    themes, others = make_returns(), make_returns(name="recurrence-of-recommendations")
    assert "200 themes were finalised (counted once for each agency and plan);" in themes.told[0]
    assert "200 recommendations were finalised;" in others.told[0]
    assert "agency" not in others.told[0]
    assert themes.shown.columns == ("theme", "finalised", "returned", "note")
    assert others.shown.columns == ("finalised in", "recommendation", "months until it returned")
    assert len(others.shown.rows) == sum(wait["early"]["ended"] for wait in others.data["subjects"])
    assert "How many of those that were finalised returned, by theme:" not in others.draw()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Northmere Police", ["Northmere Police (5)"]),
        ("Mill Lane Community Health NHS Trust", ["Mill Lane Community", "Health NHS Trust (5)"]),
        (
            "case-m1 imr/merrowshire-community-health-nhs-trust/2",
            ["case-m1 imr/merrowshire-", "community-health-nhs-trust/2 (5)"],
        ),
    ],
)
def test_name_is_folded_between_words_and_its_number_is_never_cut(name: str, lines: list[str]) -> None:
    assert fold_name(name, 33, " (5)") == lines


def test_name_of_many_lines_is_cut_to_three() -> None:
    folded = fold_name("Northmere " * 20, 33, " (5)")
    assert len(folded) == 3
    assert folded[-1].endswith("… (5)")
    assert all(len(line) <= 33 for line in folded)


def test_network_says_what_its_ties_count() -> None:
    network = replace(make_network("theme-pairs", 60), counts="lesson")
    assert any("on one lesson alone" in words for words in explain_network(network))
    assert "1 lesson</text>" in draw_network(network)
    assert "lessons</text>" in draw_network(network, "table")


def test_network_of_few_ties_is_drawn_as_lines_and_of_many_as_a_table() -> None:
    few, many = make_network("agency-themes", MOST_TIES), make_network("agency-themes", MOST_TIES + 1)
    assert draw_network(few).count("<path") == MOST_TIES
    assert "<path" not in draw_network(many)
    assert draw_network(many, "lines").count("<path") == MOST_TIES + 1
    assert "<path" not in draw_network(few, "table")


def test_table_of_a_network_holds_each_tie() -> None:
    network = make_network("theme-pairs", 200)
    root = read_drawing(draw_network(network)).root
    told = [each.findtext(f"{SVG}title") for each in root.iter(f"{SVG}rect")]
    for tie in network.ties:
        assert f"{network.names[tie.source]} – {network.names[tie.target]}: {tie.weight}" in told
        assert f"{network.names[tie.target]} – {network.names[tie.source]}: {tie.weight}" in told
