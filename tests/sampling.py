"""Which of the rules' cases the ordinary tests try where a comparison is slow; the others are left to `make prove`."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from scrgraph.audit.cases import KINDS, list_cases
from scrgraph.audit.rules import Rule


def sample_cases(rule: Rule) -> tuple[Path, ...]:
    """Give the first case of each kind that a rule has: one that it finds, passes, and cannot judge."""
    return tuple(path for kind in KINDS for path in list_cases(rule, kind)[:1])


def list_sampled(rules: Iterable[Rule]) -> list[object]:
    """Give each rule with each of its cases, to be tried; those that are not of the sample are a proof."""
    return [
        pytest.param(
            rule,
            path,
            id=f"{rule.code}-{path.stem}",
            marks=() if path in sample_cases(rule) else pytest.mark.proof,
        )
        for rule in rules
        for path in list_cases(rule)
    ]
