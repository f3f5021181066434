"""The one way in which queries of shapes look up what a message calls a term, and what departs from it.

SPARQL has no functions of one's own, so the lines stand in each query; ``test_told_labels`` tries them once.
"""

from __future__ import annotations

import re

#: In English the English label, or one without a language; else the French one; else the end of the IRI.
LOOKUP = """\
OPTIONAL { ?node rdfs:label ?inEnglish . FILTER (LANG(?inEnglish) IN ("en", "")) }
OPTIONAL { ?node rdfs:label ?inFrench . FILTER (LANG(?inFrench) = "fr") }
BIND (COALESCE(?inEnglish, ?inFrench, REPLACE(STR(?node), "^.*[/#:]", "")) AS ?english)
BIND (COALESCE(?inFrench, ?english) AS ?french)"""


def _pattern() -> re.Pattern[str]:
    """Return the lookup with each variable free, but the same wherever it stands."""
    seen: set[str] = set()

    def variable(match: re.Match[str]) -> str:
        name = match[1]
        again = name in seen
        seen.add(name)
        return rf"\?(?P={name})\b" if again else rf"\?(?P<{name}>\w+)"

    text = r"\s+".join(re.escape(word) for word in LOOKUP.split())
    return re.compile(re.sub(r"\\\?(\w+)", variable, text))


_LOOKUP = _pattern()
_REST = re.compile(
    r".*(?:OPTIONAL \{ \?\w+ rdfs:label|REPLACE\(STR\(|COALESCE\(\?\w+French|COALESCE\(\?inFrench).*"
)


def told_another_way(query: str) -> list[str]:
    """Return the lines of a query that look up a label otherwise than ``LOOKUP`` does."""
    return [line.strip() for line in _REST.findall(_LOOKUP.sub("", query))]
