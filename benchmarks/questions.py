"""Measures how long questions of a store of many plans take, each as a whole command, beside a peer.

``python -m benchmarks.questions STORE``: the facts are gathered and kept (``scrgraph.inquiry``), and then each stored
question is asked by the command line in a process of its own; before those that name graphs, the database with these is
made. The peer is Oxigraph as anybody would use it who has the same facts in a file: it loads them into memory, and
answers the same query. Both must give the same rows. It prints the figures as JSON.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.processes import run_process
from benchmarks.tables import render_table
from scrgraph.analysis.answers import evaluate
from scrgraph.analysis.parameters import bind_parameters
from scrgraph.analysis.questions import Question, load_questions, names_graphs
from scrgraph.graph.copies import FOLDER

PLANS = 500
SEED = 301  # of the corpus, one of those by which lessons are proved
AS_OF = "2024-01-01"
_SLOWEST = 5
_ROW = "row=main/1"  # for the questions about one row
_PEER = """
import json, resource, sys
import pyoxigraph as ox
store = ox.Store()
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_TRIPLES)
asked = json.load(sys.stdin)
bound = {
    ox.Variable(name): ox.Literal(value, datatype=ox.NamedNode(kind)) if kind else ox.NamedNode(value)
    for name, (value, kind) in asked["parameters"].items()
}
print(sum(1 for _ in store.query(asked["query"], substitutions=bound or None)))
"""


def fill_store(folder: Path, store: Path) -> None:
    """Compose a corpus of plans, in all layouts and formats, and put them into a store."""
    scrgraph = [sys.executable, "-m", "scrgraph"]
    compose = [*scrgraph, "generate", "--corpus", "--reviews", str(PLANS), "--seed", str(SEED), "-o", str(folder)]
    for command in (compose, [*scrgraph, "ingest", str(folder / "plans"), "--store", str(store)]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure_questions(store: Path) -> dict[str, Any]:
    """Give the seconds of gathering the facts of a store, of each question, and of some by the peer; and the sizes."""
    command = [sys.executable, "-m", "scrgraph", "query"]
    common = ["--store", str(store.resolve()), "--as-of", AS_OF, "--format", "json"]
    folder = Path.cwd()
    gathered = run_process([*command, "outcome-counts", *common], folder)
    copy = _find_newest(store)
    named = next(question for question in load_questions() if names_graphs(question.text))
    graphs = run_process([*command, named.name, *common, *_give(named)], folder)
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    for question in load_questions():
        runs = [run_process([*command, question.name, *common, *_give(question)], folder) for _ in range(2)]
        seconds[question.name] = min(run.seconds for run in runs)
        processor[question.name] = min(run.processor or run.seconds for run in runs)
    return {
        "gathered": {"seconds": gathered.seconds, "processor": gathered.processor, "peak": gathered.peak},
        "graphs": {"seconds": graphs.seconds},
        "seconds": seconds,
        "processor": processor,
        "size": {
            "plans": len(json.loads(copy.read_bytes())["plans"]),
            "copy": _weigh(copy.parent),
            "graphs": _weigh(_find_newest(store).parent),
            "places": _weigh(store / "places.sqlite"),
            "gathered": _weigh(store / "gathered.sqlite"),
            "store": sum(file.stat().st_size for file in store.iterdir() if file.suffix in (".sst", ".log")),
        },
        "peer": _run_peer(copy.parent / "data", processor),
    }


def _list_given(question: Question) -> list[str]:
    return [_ROW for name in question.parameters if name not in question.defaults]


def _give(question: Question) -> list[str]:
    return [part for given in _list_given(question) for part in ("--param", given)]


def _find_newest(store: Path) -> Path:
    """Find what tells of the database that was kept last."""
    return max(store.glob(f"{FOLDER}/*/about.json"), key=lambda file: file.stat().st_mtime_ns)


def _run_peer(data: Path, processor: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Let the peer answer the question of the median, and the slowest; ends where it finds another number of rows."""
    kept = ox.Store.read_only(str(data))
    held = [question for question in load_questions() if not names_graphs(question.text)]  # by what the peer loads
    ordered = sorted(held, key=lambda question: processor[question.name])
    told = {}
    with tempfile.NamedTemporaryFile(suffix=".nt") as file:
        kept.dump(file.name, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        for question in (ordered[len(ordered) // 2], ordered[-1]):
            told[question.name] = _ask_peer(question, kept, file.name)
    return told


def _ask_peer(question: Question, kept: ox.Store, file: str) -> dict[str, float]:
    parameters = bind_parameters(question, None, _list_given(question))
    terms = {
        name: (term.value, term.datatype.value if isinstance(term, ox.Literal) else "")
        for name, term in parameters.items()
    }
    asked = {"query": question.text, "parameters": terms}
    began = time.perf_counter()
    command = [sys.executable, "-c", _PEER, file]
    done = subprocess.run(command, input=json.dumps(asked).encode(), stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - began
    rows = len(evaluate(kept, question.text, parameters).rows)
    if rows != int(done.stdout):
        raise SystemExit(f"benchmarks: {question.name} gives {rows} rows, and {int(done.stdout)} by the peer.")
    return {"seconds": seconds, "rows": rows}


def _weigh(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def render_questions(measured: Mapping[str, Any], when: str) -> str:
    """Render the figures: the median and the slowest questions, the peer beside them, and what is kept.

    ``when`` says when they were taken.
    """
    seconds, processor, size = measured["seconds"], measured["processor"], measured["size"]
    rows: list[Sequence[str]] = [
        ("median of all", f"{statistics.median(seconds.values()):.2f}", f"{statistics.median(processor.values()):.2f}")
    ]
    slowest = sorted(processor.items(), key=lambda one: -one[1])[:_SLOWEST]
    rows += [(f"`{name}`", f"{seconds[name]:.2f}", f"{work:.2f}") for name, work in slowest]
    table = render_table(("whole command, seconds", "on the clock", "of the processor"), rows)
    under = sum(value < 1 for value in seconds.values())
    peers = " ".join(
        f"For `{name}` it takes {one['seconds']:.1f} seconds, **{one['seconds'] / seconds[name]:.1f} times** as long."
        for name, one in measured["peer"].items()
    )
    gathered = measured["gathered"]
    peak = "" if gathered["peak"] is None else f", and at most {gathered['peak'] / 2**20:.0f} MB"
    weights = ", ".join(
        f"{size[name] / 2**20:.0f} MB {what}"
        for name, what in (
            ("copy", "for each database (the last three are kept)"),
            ("graphs", "for one with all graphs"),
            ("places", "for the places in documents"),
            ("gathered", "for what each plan gives"),
        )
    )
    return (
        f"## Questions over {size['plans']} plans\n\n{table}\n\n"
        f"{len(seconds)} questions, {under} of them under one second; the better of two runs each, with the cells of "
        f"every row, as JSON; taken {when}. Beside it Oxigraph in memory: it loads the same facts from N-Triples "
        f"and answers the same query, without cells. {peers}\n\n"
        f"To gather the facts takes {gathered['seconds']:.0f} seconds on the clock, {gathered['processor'] or 0:.0f} "
        f"of the processor{peak}; they are kept until a plan, the day, the rules or what is declared changes. Before "
        f"the first question that names graphs their database is made, in {measured['graphs']['seconds']:.0f} seconds. "
        f"Beside a store of {size['store'] / 2**20:.0f} MB lie {weights}."
    )


if __name__ == "__main__":
    print(json.dumps(measure_questions(Path(sys.argv[1]))))
