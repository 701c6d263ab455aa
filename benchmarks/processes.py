"""Runs a command as a whole process, and measures what it takes."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: how long it took, and where the system tells it the processor's time and peak memory.

    The processor's time, unlike the time on the clock, hardly depends on what else the machine does.
    """

    seconds: float
    processor: float | None
    peak: int | None


def run_process(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder; raises ``CalledProcessError`` where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    processor = peak = None
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        processor = usage.ru_utime + usage.ru_stime
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    else:
        code = process.wait()
    seconds = time.perf_counter() - began
    if code:
        raise subprocess.CalledProcessError(code, list(command))
    return Run(seconds, processor, peak)
