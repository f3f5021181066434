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
    dcterms:source <https://w3id.org/neuromod-onto/source/EDITORIAL> ; neuromod:limitsProperty :{amount} ; {bounds} ; {bound} .
"""


def _outcome(name: str, bound: str) -> str:
    """Return a limit on what was measured before a treatment by a device."""
    return f""":{name}Index a neuromod:PublishedLimit ; rdfs:label "{name} index"@en , "index {name}"@fr ; neuromod:ruleSeverity "info" ;
    dcterms:source <https://w3id.org/neuromod-onto/source/EDITORIAL> ; neuromod:limitsOutcomeMeasure :measure ; {bound} ;
    neuromod:limitsProduct :{name}Device ; neuromod:hasJurisdiction :place ; neuromod:appliesFromAge 30 ; neuromod:appliesBelowAge 40 .
"""


def _amount(name: str, domain: str) -> str:
    return f""":{name} rdfs:domain {domain} ; rdfs:label "{name} in English"@en , "{name} en français"@fr ; qudt:ucumCode "mL" .
"""


_AGENT = "neuromod:limitsAgent :agent"
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
    + _amount("leastAmount", "neuromod:DoseRecord")
    + _limit("least", "info", "leastAmount", "neuromod:minimumValue 10", _BOUND.format(severity="least"))
    + _amount("mostAmount", "neuromod:DoseRecord")
    + _limit("most", "info", "mostAmount", "neuromod:maximumValue 20", _BOUND.format(severity="most"))
    + _amount("youngAmount", "neuromod:DoseRecord")
    + _limit("young", "info", "youngAmount", "neuromod:maximumValue 20 ; neuromod:appliesBelowAge 40", _AGENT)
    + _amount("oldAmount", "neuromod:DoseRecord")
    + _limit("old", "info", "oldAmount", "neuromod:maximumValue 20 ; neuromod:appliesFromAge 30", _AGENT)
    + _outcome("low", "neuromod:minimumValue 10")
    + _outcome("high", "neuromod:maximumValue 20")
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


#: record: its statements, and how often each rule is told
Cases = dict[str, tuple[str, dict[tuple[str, str], int]]]
MISSING = ("PublishedLimitInputs", "info")


def dose(severity: str, value: str, **axes: str | None) -> str:
    """Return a record that satisfies every axis but those that are given another statement, or None for silence."""
    said = {axis: right for axis, (right, _) in AXES.items()} | axes
    stated = [one.format(severity=severity) for one in said.values() if one]
    return " ; ".join(["a neuromod:DoseRecord", f":{severity}Amount {value}", *stated])


def _cases() -> Cases:
    cases: Cases = {}
    for severity, shape in SEVERITIES.items():
        cases |= _bound(severity, shape)
    return cases | _silent() | _outcomes() | _no_figure()


def _bound(severity: str, shape: str) -> Cases:
    """Return doses at the ends of a limit, with all that binds it, with something else, or without it."""
    cases: Cases = {}
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
    return cases


def _silent() -> Cases:
    """Return doses that do not say what the limit needs."""
    cases: Cases = {}
    for axis in NEEDED:
        silent = {axis: None}
        for value, expected in (("9.9", {MISSING: 1}), ("10", {}), ("20.0", {}), ("20.1", {MISSING: 1})):
            cases[f"no {axis}: {value}"] = dose("info", value, **silent), expected
        for other, (_, wrong) in AXES.items():
            if other != axis:
                cases[f"no {axis}, another {other}"] = dose("info", "21", **silent, **{other: wrong}), {}
        for other in ("agent", "product"):
            cases[f"no {axis}, no {other}"] = dose("info", "21", **silent, **{other: None}), {}
        for of in ("therapy", "condition"):
            if of != axis:
                exact = {of: f"neuromod:records{of.title()} :{of}"}
                cases[f"no {axis}, the {of} itself"] = dose("info", "21", **silent, **exact), {MISSING: 1}
        if axis != "age":
            old = {"age": "neuromod:ageAtRecord 40"}
            cases[f"no {axis}, at 40 years"] = dose("info", "21", **silent, **old), {}
    for end, inside, outside in (("least", "11", "9"), ("most", "19", "21")):
        for axis in NEEDED:
            cases[f"{end}, no {axis}: {inside}"] = dose(end, inside, **{axis: None}), {}
            cases[f"{end}, no {axis}: {outside}"] = dose(end, outside, **{axis: None}), {MISSING: 1}
    for age in ("young", "old"):
        agent = "a neuromod:DoseRecord ; neuromod:recordsAgent :agent"
        cases[f"{age}, at an unknown age"] = f"{agent} ; :{age}Amount 21", {MISSING: 1}
    return cases


def _no_figure() -> Cases:
    """Return records that name what a limit binds, with its figure or without."""
    cases: Cases = {}
    model = "neuromod:recordsDevice :model"
    cases["a model, nothing else"] = f"a neuromod:DoseRecord ; {model}", {MISSING: 1}
    cases["a model, a kind below"] = f"a :kindBelow ; {model}", {MISSING: 1}
    cases["a model, its figure"] = f"a neuromod:DoseRecord ; {model} ; :ofModel 20", {}
    cases["another model"] = "a neuromod:DoseRecord ; neuromod:recordsDevice :otherModel", {}
    cases["a therapy, nothing else"] = (
        "a neuromod:DoseRecord ; neuromod:recordsTherapy :loneTherapy",
        {MISSING: 1},
    )
    cases["a therapy below"] = "a :kindBelow ; neuromod:recordsTherapy :lonelyTherapy", {MISSING: 1}
    cases["a therapy, its figure"] = (
        "a :kindBelow ; neuromod:recordsTherapy :lonelyTherapy ; :ofTherapy 20",
        {},
    )
    return cases


def _outcomes() -> Cases:
    told = {("LabelledPatient", "info"): 1}
    cases: Cases = {}
    start = "2026-03-01T09:00:00"

    def add(device: str, value: str, expected: dict[tuple[str, str], int], **more: str) -> None:
        said = {"place": ":place", "age": "30", "when": start} | more
        patient = f"O{len(cases)}"
        name = f"{device} index {value}, {', '.join(more.values()) or 'all said'}"
        facts = [
            f'a neuromod:TherapyRecord ; neuromod:patientPseudonym "{patient}" ; neuromod:recordsDevice :{device}Device',
            f'neuromod:recordsCondition :condition ; neuromod:startedAt "{start}"^^xsd:dateTime',
            *([f"neuromod:hasJurisdiction {said['place']}"] if said["place"] else []),
            *([f"neuromod:ageAtRecord {said['age']}"] if said["age"] else []),
        ]
        cases[name] = " ; ".join(facts), expected
        if value:
            cases[f"{name}: the index"] = (
                f'a neuromod:OutcomeRecord ; neuromod:patientPseudonym "{patient}" ; neuromod:recordsOutcomeMeasure :measure ;'
                f' neuromod:outcomeValue {value} ; neuromod:occurredAt "{said["when"]}"^^xsd:dateTime',
                {},
            )

    for device, value, expected in (
        *(("low", "9", told), ("low", "10", {}), ("low", "11", {})),
        *(("high", "19", {}), ("high", "20", {}), ("high", "21", told)),
    ):
        add(device, value, expected)
    add("low", "9", {}, place=":otherPlace")
    add("low", "9", {}, age="29")
    add("low", "9", {}, age="40")
    add("low", "15", told, when="2026-03-02T09:00:00")  # after the start: none before it
    for age, expected in (("30", told), ("29", {}), ("39", told), ("40", {}), ("", told)):
        add("low", "", expected, age=age)
    add("low", "", {}, place=":otherPlace")
    add("low", "", {**told, ("UseWithinLabel-hasJurisdiction", "info"): 1}, place="")
    return cases


#: record: (its statements, how often it must break which shape)
CASES = _cases()
#: records that are silent about some of what a limit needs, for which nothing but that may be told
SILENT = {
    " ".join(axes): dose("info", "21", **dict.fromkeys(axes))
    for size in range(1, len(NEEDED) + 1)
    for axes in combinations(NEEDED, size)
}
