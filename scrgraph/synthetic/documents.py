"""Writes the plans of a corpus as people have them: text exports, CSV, web pages, Word documents and workbooks."""

import random
from typing import Literal, TypeAlias, get_args

from scrgraph.synthetic.draft import Plan
from scrgraph.synthetic.export import lay_out, render_plan
from scrgraph.synthetic.printing.printed import PrintedPlan

Kind: TypeAlias = Literal["txt", "docx", "csv", "xlsx", "html"]

KINDS: tuple[Kind, ...] = get_args(Kind)


def choose_kind(number: int, version: int) -> Kind:
    """Choose the kind of document of a version of a plan: they come round, and a plan may change its kind."""
    return KINDS[(number + 2 * version) % len(KINDS)]


def render_document(plan: Plan, kind: Kind, chance: random.Random) -> bytes:
    """Give a plan as a document of some kind, in one of the looks that such documents have."""
    if kind == "txt":
        return render_plan(plan).encode()
    printed = lay_out(plan)
    match kind:
        case "csv":
            return _render_csv(printed, chance)
        case "html":
            from scrgraph.synthetic.printing.web import render_html

            return render_html(printed, merged=chance.random() < 0.7)
        case "docx":
            from scrgraph.synthetic.printing.word import render_word

            page, split = chance.choice([(0, 0), (0, 0), (7, 0), (5, 2)])
            return render_word(printed, page=page, split=split, shaded=chance.random() < 0.5)
        case "xlsx":
            from scrgraph.synthetic.printing.excel import render_excel

            return render_excel(printed, true_dates=chance.random() < 0.5, one_sheet=chance.random() < 0.3)


def _render_csv(printed: PrintedPlan, chance: random.Random) -> bytes:
    from scrgraph.synthetic.printing.web import render_csv

    delimiter, encoding = chance.choice([(",", "utf-8"), (",", "cp1252"), (";", "utf-8-sig"), ("\t", "utf-16")])
    return render_csv(printed, delimiter=delimiter, encoding=encoding)
