"""On any small data, compiled shapes find what pySHACL finds: each covered component, at random.

``AGREEMENT_EXAMPLES`` says how many data graphs are tried; 2,000 take minutes.
"""

from __future__ import annotations

import os

import pyoxigraph as ox
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.results import Result
from neuromod_onto.validation.written import Forms, noted_shapes

from .small_shapes import PREFIXES
from .test_engines import key

EX, XSD = "https://example.org/", "http://www.w3.org/2001/XMLSchema#"
#: Constraints on ex:p, each a property shape of its own.
ON_VALUES = [
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 2"),
    *("sh:class ex:A", "sh:class ex:B", "sh:datatype xsd:integer", "sh:datatype xsd:decimal"),
    *("sh:datatype xsd:boolean", "sh:datatype xsd:string", "sh:datatype rdf:langString"),
    *("sh:datatype xsd:dateTime", "sh:nodeKind sh:IRI", "sh:nodeKind sh:Literal"),
    *("sh:nodeKind sh:BlankNode", "sh:nodeKind sh:BlankNodeOrIRI", "sh:nodeKind sh:IRIOrLiteral"),
    *("sh:minInclusive 2", "sh:maxInclusive 2.5", "sh:minExclusive 2.50", "sh:maxExclusive 1"),
    *("sh:minLength 2", "sh:maxLength 3", "sh:pattern '^[a2]'", "sh:pattern 'A' ; sh:flags 'i'"),
    *("sh:languageIn ( 'en' )", "sh:languageIn ( 'fr' 'de' )", "sh:uniqueLang true"),
    *("sh:in ( 2.5 01 'a' ex:n0 true )", "sh:in ( 2.50 'a'@en ex:n1 )", "sh:in ( )"),
    *("sh:hasValue 2.50", "sh:hasValue 1", "sh:hasValue 'a'@en", "sh:hasValue ex:n1"),
    *("sh:equals ex:q", "sh:disjoint ex:q"),
    *("sh:not [ sh:datatype xsd:integer ]", "sh:not [ sh:hasValue 2.5 ]", "sh:node [ sh:nodeKind sh:IRI ]"),
    "sh:or ( [ sh:datatype xsd:string ] [ sh:class ex:A ] [ sh:in ( 1 2.50 ) ] )",
    "sh:and ( [ sh:nodeKind sh:IRI ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )",
    "sh:node [ sh:property [ sh:path ex:q ; sh:hasValue 2.50 ] ]",
    "sh:not [ sh:property [ sh:path ex:q ; sh:in ( 1 ex:n0 ) ] ]",
    "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:hasValue 2.50 ] ; sh:qualifiedMaxCount 0",
    "sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 2",
]
PATHS = {
    "( ex:q ex:p )": ["sh:minCount 1", "sh:nodeKind sh:IRI", "sh:class ex:A", "sh:hasValue ex:n0"],
    "[ sh:inversePath ex:p ]": ["sh:minCount 1", "sh:maxCount 1", "sh:class ex:B"],
    "[ sh:alternativePath ( ex:p ex:q ) ]": ["sh:maxCount 2", "sh:in ( 2.50 1 ex:n0 )", "sh:datatype xsd:integer"],
    "[ sh:zeroOrMorePath ex:q ]": ["sh:maxCount 2", "sh:nodeKind sh:IRI"],
    "[ sh:oneOrMorePath ex:q ]": ["sh:class ex:A"],
    "[ sh:zeroOrOnePath ex:q ]": ["sh:hasValue ex:n1"],
}  # fmt: skip
ON_NODES = [
    "sh:class ex:A",
    "sh:in ( ex:n0 ex:n1 )",
    "sh:hasValue ex:n2",
    "sh:pattern '[01]$'",
    "sh:nodeKind sh:IRI",
]
#: The values whose kinds are asked are IRIs: rdflib takes 0 and the empty text for unbound at the start of a path.
ON_QUERIES = [
    "SELECT $this ?value WHERE { $this ex:p ?value . FILTER (isIRI(?value)) }",
    "SELECT $this WHERE { $this ex:q ?x . FILTER NOT EXISTS { $this ex:p ?y . ?y ex:q ?z } }",
    "SELECT $this WHERE { $this a/rdfs:subClassOf* ex:B . FILTER NOT EXISTS { $this ex:p ?any } }",
    "SELECT DISTINCT $this ?value WHERE { $this ex:q ?x . ?x a?/rdfs:subClassOf* ?value . ?value rdfs:subClassOf ?up . FILTER (isIRI(?x)) }",
    "SELECT $this WHERE { $this ex:p ?x . OPTIONAL { ?x ex:q ?y } FILTER (!BOUND(?y) && isIRI(?x)) }",
]
TARGETS = ["sh:targetClass ex:B", "sh:targetSubjectsOf ex:q", "sh:targetNode ex:n0 , ex:none"]


