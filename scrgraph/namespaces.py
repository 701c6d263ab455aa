"""The prefixes and vocabulary IRIs of scrgraph, as plain strings; nobody else spells them out."""

SCR = "https://w3id.org/scrgraph/ontology#"
SCRSH = "https://w3id.org/scrgraph/shapes#"
ID = "https://w3id.org/scrgraph/id/"
VOCABULARIES = "https://w3id.org/scrgraph/"

DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
