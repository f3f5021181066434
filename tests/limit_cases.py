"""Limits made for the tests, one for each severity, and records that keep to each of its bounds or to none.

The shipped limits use some of the ways in which a limit can be bound; these use all, so that a limit that is added
tomorrow is read right too. A limit says when it binds by ``AXES``; a record satisfies an axis, contradicts it or is
silent about it.
"""

from __future__ import annotations

from itertools import combinations

SEVERITIES = {
    "violation": "PublishedLimitViolation",
    "warning": "PublishedLimitWarning",
    "info": "PublishedLimitInfo",
}
#: axis: (what satisfies it, what contradicts it), as statements about a record.
AXES = {
    "agent": ("neuromod:recordsAgent :agent", "neuromod:recordsAgent :otherAgent"),
    "product": ("neuromod:recordsDevice :{severity}Product", "neuromod:recordsDevice :otherProduct"),
    "therapy": ("neuromod:recordsTherapy :therapyBelow", "neuromod:recordsTherapy :therapyAbove"),
    "condition": ("neuromod:recordsCondition :conditionBelow", "neuromod:recordsCondition :conditionAbove"),
    "place": ("neuromod:hasJurisdiction :place", "neuromod:hasJurisdiction :otherPlace"),
    "when": (":flag true", ":flag false"),
    "whenNot": (":otherFlag false", ":otherFlag true"),
    "age": ("neuromod:ageAtRecord 30", "neuromod:ageAtRecord 29"),
}
#: A limit that names an agent or a product does not concern a record that names none; of the others it lacks an input.
NEEDED = ("therapy", "condition", "place", "when", "whenNot", "age")
_BOUND = """neuromod:limitsAgent :agent ; neuromod:limitsProduct :{severity}Product ; neuromod:limitsTherapy :therapy ;
    neuromod:limitsCondition :condition ; neuromod:hasJurisdiction :place ; neuromod:appliesWhen :flag ;
    neuromod:appliesWhenNot :otherFlag ; neuromod:appliesFromAge 30 ; neuromod:appliesBelowAge 40"""


def _limit(name: str, severity: str, amount: str, bounds: str, bound: str) -> str:
    return f""":{name} a neuromod:PublishedLimit ; rdfs:label "limit {name}"@en , "limite {name}"@fr ; neuromod:ruleSeverity "{severity}" ;
    dcterms:source neuromod:source\\/EDITORIAL ; neuromod:limitsProperty :{amount} ; {bounds} ; {bound} .
"""


def _amount(name: str, domain: str) -> str:
    return f""":{name} rdfs:domain {domain} ; rdfs:label "{name} in English"@en , "{name} en français"@fr ; qudt:ucumCode "mL" .
"""


LIMITS = (
    """@prefix : <https://example.org/record/> . @prefix neuromod: <https://w3id.org/neuromod-onto/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix qudt: <http://qudt.org/schema/qudt/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:therapyBelow rdfs:subClassOf :therapyBetween . :therapyBetween rdfs:subClassOf :therapy . :therapy rdfs:subClassOf :therapyAbove .
:conditionBelow rdfs:subClassOf :conditionBetween . :conditionBetween rdfs:subClassOf :condition .
:condition rdfs:subClassOf :conditionAbove .
:kindBelow rdfs:subClassOf :kindBetween . :kindBetween rdfs:subClassOf neuromod:DoseRecord .
:flag rdfs:label "flag in English"@en , "flag en français"@fr .
:otherFlag rdfs:label "other flag in English"@en , "other flag en français"@fr .
"""
    + "".join(
        _amount(f"{severity}Amount", "neuromod:DoseRecord")
        + _limit(
            severity,
            severity,
            f"{severity}Amount",
            "neuromod:minimumValue 10 ; neuromod:maximumValue 20",
            _BOUND.format(severity=severity),
        )
        + _amount(f"{severity}Least", "neuromod:DoseRecord")
        + _limit(
            f"{severity}Min",
            severity,
            f"{severity}Least",
            "neuromod:minimumValue 10",
            "neuromod:limitsAgent :agent",
        )
        + _amount(f"{severity}Most", "neuromod:DoseRecord")
        + _limit(
            f"{severity}Max",
            severity,
            f"{severity}Most",
            "neuromod:maximumValue 20",
            "neuromod:limitsAgent :agent",
        )
        for severity in SEVERITIES
    )
    + _amount("ofModel", "neuromod:DoseRecord")
    + _limit("model", "info", "ofModel", "neuromod:maximumValue 20", "neuromod:limitsProduct :model")
    + _amount("ofPatient", "neuromod:Record")
    + _limit("patient", "info", "ofPatient", "neuromod:maximumValue 20", "neuromod:limitsProduct :model")
    + _amount("ofStimulation", "neuromod:StimulationProgram")
    + _limit(
        "stimulation", "info", "ofStimulation", "neuromod:maximumValue 20", "neuromod:limitsProduct :model"
    )
    + _amount("ofTherapy", "neuromod:DoseRecord")
    + _limit(
        "treatment", "info", "ofTherapy", "neuromod:maximumValue 20", "neuromod:limitsTherapy :loneTherapy"
    )
    + _amount("ofPatientTreated", "neuromod:Record")
    + _limit(
        "treated",
        "info",
        "ofPatientTreated",
        "neuromod:maximumValue 20",
        "neuromod:limitsTherapy :loneTherapy",
    )
    + ":lonelyTherapy rdfs:subClassOf :lonerTherapy . :lonerTherapy rdfs:subClassOf :loneTherapy .\n"
)


