"""What a sound graph is: every graph that scrgraph writes passes the model shapes, and each shape catches its fault."""

from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.record import build_findings
from scrgraph.audit.shacl import ShapeResult, run_shapes
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.quads import FactGraph
from tests.graph.sample import audit_plan

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "shapes" / "model"
FILES = sorted(MODEL.glob("*.ttl"))
PLANS = [ROOT / "data" / "case-14", *sorted((ROOT / "tests" / "cases").iterdir())]
SCR, SCRSH, EX = Namespace(namespaces.SCR), Namespace(namespaces.SCRSH), Namespace("https://example.org/")
PREFIXES = f"""
@prefix dcterms: <{namespaces.DCTERMS}> . @prefix oa: <{namespaces.OA}> . @prefix org: <{namespaces.ORG}> .
@prefix rdfs: <{namespaces.RDFS}> . @prefix scr: <{namespaces.SCR}> . @prefix skos: <{namespaces.SKOS}> .
@prefix sh: <{namespaces.SH}> . @prefix xsd: <{namespaces.XSD}> . @prefix ex: <{EX}> .
@prefix target: <{namespaces.VOCABULARIES}target-kinds/> . @prefix prov: <{namespaces.PROV}> .
@prefix qb: <{namespaces.QB}> . @prefix sdmxa: <{namespaces.SDMX}attribute#> . @prefix sdmxc: <{namespaces.SDMX}code#> .
@prefix sdmxd: <{namespaces.SDMX}dimension#> . @prefix sdmxm: <{namespaces.SDMX}measure#> .
"""

