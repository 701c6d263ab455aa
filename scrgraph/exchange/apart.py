"""Works on what somebody else wrote in a process apart, within limits: ``python -m scrgraph.exchange.apart``.

No parser, and no canonical form, ends by itself on what was made to keep it busy; a process can be ended. Standard
input holds the work, pickled, since it comes from this program; standard output gives the answer as JSON, since by
then something foreign was read.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrgraph.limits import limit_memory, limit_time

_PACKAGE = Path(__file__).resolve().parent.parent
_MEMORY = 8 << 30  # bytes of address space
_TO_BEGIN = 60.0  # seconds that a process may take to begin, however busy the machine
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)
_BUSY = 4  # how many times as long as it works it may take, on a machine that is busy with other things


class EndedApart(Exception):
    """The work was ended: it took ``too_long``, or else too much memory, or brought its process down."""

    def __init__(self, too_long: bool) -> None:
        super().__init__(too_long)
        self.too_long = too_long


def work_apart(work: Callable[..., Any], *given: object, seconds: int) -> Any:
    """Give what a function of this program gives, which is plain data, worked out within limits.

    Raises:
        EndedApart: where it works for longer than so many seconds, takes more memory than is fit, or fails.
    """
    command = [sys.executable, "-P", "-m", "scrgraph.exchange.apart"]
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((seconds, work, given)),
            capture_output=True,
            timeout=_TO_BEGIN + _BUSY * seconds,
            env=os.environ | {"PYTHONPATH": str(_PACKAGE.parent)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EndedApart(too_long=True) from None
    if done.returncode != 0:
        raise EndedApart(too_long=done.returncode == -_OUT_OF_TIME)
    return json.loads(done.stdout)


def main() -> None:
    """Do the work that stands on standard input."""
    out, sys.stdout = sys.stdout, sys.stderr
    limit_memory(_MEMORY)
    seconds, work, given = pickle.load(sys.stdin.buffer)
    limit_time(seconds)
    out.write(json.dumps(work(*given)))


if __name__ == "__main__":
    main()