def dose(severity: str, value: str, **axes: str | None) -> str:
    """Return a record that satisfies every axis but those that are given another statement, or None for silence."""
    said = {axis: right for axis, (right, _) in AXES.items()} | axes
    stated = [one.format(severity=severity) for one in said.values() if one]
    return " ; ".join(["a neuromod:DoseRecord", f":{severity}Amount {value}", *stated])


def _cases() -> dict[str, tuple[str, dict[tuple[str, str], int]]]:
    cases: dict[str, tuple[str, dict[tuple[str, str], int]]] = {}
    missing = ("PublishedLimitInputs", "info")
    for severity, shape in SEVERITIES.items():
        broken = {(shape, severity): 1}
        for value, expected in (("9.9", broken), ("10", {}), ("20.0", {}), ("20.1", broken)):
            cases[f"{severity}: {value}"] = dose(severity, value), expected
        for axis, (_, wrong) in AXES.items():
            cases[f"{severity}: another {axis}"] = dose(severity, "21", **{axis: wrong}), {}
        for axis, kind in (
            ("therapy", "neuromod:recordsTherapy :therapy"),
            ("condition", "neuromod:recordsCondition :condition"),
        ):
            cases[f"{severity}: the {axis} itself"] = dose(severity, "21", **{axis: kind}), broken
        for age, expected in (("30.5", broken), ("39.9", broken), ("40", {}), ("40.1", {})):
            cases[f"{severity}: at {age} years"] = (
                dose(severity, "21", age=f"neuromod:ageAtRecord {age}"),
                expected,
            )
        for axis in ("agent", "product"):
            cases[f"{severity}: no {axis}"] = dose(severity, "21", **{axis: None}), {}
        for end, value, expected in (
            ("Least", "9", broken),
            ("Least", "11", {}),
            ("Most", "19", {}),
            ("Most", "21", broken),
        ):
            cases[f"{severity}: only {end}, {value}"] = (
                f"a neuromod:DoseRecord ; neuromod:recordsAgent :agent ; :{severity}{end} {value}",
                expected,
            )
    for axis in NEEDED:
        silent = {axis: None}
        for value, expected in (("9.9", {missing: 1}), ("10", {}), ("20.0", {}), ("20.1", {missing: 1})):
            cases[f"no {axis}: {value}"] = dose("info", value, **silent), expected
        for other, (_, wrong) in AXES.items():
            if other != axis:
                cases[f"no {axis}, another {other}"] = dose("info", "21", **silent, **{other: wrong}), {}
        for other in ("agent", "product"):
            cases[f"no {axis}, no {other}"] = dose("info", "21", **silent, **{other: None}), {}
        for of in ("therapy", "condition"):
            if of != axis:
                exact = {of: f"neuromod:records{of.title()} :{of}"}
                cases[f"no {axis}, the {of} itself"] = dose("info", "21", **silent, **exact), {missing: 1}
        if axis != "age":
            old = {"age": "neuromod:ageAtRecord 40"}
            cases[f"no {axis}, at 40 years"] = dose("info", "21", **silent, **old), {}
    model = "neuromod:recordsDevice :model"
    cases["a model, nothing else"] = f"a neuromod:DoseRecord ; {model}", {missing: 1}
    cases["a model, a kind below"] = f"a :kindBelow ; {model}", {missing: 1}
    cases["a model, its figure"] = f"a neuromod:DoseRecord ; {model} ; :ofModel 20", {}
    cases["another model"] = "a neuromod:DoseRecord ; neuromod:recordsDevice :otherModel", {}
    cases["a therapy, nothing else"] = (
        "a neuromod:DoseRecord ; neuromod:recordsTherapy :loneTherapy",
        {missing: 1},
    )
    cases["a therapy below"] = "a :kindBelow ; neuromod:recordsTherapy :lonelyTherapy", {missing: 1}
    cases["a therapy, its figure"] = (
        "a :kindBelow ; neuromod:recordsTherapy :lonelyTherapy ; :ofTherapy 20",
        {},
    )
    return cases


#: record: (its statements, how often it must break which shape)
CASES = _cases()
#: records that are silent about some of what a limit needs, for which nothing but that may be told
SILENT = {
    " ".join(axes): dose("info", "21", **dict.fromkeys(axes))
    for size in range(1, len(NEEDED) + 1)
    for axes in combinations(NEEDED, size)
}
