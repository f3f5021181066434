"""Read rules and run them.

A rule is a SPARQL SELECT in ``rules/NAME.rq`` that returns what is wrong: ``?entity`` and, if they help,
``?property`` and ``?value``. Its ``#+`` header gives the level, a summary in both languages, where the rule
comes from, what it runs over (``asserted``: what is written by hand; ``dataset``: that and what is generated)
and a snippet of Turtle that breaks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.catalog.header import line_of, read_header
from neuromod_onto.dataset import Dataset, load, load_asserted
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.errors import InputError
from neuromod_onto.findings import SEVERITIES, Finding, Report
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.quality.query_lint import LEVELS, check_queries
from neuromod_onto.terms import label_of

_KEYS = {"name", "level", "summary", "origin", "over", "violation"}


@dataclass(frozen=True)
class Rule:
    """An authoring rule.

    Attributes:
        name: the stem of its file.
        level: error, warning or info.
        summary: what is wrong, by language.
        origin: where the rule comes from.
        over: asserted or dataset.
        violation: Turtle that breaks the rule, for its test; prefixes are known.
        text: the query.
        path: its file.

    """

    name: str
    level: str
    summary: dict[str, str]
    origin: str
    over: str
    violation: str
    text: str
    path: Path


def load_rules(folders: Iterable[Path] = ()) -> list[Rule]:
    """Read the shipped rules and those of ``folders``, by name.

    Raises:
        InputError: a folder does not exist, or a rule's header is wrong.

    """
    rules = []
    for folder in (shipped_root() / "rules", *folders):
        if not folder.is_dir():
            raise InputError("no such folder of rules", place=str(folder))
        rules += [_read(path) for path in sorted(folder.glob("*.rq"))]
    return rules


def _read(path: Path) -> Rule:
    text, header = read_header(path)
    hint = f"keys: {', '.join(sorted(_KEYS))}; levels: {', '.join(LEVELS)}"
    if unknown := sorted(map(str, set(header) - _KEYS)):
        cause = f"the header of a rule has no key {unknown[0]!r}"
        raise InputError(cause, hint, line_of(f"{unknown[0]}:", text, path))
    if missing := sorted(_KEYS - set(header)):
        raise InputError(f"the header of a rule lacks {missing[0]!r}", hint, line_of("", text, path))
    if header["name"] != path.stem:
        cause = f"the rule's name {header['name']!r} is not the file's"
        raise InputError(cause, hint, line_of("name:", text, path))
    if header["level"] not in LEVELS:
        cause = f"no level of a rule: {header['level']!r}"
        raise InputError(cause, hint, line_of("level:", text, path))
    return Rule(**header, text=text, path=path)


def check(
    data: Sequence[Path | str] = (),
    *,
    rules: Sequence[Rule] | None = None,
    queries: Iterable[Path] = (),
    language: str = "en",
) -> Report:
    """Check the ontology, with the files of ``data`` added, and queries, each against its rules.

    Args:
        data: RDF files or folders.
        rules: the shipped ones when left out.
        queries: folders of queries that are checked beside the shipped ones.
        language: language of the messages.

    """
    require_language(language)
    datasets = {"asserted": load_asserted(data), "dataset": load(data)}
    findings = [
        finding
        for rule in (load_rules() if rules is None else rules)
        for finding in run_rule(rule, datasets[rule.over], language)
    ]
    findings += check_queries(queries, language=language)
    findings.sort(key=lambda f: (SEVERITIES.index(f.severity), f.rule, f.focus, f.path, f.value))
    return Report(findings, len(datasets["dataset"].store))


def run_rule(rule: Rule, dataset: Dataset, language: str = "en") -> list[Finding]:
    """Return what one rule finds in a dataset."""
    answer = LocalEngine(dataset.store).query(rule.text, place=str(rule.path))
    if not isinstance(answer, Rows) or "entity" not in answer.variables:
        raise InputError("a rule selects ?entity", place=str(rule.path))
    findings = []
    for row in answer.rows:
        cells = dict(zip(answer.variables, row, strict=True))
        entity = cells["entity"]
        iri = entity.value if isinstance(entity, ox.NamedNode) else ""
        findings.append(
            Finding(
                severity=LEVELS[rule.level],
                focus=compact(iri) if iri else str(entity),
                focus_label=label_of(dataset, iri, language) if iri else "",
                path=_text(cells.get("property")),
                value=_text(cells.get("value")),
                message=rule.summary[language],
                rule=rule.name,
                sources=(rule.origin,),
            )
        )
    return list(dict.fromkeys(findings))


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    return term.value if isinstance(term, ox.Literal | ox.BlankNode) else ""