# For each shape a small graph that breaks it, and nothing but what it takes to break it.
BROKEN = {
    "SoundPlan": "ex:it a scr:ActionPlan ; dcterms:title 'A' , 'B' .",
    "SoundPart": "ex:it a scr:PlanPart ; scr:partName 'annex' .",
    "SoundVersion": "ex:it a scr:PlanVersion ; scr:assertedIn ex:it ; scr:replacesVersion ex:it .",
    "SoundReading": "ex:it a scr:Reading ; scr:layout 7 .",
    "SoundDocument": "ex:it a scr:SourceDocument ; scr:fileName '/home/me/plan.txt' ; scr:digest 'sha256:1' .",
    "SoundReview": "ex:it a scr:Review ; scr:caseReference 'Case 1' , 'Case 2' .",
    "SoundIMR": "ex:it a scr:IndividualManagementReview ; scr:conductedBy ex:nobody .",
    "SoundRatification": "ex:it a scr:Ratification .",
    "SoundBody": "ex:it a scr:ReviewBoard ; org:hasMember ex:someone .",
    "SoundRecommendation": "ex:it a scr:Recommendation ; scr:statement 'One' , 'Two' .",
    "SoundIMRRecommendation": "ex:it a scr:IMRRecommendation ; scr:part 'main' .",
    "SoundOverviewRecommendation": "ex:it a scr:OverviewRecommendation ; scr:arisesFromIMR ex:imr .",
    "SoundAction": "ex:it a scr:Action ; scr:position 0 .",
    "SoundPost": "ex:it a scr:ReviewRole ; rdfs:label 'Clerk' ; scr:postKind target:deadline .",
    "SoundEvidenceRequirement": "ex:it a scr:EvidenceRequirement ; scr:statement 5 .",
    "SoundEvidenceItem": "ex:it a scr:EvidenceItem ; scr:submittedIn ex:it .",
    "SoundClaim": "ex:it a scr:StatusClaim ; scr:statusValue target:deadline .",
    "SoundColourClaim": "ex:it a scr:ColourClaim ; scr:shown 'Amber' ; scr:shownBy 'taste' .",
    "SoundColourMeaning": "ex:it a scr:ColourMeaning ; scr:mayMean 'late' .",
    "SoundResponse": "ex:it a scr:Response ; scr:responseValue target:deadline .",
    "SoundNamedLead": "ex:it a scr:NamedLead ; scr:position 0 .",
    "ForActionOfTheRow": """ex:it scr:forAction ex:action . ex:action a scr:Action .
        ex:row scr:hasAction ex:action . ex:other scr:hasTargetDate ex:it .""",
    "SoundConfirmation": "ex:it a scr:Confirmation ; scr:confirmationState target:deadline .",
    "SoundThemeReading": "ex:it a scr:ThemeReading ; scr:readTheme ex:none .",
    "SoundRepeatedLesson": "ex:it a scr:RepeatedLesson ; scr:likeness 1.5 ; scr:sharedWording 'few words' .",
    "OfOneLesson": """ex:it scr:ofLesson ex:lesson ; scr:likeness 0.8 ; scr:cameBackAfter ex:other .
        ex:lesson a scr:RepeatedLesson . ex:other scr:ofLesson ex:another .""",
    "SoundRemark": "ex:it a scr:Remark ; scr:remarkKind target:deadline .",
    "SoundAgencyMention": "ex:it a scr:AgencyMention ; scr:inColumn 'targets' .",
    "SoundLink": "ex:it a scr:RowLink ; scr:certainty 'perhaps' .",
    "SoundPromise": "ex:it a scr:ReportPromise ; scr:reportKind target:deadline .",
    "SoundTargetDate": "ex:it a scr:TargetDate ; scr:onDate '2009-02-29'^^xsd:date .",
    "SoundEvent": "ex:it a scr:AuditEvent ; scr:position -1 .",
    "SoundMeeting": "ex:it a scr:Meeting ; scr:onDate '2009-02-01'^^xsd:date , '2009-02-02'^^xsd:date .",
    "SoundMeetingMention": "ex:it a scr:MeetingMention ; scr:meeting ex:day ; scr:impossibleDate '31/2/09' .",
    "MeetingOfTheSameDay": """ex:it a scr:MeetingMention ; scr:onDate '2009-02-01'^^xsd:date ; scr:meeting ex:day .
        ex:day scr:onDate '2010-02-01'^^xsd:date .""",
    "PeriodHasBothEnds": "ex:it scr:earliest '2009-02-01'^^xsd:date .",
    "DayAgreesWithDate": "ex:it scr:onDate '2010-07-31'^^xsd:date ; scr:onDay 14820 .",
    "PositionTakenOnce": """ex:it a scr:Recommendation ; scr:hasEvent ex:one , ex:two .
        ex:one scr:position 3 . ex:two scr:position 3 .""",
    "SoundCell": "ex:it a scr:SourceCell ; scr:column 'colour' .",
    "SoundCorrection": "ex:it a scr:Correction ; dcterms:identifier 'C-1' ; scr:readAs '' .",
    "SoundSpan": "ex:it a scr:SourceSpan ; scr:firstLine 9 ; scr:lastLine 8 .",
    "RecordedInSpan": "ex:it scr:recordedIn ex:somewhere .",
    "SoundFigures": "ex:it a qb:DataSet .",
    "SoundObservation": """ex:it a qb:Observation ; qb:dataSet ex:set ; sdmxd:refPeriod '2012-03-31'^^xsd:date ;
        sdmxm:obsValue 7 ; sdmxa:confStatus sdmxc:confStatus-C .""",
    "SoundReceipt": "ex:it a scr:ReceivedPackage ; scr:sentBy 'Elmshire' .",
    "SoundRun": "ex:it a scr:AuditRun ; scr:asOf '2010-07-31' .",
    "SoundUse": "ex:it a scr:AuditRun ; scr:asOf '2010-07-31'^^xsd:date ; prov:used ex:v . ex:v a scr:PlanVersion .",
    "SoundFinding": "ex:it a scr:Finding ; scr:byRule 'SEQ-001' ; scr:severity target:deadline .",
    "SoundRule": "ex:it a scr:AuditRule ; dcterms:identifier 'seq 1' .",
    "SoundPack": "ex:it a scr:RulePack ; scr:digest 'sha256:1' .",
    "SoundReport": "ex:it a sh:ValidationReport ; sh:conforms true ; sh:result ex:result .",
    "SoundResult": "ex:it a sh:ValidationResult ; sh:value 1 , 2 .",
    "SoundOutcome": "ex:it scr:outcome 'done' .",
    "SoundReplay": "ex:it scr:uncertain 'everything' .",
    "SoundSchedule": "ex:it scr:scheduleTarget ex:target .",
    "SoundMonitoringDay": "ex:it a scr:MonitoringDay ; scr:heldRows -1 .",
    "SoundOversightPeriod": "ex:it a scr:OversightPeriod ; scr:fromDay 9 ; scr:untilDay 8 .",
    "SoundQuarter": "ex:it a scr:Quarter ; skos:notation '2009-Q5' .",
    "SoundReturningLesson": "ex:it a scr:ReturningLesson ; scr:returnsIn ex:plan ; scr:returnsFrom ex:plan .",
    "SoundKind": "ex:it scr:kind 'requested' , 'received' .",
    "SoundConcept": "ex:it a skos:Concept ; skos:prefLabel 'one'@en , 'two'@en .",
    "LabelsApart": "ex:it a skos:Concept ; skos:prefLabel 'one'@en ; skos:altLabel 'one'@en .",
    "TopOrNarrower": "ex:it a skos:Concept ; skos:topConceptOf ex:scheme ; skos:broader ex:other .",
    "BroaderWithoutCircle": "ex:it a skos:Concept ; skos:broader ex:other . ex:other skos:broader ex:it .",
    "BroaderInTheScheme": "ex:it a skos:Concept ; skos:inScheme ex:a ; skos:broader ex:b . ex:b skos:inScheme ex:c .",
    "NotationTakenOnce": """ex:it a skos:ConceptScheme . ex:a skos:inScheme ex:it ; skos:notation 'n' .
        ex:b skos:inScheme ex:it ; skos:notation 'n' .""",
    "LabelOfOneConcept": """ex:it a skos:Concept ; skos:inScheme ex:s ; skos:altLabel 'same'@en .
        ex:b skos:inScheme ex:s ; skos:prefLabel 'same'@en .""",
    "SoundScheme": "ex:it a skos:ConceptScheme .",
    "SoundExchangeProfile": "ex:it a scr:ExchangeProfile ; scr:givesVersions 'some' .",
    "SoundExchangeRule": "ex:it a scr:ExchangeRule ; scr:treatment 'guess' .",
    "SoundClearance": "ex:it a scr:Clearance ; scr:clearedCount 0 .",
    "SoundRedaction": "ex:it a scr:Redaction ; scr:statementCount 0 .",
}
HELPING = {"OfThePosts", "OfTheDocuments"}  # shapes that other ones use, with no target of their own


