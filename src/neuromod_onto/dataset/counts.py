"""Answers of subqueries that count over all records, written into a store so that no query counts again.

``COUNTED`` lists the subqueries. A store holds the answer of each in a graph of its own, and in one more
graph what each is the answer of, so that ``engine/counted.py`` reads no other than the store has. The answers
belong to one load: the next one takes them away and counts anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.model.namespaces import NEUROMOD

#: An answer of more rows is not kept: to read it would take as long as to count.
MOST = 100_000
_COUNTS = "urn:neuromod-onto:counts:"
_ABOUT = ox.NamedNode(_COUNTS + "about")
_ANSWERS = ox.NamedNode(_COUNTS + "answers")
_ROWS = ox.NamedNode(_COUNTS + "rows")
_LACKS = ox.NamedNode(_COUNTS + "lacks")
_PREFIX = f"PREFIX neuromod: <{NEUROMOD}> "
#: Subqueries of ``queries/*.rq``, each with groups by variables, and no LIMIT, ORDER BY or HAVING.
COUNTED = (
    """SELECT ?given ?treated (COUNT(DISTINCT ?patient) AS ?patients)
    WHERE {
      ?use a neuromod:TherapyRecord ;
           neuromod:recordsTherapy ?given ;
           neuromod:recordsCondition ?treated ;
           neuromod:patientPseudonym ?patient .
    }
    GROUP BY ?given ?treated""",
    """SELECT ?given ?treated (COUNT(DISTINCT ?patient) AS ?patients)
           (REPLACE(MIN(?from), "~", "") AS ?first) (MAX(?to) AS ?last)
    WHERE {
      ?record a neuromod:TherapyRecord ;
              neuromod:recordsTherapy ?given ;
              neuromod:recordsCondition ?treated ;
              neuromod:patientPseudonym ?patient .
      OPTIONAL { ?record neuromod:startedAt ?started }
      BIND (IF(BOUND(?started), STR(?started), "~") AS ?from)
      BIND (IF(BOUND(?started), STR(?started), "") AS ?to)
    }
    GROUP BY ?given ?treated""",
    """SELECT ?device ?start (COUNT(DISTINCT ?treatment) AS ?begun) (0 AS ?ended)
    WHERE {
      ?treatment a neuromod:TherapyRecord ;
                 neuromod:recordsDevice ?device ;
                 neuromod:recordsTherapy ?given ;
                 neuromod:patientPseudonym ?patient ;
                 neuromod:startedAt ?started .
      BIND (YEAR(?started) * 12 + MONTH(?started) AS ?start)
    }
    GROUP BY ?device ?start""",
    """SELECT ?device ?start ?months (0 AS ?begun) (COUNT(DISTINCT ?treatment) AS ?ended)
    WHERE {
      {
        SELECT ?device ?treatment ?start (MIN(?end) - ?start AS ?months)
        WHERE {
          {
            ?stop a neuromod:DiscontinuationRecord ;
                  neuromod:patientPseudonym ?patient ;
                  neuromod:recordsTherapy ?given ;
                  neuromod:occurredAt ?day .
            ?treatment neuromod:patientPseudonym ?patient ;
                       a neuromod:TherapyRecord ;
                       neuromod:recordsTherapy ?given ;
                       neuromod:recordsDevice ?device ;
                       neuromod:startedAt ?started .
          }
          UNION
          {
            ?treatment neuromod:endedAt ?day ;
                       a neuromod:TherapyRecord ;
                       neuromod:recordsTherapy ?given ;
                       neuromod:patientPseudonym ?patient ;
                       neuromod:recordsDevice ?device ;
                       neuromod:startedAt ?started .
          }
          FILTER (STR(?day) >= STR(?started))
          BIND (YEAR(?started) * 12 + MONTH(?started) AS ?start)
          BIND (YEAR(?day) * 12 + MONTH(?day) AS ?end)
          FILTER (BOUND(?start) && BOUND(?end))
        }
        GROUP BY ?device ?treatment ?start
      }
    }
    GROUP BY ?device ?start ?months""",
    """SELECT ?property ?term (COUNT(?record) AS ?records)
    WHERE {
      VALUES ?property {
        neuromod:recordsTherapy neuromod:recordsCondition neuromod:recordsDevice neuromod:recordsAdverseEvent
        neuromod:recordsOutcomeMeasure
      }
      ?record ?property ?term .
    }
    GROUP BY ?property ?term""",
    """SELECT ?kind (COUNT(?any) AS ?records)
    WHERE {
      VALUES ?kind {
        neuromod:TherapyRecord neuromod:PulsedStimulationProgram neuromod:InfusionProgram
        neuromod:ImplantRecord neuromod:OutcomeRecord neuromod:AdverseEventRecord neuromod:ExposureRecord
      }
      ?any a ?kind .
    }
    GROUP BY ?kind""",
    """SELECT ?kind ?property (COUNT(?record) AS ?missing)
    WHERE {
      {
        SELECT ?kind ?record
        WHERE {
          VALUES ?kind {
            neuromod:TherapyRecord neuromod:PulsedStimulationProgram neuromod:InfusionProgram
            neuromod:ImplantRecord neuromod:OutcomeRecord neuromod:AdverseEventRecord neuromod:ExposureRecord
          }
          ?record a ?kind
        }
      }
      {
        {
          BIND (neuromod:TherapyRecord AS ?kind)
          VALUES ?property {
            neuromod:patientPseudonym neuromod:recordsTherapy neuromod:recordsCondition neuromod:recordsDevice
            neuromod:startedAt
          }
        }
        UNION
        {
          BIND (neuromod:PulsedStimulationProgram AS ?kind)
          VALUES ?property { neuromod:recordsTherapy neuromod:pulseWidth neuromod:stimulationFrequency }
        }
        UNION
        {
          BIND (neuromod:InfusionProgram AS ?kind)
          VALUES ?property { neuromod:recordsAgent neuromod:dailyDose }
        }
        UNION
        {
          BIND (neuromod:ImplantRecord AS ?kind)
          VALUES ?property { neuromod:patientPseudonym neuromod:recordsDevice neuromod:hasMRStatus }
        }
        UNION
        {
          BIND (neuromod:OutcomeRecord AS ?kind)
          VALUES ?property { neuromod:recordsOutcomeMeasure neuromod:outcomeValue neuromod:occurredAt }
        }
        UNION
        {
          BIND (neuromod:AdverseEventRecord AS ?kind)
          VALUES ?property { neuromod:recordsAdverseEvent neuromod:occurredAt }
        }
        UNION
        {
          BIND (neuromod:ExposureRecord AS ?kind)
          VALUES ?property { neuromod:patientPseudonym neuromod:recordsExposure }
        }
      }
      FILTER NOT EXISTS { ?record ?property ?value }
    }
    GROUP BY ?kind ?property""",
)


class Count(NamedTuple):
    """An answer that a store holds.

    Attributes:
        graph: where it stands: a node for each row, with a statement for each value.
        text: the subquery, with its prefixes.
        rows: how many.
        lacking: numbers of the columns, from 0, that have no value in some row.

    """

    graph: str
    text: str
    rows: int
    lacking: frozenset[int] = frozenset()


def column(number: int) -> ox.NamedNode:
    """Return the property that says the value of a row in a column, counted from 0."""
    return ox.NamedNode(f"{_COUNTS}column{number}")


def counts(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the answers of ``COUNTED`` over the default graph of a store, and of what each is the answer."""
    for number, subquery in enumerate(COUNTED):
        text = _PREFIX + subquery
        rows = list(islice(store.query(text), MOST + 1))  # type: ignore[arg-type]
        if len(rows) > MOST:
            continue
        graph = ox.NamedNode(f"{_COUNTS}{number}")
        yield ox.Quad(graph, _ANSWERS, ox.Literal(text), _ABOUT)
        yield ox.Quad(graph, _ROWS, ox.Literal(len(rows)), _ABOUT)
        lacking = set()
        for row in rows:
            node = ox.BlankNode()
            for place, value in enumerate(row):
                if value is None:
                    lacking.add(place)
                else:
                    yield ox.Quad(node, column(place), value, graph)
        for place in sorted(lacking):
            yield ox.Quad(graph, _LACKS, ox.Literal(place), _ABOUT)


def read_counts(store: ox.Store) -> list[Count]:
    """Return which answers a store holds."""
    found = []
    for quad in store.quads_for_pattern(None, _ANSWERS, None, _ABOUT):
        graph = quad.subject
        assert isinstance(graph, ox.NamedNode)
        (rows,) = _numbers(store, graph, _ROWS)
        lacking = frozenset(_numbers(store, graph, _LACKS))
        found.append(Count(graph.value, quad.object.value, rows, lacking))  # type: ignore[union-attr]
    return found


def _numbers(store: ox.Store, graph: ox.NamedNode, predicate: ox.NamedNode) -> list[int]:
    quads = store.quads_for_pattern(graph, predicate, None, _ABOUT)
    return [int(quad.object.value) for quad in quads]  # type: ignore[union-attr]


def forget_counts(store: ox.Store) -> None:
    """Take away the answers, which no longer hold once more is loaded."""
    for graph in list(store.named_graphs()):
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_COUNTS):
            store.remove_graph(graph)