PARTS = [f"sh:path ex:p ; {one}" for one in ON_VALUES]
PARTS += [f"sh:path {path} ; {one}" for path, some in PATHS.items() for one in some]
RDF = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"


def shapes_text(properties: list[int], node: int, query: int, target: int) -> str:
    """Return shapes with some of the constraints, each in a shape with a name."""
    named = " , ".join(f"ex:P{n}" for n in properties)
    select = f'[ sh:message "m" ; sh:prefixes ex:prefixes ; sh:select """{ON_QUERIES[query]}""" ]'
    return (
        RDF
        + PREFIXES
        + "".join(f"ex:P{n} {PARTS[n]} ; sh:message 'm' .\n" for n in properties)
        + f"ex:T a sh:NodeShape ; {TARGETS[target]} ; sh:property {named} .\n"
        + f"ex:N a sh:NodeShape ; {TARGETS[target]} ; {ON_NODES[node]} ; sh:message 'm' .\n"
        + f"ex:Q a sh:NodeShape ; {TARGETS[target % 2]} ; sh:sparql {select} .\n"
    )


SHAPES = st.builds(
    shapes_text,
    st.lists(st.integers(0, len(PARTS) - 1), min_size=4, max_size=8, unique=True),
    *(st.integers(0, len(some) - 1) for some in (ON_NODES, ON_QUERIES, TARGETS)),
)
NODES = st.sampled_from([f"<{EX}n{n}>" for n in range(4)] + ["_:b"])
CLASSES = st.sampled_from([f"<{EX}{name}>" for name in "ABC"])
FORMS = {
    "integer": ["1", "01", "2", "-0", "+2", "x"],
    "decimal": ["2.5", "2.50", "1.0", "02.5", "2."],
    "boolean": ["true", "1", "false"],
    "double": ["2.5", "2.50E0", "1e0", "NaN"],
    "dateTime": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00+00:00", "2020-01-01T01:00:00+01:00"],
    "byte": ["1", "2"],
    "token": ["a", "2"],
}
TYPED = [f'"{form}"^^<{XSD}{kind}>' for kind, forms in FORMS.items() for form in forms]
TEXTS = ['"a"', '"2.5"', '""', '"Abc"', '"a"@en', '"b"@EN', '"a"@fr', '"c"@en-GB']
PROPERTIES = st.sampled_from([f"<{EX}p>", f"<{EX}p>", f"<{EX}q>"])
RDF_TYPE, SUBCLASS = str(rdflib.RDF.type.n3()), str(rdflib.RDFS.subClassOf.n3())
STATEMENTS = st.one_of(
    st.tuples(NODES, PROPERTIES, st.one_of(NODES, st.sampled_from(TYPED), st.sampled_from(TEXTS))),
    st.tuples(NODES, PROPERTIES, NODES),
    st.tuples(NODES, st.just(RDF_TYPE), CLASSES),
    st.tuples(CLASSES, st.just(SUBCLASS), CLASSES),
)


def named(result: Result) -> tuple[str, ...]:
    """Return what makes a result; the one blank node of the data has another name in each engine."""
    focus, *others = key(result)
    return ("_:b" if focus.startswith("_:") else focus, *others)


@settings(
    max_examples=int(os.environ.get("AGREEMENT_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(SHAPES, st.lists(STATEMENTS, min_size=3, max_size=14, unique=True))
def test_both_engines_find_the_same(shapes: str, statements: list[tuple[str, str, str]]) -> None:
    text = "".join(f"{' '.join(statement)} .\n" for statement in statements)
    quads = list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    graph = noted_shapes(ox.parse(shapes, format=ox.RdfFormat.TURTLE))

    def data() -> ox.Store:
        store = ox.Store()
        store.bulk_extend(Forms(graph).noted(quads))
        return store

    store = data()
    checks, rest = compile_shapes(graph, store)
    # a path of several steps to literals in another form is handed over, with its shape
    assert set(rest) <= {ox.NamedNode(EX + "T")}
    found = {named(result) for result in run_checks(checks, store)}
    if rest:
        found |= {named(result) for result in run_reference(graph, data(), "shapes", only=rest)}
    assert found == {named(result) for result in run_reference(graph, data(), "shapes")}
