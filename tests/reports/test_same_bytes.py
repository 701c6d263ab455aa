"""The formats of sheets and linked data give the same bytes whatever the hash seed, time zone and folder."""

import os
import subprocess
import sys
from pathlib import Path

from tests.graph.sample import ROOT

_SCRIPT = """
import dataclasses, hashlib
from scrgraph.reports.formats import Looks, render_report
from tests.reports.reported import REPORTS
for report in (REPORTS["compared"](), dataclasses.replace(REPORTS["one"](), several=True)):
    for form in ("csv", "xlsx", "turtle"):
        print(form, hashlib.sha256(render_report(form, report, Looks())).hexdigest())
"""


def test_bytes_are_the_same(tmp_path: Path) -> None:
    made = []
    for seed, zone, folder in (("1", "UTC", ROOT), ("4711", "Pacific/Auckland", tmp_path)):
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone},
            timeout=300,
            check=True,
        )
        made.append(done.stdout)
    assert made[0] == made[1]
    assert len(set(made[0].splitlines())) == 6
