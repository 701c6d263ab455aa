"""Builds the linked data of one plan version: its facts, its source map, and its provenance (PROV-O).

Three named graphs: the version's facts, its source map beside them, and what is known of the plan's versions.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from rdflib import DCTERMS, ORG, PROV, RDF, RDFS, SKOS, XSD, Dataset, Literal, Namespace, URIRef

from scrgraph import __version__, namespaces
from scrgraph.facts.corrections import Correction
from scrgraph.facts.dates import Period
from scrgraph.facts.model import Body, Claim, Event, PlanFacts, RowFacts, Span, Target
from scrgraph.graph import iris
from scrgraph.graph.corrections import write_correction
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.quads import PackedQuads, QuadStore, Writer
from scrgraph.graph.readings import write_reading
from scrgraph.graph.source_rows import SourceRows
from scrgraph.graph.sources import write_cell, write_empty_cell, write_place, write_spans
from scrgraph.ingest.cells import Document, Table

SCR = Namespace(namespaces.SCR)

_CLASSES = {"board": SCR.ReviewBoard, "sub-group": SCR.SubGroup, "monitor": SCR.MonitoringBody}


def build_dataset(
    plan: PlanFacts,
    document: Document,
    base: str = namespaces.ID,
    corrections: Sequence[tuple[Correction, str, str]] = (),
    sources: SourceRows | None = None,
    rows: PackedQuads | None = None,
) -> Dataset:
    """Give the dataset of one plan version; ``corrections`` are those that it was read with, by row and column.

    The source map is written to ``sources``, where these are given, and else into the dataset; so it is with what is
    said of the rows. The same document read by the same version of scrgraph gives the same triples: nothing in them
    depends on the day, the machine or the file's place.
    """
    store = QuadStore()
    dataset = Dataset(store=store)
    for prefix, namespace in (("scr", namespaces.SCR), ("skos", namespaces.SKOS), ("prov", namespaces.PROV)):
        dataset.bind(prefix, namespace)
    version = iris.version_iri(plan.plan, document.digest, base)
    names = (version, iris.source_iri(version), iris.meta_iri(plan.plan, base))
    facts, source, meta = writers = [Writer(name, store.quads) for name in names]
    of_rows = Writer(version, store.quads if rows is None else rows)
    node, origin = iris.plan_iri(plan.plan, base), iris.document_iri(document.digest, base)
    builder = _Builder(plan, document, facts, of_rows, source if sources is None else sources, node, origin)
    builder.build()
    _write_provenance(meta, plan, document, version, base)
    for correction, row, column in corrections:
        for triple in write_correction(correction, iris.below(node, row), column):
            facts.add(triple)
        meta.add((iris.reading_iri(version), PROV.used, iris.correction_iri(correction.id)))
    for writer in (*writers, of_rows):
        writer.write()
    return dataset


def _write_provenance(meta: Writer, plan: PlanFacts, document: Document, version: URIRef, base: str) -> None:
    node = iris.plan_iri(plan.plan, base)
    source = iris.document_iri(document.digest, base)
    reading = iris.reading_iri(version)
    software = iris.software_iri(__version__)
    for triple in (
        (node, SCR.hasPlanVersion, version),
        (version, RDF.type, SCR.PlanVersion),
        (version, SCR.assertedIn, version),
        (version, SCR.extractedFrom, source),
        (version, PROV.wasGeneratedBy, reading),
        (source, RDF.type, SCR.SourceDocument),
        (source, SCR.fileName, Literal(document.file)),
        (source, SCR.digest, Literal(document.digest)),
        (reading, RDF.type, SCR.Reading),
        (reading, PROV.used, source),
        (reading, PROV.wasAssociatedWith, software),
        (reading, SCR.layout, Literal(document.layout)),
        (software, RDF.type, PROV.SoftwareAgent),
        (software, RDFS.label, Literal(f"scrgraph {__version__}")),
        (software, SCR.softwareVersion, Literal(__version__)),
    ):
        meta.add(triple)
    write_reading(meta, version, document, plan.notes)


class _Builder:
    """Writes the facts and the source map of one plan."""

    def __init__(
        self,
        plan: PlanFacts,
        document: Document,
        facts: Writer,
        of_rows: Writer,
        source: Writer | SourceRows,
        node: URIRef,
        origin: URIRef,
    ) -> None:
        self._plan, self._document = plan, document
        self._facts, self._of_rows, self._source = facts, of_rows, source
        self._node, self._origin = node, origin
        self._tables: dict[int, Table] = {table.index: table for table in document.tables}
        self._labelled: set[URIRef] = set()
        self._agencies = {row.slug: row.agency or row.slug for row in plan.rows if row.slug}

    def build(self) -> None:
        """Write the plan, its parts and its rows."""
        plan, node = self._plan, self._node
        self._source.add((self._origin, SCR.fileName, Literal(self._document.file)))
        self._add(node, RDF.type, SCR.ActionPlan)
        self._add(node, DCTERMS.identifier, Literal(plan.plan))
        self._add(node, DCTERMS.title, Literal(plan.title))
        if plan.commenced:
            self._add(node, SCR.commenced, _day(plan.commenced))
        for quote in plan.synthetic:
            self._add(node, SCR.syntheticNote, Literal(quote.text))
        printed = (plan.title_at, plan.commenced_at, plan.published_at, *plan.synthetic)
        quotes = [quote for quote in printed if quote]
        write_spans(self._source, node, quotes, self._origin, None)
        for line in plan.colour_key:
            self._add(node, SCR.colourKey, Literal(line.text))
        write_spans(self._source, iris.below(node, "colour-key"), plan.colour_key, self._origin, None)
        for number, meaning in enumerate(plan.meanings, 1):
            fact = iris.below(node, "colour-meaning", str(number))
            self._state(node, SCR.hasColourMeaning, fact, SCR.ColourMeaning, number, meaning.text)
            self._add(fact, SCR.colourValue, iris.concept_iri("colours", meaning.colour))
            for state in meaning.states:
                self._add(fact, SCR.mayMean, Literal(state))
            if meaning.quote:
                write_spans(self._source, fact, [meaning.quote], self._origin, None)
        if plan.published:
            self._add(node, DCTERMS.issued, _day(plan.published))
        for sentence in plan.promises:
            self._add(node, SCR.preamble, Literal(sentence.text))
        for number, (kind, quote) in enumerate(plan.reports, 1):
            fact = iris.below(node, "report", str(number))
            self._state(node, SCR.promisesReport, fact, SCR.ReportPromise, number, quote.text)
            self._add(fact, SCR.reportKind, iris.concept_iri("report-kinds", kind))
            write_spans(self._source, fact, [quote], self._origin, None)
        self._build_review()
        for part in plan.parts:
            part_node = iris.below(node, part.name)
            self._add(node, SCR.hasPart, part_node)
            self._add(part_node, RDF.type, SCR.PlanPart)
            self._add(part_node, SCR.partName, Literal(part.name))
            for column in part.columns:
                self._add(part_node, SCR.hasColumn, Literal(column))
            if part.status_of:
                self._add(part_node, SCR.statusOf, Literal(part.status_of))
            if part.leads_are:
                self._add(part_node, SCR.leadsAre, Literal(part.leads_are))
        self._facts = self._of_rows
        for order, row in enumerate(plan.rows, 1):
            self._build_row(row, order)
            if isinstance(self._source, SourceRows):
                self._source.close_row(iris.below(node, row.key))

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self._facts.add((subject, predicate, value))

    def _build_review(self) -> None:
        """Write the review that the plan answers, and the bodies that own, scrutinise and monitor the plan."""
        review = iris.below(self._node, "review")
        self._add(review, RDF.type, SCR.Review)
        self._add(review, SCR.hasActionPlan, self._node)
        vocabularies = load_vocabularies()
        for kind in self._plan.review.kinds:
            for named in vocabularies.objects(iris.concept_iri("review-kinds", kind), SCR.namesClass):
                self._facts.add((review, RDF.type, named))
        if self._plan.review.reference:
            self._add(review, SCR.caseReference, Literal(self._plan.review.reference))
        for body in self._plan.bodies:
            node = self._build_body(body)
            if body.role == "board":
                self._add(review, SCR.overseenBy, node)
            elif body.role == "sub-group":
                self._add(self._node, SCR.scrutinisedBy, node)
                for board in (other for other in self._plan.bodies if other.role == "board"):
                    self._add(node, ORG.unitOf, self._name_body(board))
            else:
                self._add(self._node, SCR.monitoredBy, node)
        part = iris.below(self._node, "imr")
        for number, quote in enumerate(self._plan.ratified, 1):
            fact = iris.below(part, "ratification", str(number))
            self._add(fact, RDF.type, SCR.Ratification)
            self._add(fact, SCR.statement, Literal(quote.text))
            write_spans(self._source, fact, [quote], self._origin, None)

    def _build_body(self, body: Body) -> URIRef:
        node = self._name_body(body)
        self._add(node, RDF.type, _CLASSES[body.kind])
        self._add(node, RDFS.label, Literal(body.name))
        return node

    def _name_body(self, body: Body) -> URIRef:
        """Name a body; a general name ("Audit Panel") means another body on every plan, a board's full name not."""
        if body.known or body.kind == "board":
            return iris.body_iri(body.code)
        return iris.below(self._node, "body", body.code)

    def _build_row(self, row: RowFacts, order: int) -> None:
        node = iris.below(self._node, row.key)
        self._add(self._node, SCR.hasRecommendation, node)
        self._add(node, RDF.type, SCR.Recommendation)
        self._add(node, RDF.type, SCR.IMRRecommendation if row.part == "imr" else SCR.OverviewRecommendation)
        self._add(node, DCTERMS.identifier, Literal(row.key))
        self._add(node, RDFS.label, Literal(row.name))
        self._add(node, SCR.inPart, iris.below(self._node, row.part))
        self._add(node, SCR.part, Literal(row.part))
        self._add(node, SCR.position, Literal(order))
        if row.number.isdigit():
            self._add(node, SCR.ordinal, Literal(int(row.number)))
        if row.printed:
            self._add(node, SCR.sourceNumber, Literal(row.printed))
        if row.text:
            self._add(node, SCR.statement, Literal(row.text))
        if row.summary:
            self._add(node, SCR.summary, Literal(row.summary))
        for note in row.row.notes:
            self._add(node, SCR.readingNote, Literal(note))
        if row.slug:
            self._build_agency(node, row, row.slug)
        cells = self._build_cells(node, row)
        if "text" in row.cells:
            self._record(node, row, "text", cells)
        else:
            write_place(self._source, node, row.row.lines, self._origin, row.row.place)
        self._build_post(node, row, cells, SCR.implementationLead, "leads", row.leads, row.lead_posts)
        self._build_post(node, row, cells, SCR.agreedBy, "agreed_by", row.agreed_by, row.agreeing_posts)
        for number, action in enumerate(row.actions, 1):
            fact = iris.below(node, "action", str(number))
            self._state(node, SCR.hasAction, fact, SCR.Action, number, action.text)
            self._record(fact, row, "actions", cells, action.span)
        for number, target in enumerate(row.targets, 1):
            self._build_target(node, row, cells, number, target)
        self._build_pairs(node, row, cells)
        for number, item in enumerate(row.evidence, 1):
            fact = iris.below(node, "evidence", str(number))
            self._state(node, SCR.requiresEvidence, fact, SCR.EvidenceRequirement, number, item.text)
            self._add(fact, SCR.sharedWords, Literal(item.shared))
            for kind in item.documents:
                self._add(fact, SCR.documentKind, iris.concept_iri("document-kinds", kind))
            self._record(fact, row, item.column, cells, item.span)
        for number, claim in enumerate(row.reported, 1):
            self._build_claim(node, row, cells, number, claim)
        self._build_colours(node, row, cells)
        if row.response:
            fact = iris.below(node, "response")
            words = _words(row, "response", row.response.span)
            self._add(node, SCR.hasResponse, fact)
            self._add(fact, RDF.type, SCR.Response)
            self._add(fact, SCR.statement, Literal(words))
            self._add(fact, SCR.responseValue, iris.concept_iri("responses", row.response.response))
            self._record(fact, row, "response", cells, row.response.span)
        self._build_confirmations(node, row, cells)
        self._build_remarks(node, row, cells)
        self._build_themes(node, row, cells)
        self._build_meetings(node, row, cells)
        for number, promise in enumerate(row.reports, 1):
            fact = iris.below(node, "report", str(number))
            words = _words(row, "monitoring", promise.span)
            self._state(node, SCR.promisesReport, fact, SCR.ReportPromise, number, words)
            self._add(fact, SCR.reportKind, iris.concept_iri("report-kinds", promise.kind))
            self._record(fact, row, "monitoring", cells, promise.span)
        names: Counter[str] = Counter()
        for position, event in enumerate(row.events):
            self._build_event(node, row, cells, position, event, names)

    def _build_agency(self, node: URIRef, row: RowFacts, slug: str) -> None:
        agency = iris.agency_iri(slug)
        review = iris.below(self._node, "imr", slug)
        self._add(review, SCR.contributesTo, iris.below(self._node, "review"))
        for number in range(1, len(self._plan.ratified) + 1):
            self._add(review, SCR.ratifiedIn, iris.below(self._node, "imr", "ratification", str(number)))
        self._add(node, SCR.responsibleAgency, agency)
        self._add(node, SCR.arisesFromIMR, review)
        self._add(review, RDF.type, SCR.IndividualManagementReview)
        self._add(review, SCR.conductedBy, agency)
        self._add(agency, RDF.type, SCR.Agency)
        self._add(agency, RDFS.label, Literal(row.agency or slug))
        self._labelled.add(agency)
        preferred = load_vocabularies().value(agency, SKOS.prefLabel)
        if row.section and row.section != str(preferred):
            self._add(agency, SKOS.altLabel, Literal(row.section, lang="en"))

    def _build_cells(self, node: URIRef, row: RowFacts) -> dict[str, URIRef]:
        table = self._tables[row.row.table]
        cells: dict[str, URIRef] = {}
        told: set[str] = set()
        for column, heading in zip(table.columns, table.headings, strict=True):
            if column is None or column in told:
                continue
            told.add(column)
            if column in row.cells:
                cells[column] = write_cell(self._source, node, row.cells[column], self._origin)
            else:
                lines, index, place = row.row.lines, row.row.index, row.row.empty.get(column)
                cells_place = (table.index, index, lines, self._origin, place)
                write_empty_cell(self._source, node, column, heading, *cells_place)
        return cells

    def _record(
        self, fact: URIRef, row: RowFacts, column: str, cells: dict[str, URIRef], span: Span | None = None
    ) -> None:
        cell = row.cells[column]
        quotes = cell.quotes(span.start, span.end) if span else cell.quotes()
        write_spans(self._source, fact, quotes, self._origin, cells[column])

    def _state(self, node: URIRef, link: URIRef, fact: URIRef, kind: URIRef, position: int, text: str | None) -> None:
        self._add(node, link, fact)
        self._add(fact, RDF.type, kind)
        self._add(fact, SCR.position, Literal(position))
        if text:
            self._add(fact, SCR.statement, Literal(text))

    def _build_post(
        self,
        node: URIRef,
        row: RowFacts,
        cells: dict[str, URIRef],
        link: URIRef,
        column: str,
        text: str | None,
        kinds: tuple[str, ...],
    ) -> None:
        if text:
            post = iris.below(node, column.replace("_", "-"))
            self._add(node, link, post)
            self._add(post, RDF.type, SCR.ReviewRole)
            self._add(post, RDFS.label, Literal(text))
            for kind in kinds:
                self._add(post, SCR.postKind, iris.concept_iri("posts", kind))
            self._record(post, row, column, cells)

    def _build_claim(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef], number: int, claim: Claim) -> None:
        fact = iris.below(node, "claim", str(number))
        self._state(node, SCR.hasClaim, fact, SCR.StatusClaim, number, None)
        self._add(fact, SCR.statusValue, iris.concept_iri("statuses", claim.concept or claim.status))
        if claim.agency:
            self._add(fact, SCR.claimedBy, Literal(claim.agency))
        if claim.day:
            self._add(fact, SCR.onDate, _day(claim.day))
        for impossible in claim.impossible:
            self._add(fact, SCR.impossibleDate, Literal(impossible))
        if claim.period:
            self._build_period(fact, claim.period)
        self._record(fact, row, claim.column, cells, claim.span)

    def _build_colours(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        for number, claim in enumerate(row.colours, 1):
            fact = iris.below(node, "colour", str(number))
            self._state(node, SCR.showsColour, fact, SCR.ColourClaim, number, None)
            self._add(fact, SCR.colourValue, iris.concept_iri("colours", claim.colour))
            self._add(fact, SCR.shown, Literal(claim.shown))
            self._add(fact, SCR.shownBy, Literal(claim.carrier))
            self._add(fact, SCR.inColumn, Literal(claim.column))
            if claim.span:
                self._record(fact, row, claim.column, cells, claim.span)
            else:
                lines = (claim.line, claim.line)
                write_place(self._source, fact, lines, self._origin, claim.place, cells.get(claim.column))

    def _build_pairs(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        """Write the leads of a cell, where it names several or one for several actions, and of which action each is."""
        if len(row.lead_list) > 1 or any(pair.lead is not None for pair in row.pairs):
            for number, lead in enumerate(row.lead_list, 1):
                fact = iris.below(node, "lead", str(number))
                self._state(node, SCR.namesLead, fact, SCR.NamedLead, number, lead.text)
                self._record(fact, row, "leads", cells, lead.span)
        for pair in row.pairs:
            action = iris.below(node, "action", str(pair.action + 1))
            if pair.lead is not None:
                self._add(iris.below(node, "lead", str(pair.lead + 1)), SCR.forAction, action)
            if pair.target is not None:
                self._add(iris.below(node, "target", str(pair.target + 1)), SCR.forAction, action)
        if row.unpaired:
            self._add(node, SCR.readingNote, Literal(row.unpaired))

    def _build_period(self, fact: URIRef, period: Period) -> None:
        self._add(fact, SCR.edtf, Literal(period.edtf))
        self._add(fact, SCR.earliest, _day(period.earliest))
        self._add(fact, SCR.latest, _day(period.latest))

    def _build_target(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef], number: int, target: Target) -> None:
        fact = iris.below(node, "target", str(number))
        self._state(node, SCR.hasTargetDate, fact, SCR.TargetDate, number, None)
        self._add(fact, SCR.dateText, Literal(target.raw))
        self._add(fact, SCR.targetDateKind, iris.concept_iri("target-kinds", target.kind))
        if target.day:
            self._add(fact, SCR.onDate, _day(target.day))
        if target.kind == "invalid":
            self._add(fact, SCR.impossibleDate, Literal(target.raw))
        else:
            for impossible in target.impossible:
                self._add(fact, SCR.impossibleDate, Literal(impossible))
        if target.relative:
            self._add(fact, SCR.countsFrom, Literal(target.relative))
        if target.period:
            self._build_period(fact, target.period)
        self._record(fact, row, "targets", cells, target.span)

    def _build_confirmations(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        for number, confirmation in enumerate(row.confirmations, 1):
            fact = iris.below(node, "confirmation", str(number))
            self._state(node, SCR.hasConfirmation, fact, SCR.Confirmation, number, confirmation.raw)
            self._add(fact, SCR.confirmationState, iris.concept_iri("confirmation-states", confirmation.state))
            self._add(fact, SCR.confirmedBy, self._name_agency(confirmation.agency, confirmation.raw))
            self._record(fact, row, "summary", cells, confirmation.span)

    def _build_remarks(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        for number, remark in enumerate(row.remarks, 1):
            fact = iris.below(node, "remark", str(number))
            words = _words(row, remark.column, remark.span)
            self._state(node, SCR.hasRemark, fact, SCR.Remark, number, words)
            self._add(fact, SCR.remarkKind, iris.concept_iri("remark-kinds", remark.kind))
            self._add(fact, SCR.inColumn, Literal(remark.column))
            self._add(fact, SCR.phrase, Literal(" ".join(remark.phrase.split())))
            if remark.shared is not None:
                self._add(fact, SCR.sharedWords, Literal(remark.shared))
            if remark.told:
                self._add(fact, SCR.toldDate, _day(remark.told))
            self._record(fact, row, remark.column, cells, remark.span)
            if remark.other:
                column, span = remark.other
                self._add(fact, SCR.otherStatement, Literal(_words(row, column, span)))
                self._record(iris.below(fact, "other"), row, column, cells, span)
        for number, mention in enumerate(row.mentions, 1):
            fact = iris.below(node, "mention", str(number))
            self._add(node, SCR.mentionsAgency, fact)
            self._add(fact, RDF.type, SCR.AgencyMention)
            self._add(
                fact, SCR.mentionedAgency, self._name_agency(mention.agency, _words(row, mention.column, mention.span))
            )
            self._add(fact, SCR.inColumn, Literal(mention.column))
            self._record(fact, row, mention.column, cells, mention.span)

    def _name_agency(self, code: str, printed: str) -> URIRef:
        """Name an agency that a row speaks of, and say how it is called."""
        agency = iris.agency_iri(code)
        known = load_vocabularies().value(agency, SKOS.prefLabel)
        if agency not in self._labelled:
            self._labelled.add(agency)
            self._add(agency, RDF.type, SCR.Agency)
            self._add(agency, RDFS.label, Literal(self._agencies.get(code) or str(known or printed)))
        return agency

    def _build_themes(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        for theme in row.themes:
            fact = iris.below(node, "theme", theme.theme)
            self._add(node, SCR.hasThemeReading, fact)
            self._add(fact, RDF.type, SCR.ThemeReading)
            self._add(fact, SCR.readTheme, iris.concept_iri("themes", theme.theme))
            self._add(fact, SCR.confidence, Literal(str(theme.confidence), datatype=XSD.decimal))
            number = 1
            for column, span in theme.cues:
                quotes = row.cells[column].quotes(span.start, span.end)
                number = write_spans(self._source, fact, quotes, self._origin, cells[column], number)

    def _build_meetings(self, node: URIRef, row: RowFacts, cells: dict[str, URIRef]) -> None:
        for number, mention in enumerate(row.meetings, 1):
            fact = iris.below(node, "meeting", str(number))
            self._state(node, SCR.mentionsMeeting, fact, SCR.MeetingMention, number, None)
            self._add(fact, SCR.meetingStatus, iris.concept_iri("meeting-states", mention.state))
            self._add(fact, SCR.dateText, Literal(mention.raw))
            if mention.day is None:
                self._add(fact, SCR.impossibleDate, Literal(mention.raw))
            else:
                meeting = iris.below(self._node, "meeting", mention.day.isoformat())
                self._add(fact, SCR.onDate, _day(mention.day))
                self._add(fact, SCR.meeting, meeting)
                self._add(meeting, RDF.type, SCR.Meeting)
                self._add(meeting, SCR.onDate, _day(mention.day))
            self._record(fact, row, "monitoring", cells, mention.span)

    def _build_event(
        self,
        node: URIRef,
        row: RowFacts,
        cells: dict[str, URIRef],
        position: int,
        event: Event,
        names: Counter[str],
    ) -> None:
        day = event.date or event.due
        name = f"{event.kind}-{day.isoformat() if day else 'undated'}"
        names[name] += 1
        fact = iris.below(node, "event", name if names[name] == 1 else f"{name}-{names[name]}")
        words = _words(row, event.column, event.span)
        self._state(node, SCR.hasEvent, fact, SCR.AuditEvent, position, words)
        if event.kind == "received":
            item = iris.below(fact, "item")
            self._add(node, SCR.hasEvidenceItem, item)
            self._add(item, RDF.type, SCR.EvidenceItem)
            self._add(item, SCR.statement, Literal(words))
            self._add(item, SCR.submittedIn, fact)
            self._record(item, row, event.column, cells, event.span)
        self._add(fact, SCR.eventType, iris.concept_iri("event-kinds", event.concept))
        if event.date:
            self._add(fact, SCR.onDate, _day(event.date))
        if event.due:
            self._add(fact, SCR.dueDate, _day(event.due))
        for impossible in event.impossible:
            self._add(fact, SCR.impossibleDate, Literal(impossible))
        for kind in event.documents:
            self._add(fact, SCR.documentKind, iris.concept_iri("document-kinds", kind))
        self._record(fact, row, event.column, cells, event.span)


def _words(row: RowFacts, column: str, span: Span) -> str:
    """Give the words of a cell that a fact was read from, in one line."""
    return " ".join(row.cells[column].text[span.start : span.end].split())


def _day(day: dt.date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