@cache
def load_shapes(*files: str) -> Graph:
    shapes = Graph().parse(ROOT / "shapes" / "prefixes.ttl")
    for file in FILES:
        if not files or file.stem in files:
            shapes.parse(file)
    return shapes


def name_shapes() -> set[str]:
    nodes = load_shapes().subjects(RDF.type, SH.NodeShape)
    return {str(node).removeprefix(namespaces.SCRSH) for node in nodes if isinstance(node, URIRef)}


def judge(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    return run_shapes(data, shapes)


def build_whole(path: Path) -> Graph:
    """Give all that is written, derived or found of a plan, its source map and the vocabularies in one graph."""
    plan = audit_plan(path)
    data = FactGraph(plan.audit.data)
    for graph in (*plan.dataset.graphs(), build_findings(plan.dataset, plan.audit)):
        data.merge(graph)
    return data


@pytest.mark.parametrize(
    "path", [ROOT / "data" / "case-14", *sorted((ROOT / "tests" / "cases").iterdir())], ids=lambda p: p.name
)
def test_graph_of_a_plan_is_sound(path: Path) -> None:
    model = load_shapes(*(file.stem for file in FILES if file.stem != "skos"))
    assert judge(build_whole(path / "plan.txt"), model) == ()


def test_graph_of_the_real_plan_is_sound(shared: Path) -> None:
    model = load_shapes(*(file.stem for file in FILES if file.stem != "skos"))
    assert judge(build_whole(shared / "case-14" / "plan.txt"), model) == ()


def test_every_shape_has_its_broken_graph() -> None:
    assert name_shapes() == set(BROKEN) | HELPING


@pytest.mark.parametrize("name", BROKEN)
def test_shape_catches_its_fault(name: str) -> None:
    data = Graph().parse(data=PREFIXES + BROKEN[name], format="turtle") + load_vocabularies()
    shapes = load_shapes()
    own = {SCRSH[name], *shapes.objects(SCRSH[name], SH.property)}
    alone = _cut(shapes, SCRSH[name])
    found = [result for result in judge(data, alone) if result.focus == EX.it]
    assert found
    assert all(isinstance(result.shape, BNode) or result.shape in own for result in found)


def _cut(shapes: Graph, node: Node) -> Graph:
    """Give one shape with all that hangs on it, so that what is found is its finding."""
    cut, ahead = Graph(), [node, *(SCRSH[name] for name in HELPING), URIRef(namespaces.SCRSH.rstrip("#"))]
    while ahead:
        subject = ahead.pop()
        for triple in shapes.triples((subject, None, None)):
            if triple not in cut:
                cut.add(triple)
                ahead += [triple[2]] if isinstance(triple[2], BNode) else []
    return cut


def list_constraints() -> list[tuple[str, str, URIRef, Node, Node]]:
    """Give every constraint of a property shape on a plain path: shape, kind, path, value, and the target class."""
    shapes = load_shapes()
    found = []
    for name in sorted(BROKEN):
        target = next(shapes.objects(SCRSH[name], SH.targetClass), None)
        for node in shapes.objects(SCRSH[name], SH.property):
            path = shapes.value(node, SH.path)
            for kind in (SH.minCount, SH.maxCount, SH.datatype, SH["class"], SH["in"], SH.nodeKind):
                value = shapes.value(node, kind)
                if value is not None and target is not None and isinstance(path, URIRef):
                    found.append((name, str(kind).rpartition("#")[2], path, value, target))
    return sorted(found, key=str)


def _break(kind: str, path: URIRef, value: Node, focus: URIRef) -> list[tuple[Node, Node, Node]]:
    match kind:
        case "minCount":
            return []
        case "maxCount":
            return [(focus, path, EX[f"value{number}"]) for number in range(int(str(value)) + 1)]
        case "datatype" | "class":
            return [(focus, path, EX.untyped)]
        case _:
            return [(focus, path, Literal("nonsense"))]


def test_every_constraint_on_a_property_catches_its_fault() -> None:
    constraints = list_constraints()
    assert len(constraints) > 150
    missed = []
    for name in sorted({name for name, *_ in constraints}):
        data, wanted = Graph(), []
        for number, (_, kind, path, value, target) in enumerate(c for c in constraints if c[0] == name):
            focus = EX[f"{name}-{number}"]
            data.add((focus, RDF.type, target))
            for triple in _break(kind, path, value, focus):
                data.add(triple)
            wanted.append((focus, path, kind))
        results = judge(data, _cut(load_shapes(), SCRSH[name]))
        found = {(result.focus, result.path) for result in results}
        missed += [(name, kind, str(path)) for focus, path, kind in wanted if (focus, path) not in found]
    assert missed == []


def test_closed_value_sets_hold_their_values() -> None:
    shapes = load_shapes()
    for node in shapes.objects(None, SH["in"]):
        assert len(list(Collection(shapes, node))) >= 2
    schemes = set(load_vocabularies().subjects(RDF.type, SKOS.ConceptScheme))
    named = {value for value in shapes.objects(None, SH.hasValue) if str(value).startswith(namespaces.VOCABULARIES)}
    assert named <= schemes
