"""The process apart in which a user's own query runs: ``python -m scrgraph.analysis.sandbox``.

Standard input holds one line of JSON (the query, its parameters and limits, the folder of the facts where they lie on
disk) and then, unless they do, the facts as N-Quads; standard output gets the answer as JSON. The process ends itself
when the time of the query is over; whoever started it ends it where that fails.
"""

import json
import os
import signal
import sys
import threading

import pyoxigraph as ox

from scrgraph.analysis.answers import ENDED, solve
from scrgraph.analysis.questions import check_query
from scrgraph.errors import ScrgraphError
from scrgraph.limits import limit_memory


def main() -> None:
    """Answer the one query on standard input."""
    asked = json.loads(sys.stdin.buffer.readline())
    limit_memory(asked["memory"])
    parameters = {
        name: ox.Literal(words, datatype=ox.NamedNode(datatype)) if datatype else ox.NamedNode(words)
        for name, (words, datatype) in asked["parameters"].items()
    }
    told: dict[str, object]
    try:
        check_query(asked["query"])
        store = _open_facts(asked["folder"])
        _end_after(asked["seconds"])
        columns, rows, truth = solve(store, asked["query"], parameters)
        told = {"columns": columns, "rows": rows, "truth": truth}
    except (ScrgraphError, OSError) as error:
        told = {"fault": str(error)}
    sys.stdout.write(json.dumps(told))


def _open_facts(folder: str | None) -> ox.Store:
    if folder is not None:
        return ox.Store.read_only(folder)
    store = ox.Store()
    store.bulk_load(input=sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS)
    return store


def _end_after(seconds: float) -> None:
    """End this process when so much time is over, whatever it is at: a query in the engine hears no exception."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return
    timer = threading.Timer(seconds, os._exit, (ENDED,))  # Windows
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    main()
