"""The process apart in which a user's own query runs: ``python -m scrgraph.analysis.sandbox``.

Standard input holds one line of JSON (the query and its parameters) and then the facts as N-Quads; standard output
gets the answer as JSON. Whoever started it ends it when its time is over.
"""

import json
import sys

import pyoxigraph as ox

from scrgraph.analysis.answers import MEMORY_LIMIT, solve
from scrgraph.analysis.questions import check_query
from scrgraph.errors import BadUsage
from scrgraph.limits import limit_memory


def main() -> None:
    """Answer the one query on standard input."""
    limit_memory(MEMORY_LIMIT)
    asked = json.loads(sys.stdin.buffer.readline())
    store = ox.Store()
    store.bulk_load(input=sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS)
    parameters = {
        name: ox.Literal(words, datatype=ox.NamedNode(datatype)) if datatype else ox.NamedNode(words)
        for name, (words, datatype) in asked["parameters"].items()
    }
    told: dict[str, object]
    try:
        check_query(asked["query"])
        columns, rows, truth = solve(store, asked["query"], parameters)
        told = {"columns": columns, "rows": rows, "truth": truth}
    except BadUsage as error:
        told = {"fault": str(error)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
