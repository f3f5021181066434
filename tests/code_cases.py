"""Terms and codes made for the tests, and records in which a code agrees with what is recorded, or does not.

The shipped mappings use some of the ways in which a code can be tied to a term; these use all: each kind of match,
terms above and below the one that is recorded, codes of several terms, and what else a record says.
"""

from __future__ import annotations

from itertools import count

#: class of term: the property that records one
KINDS = {
    "Intervention": "recordsTherapy",
    "Condition": "recordsCondition",
    "Device": "recordsDevice",
    "ChemicalAgent": "recordsAgent",
    "OutcomeMeasure": "recordsOutcomeMeasure",
}
MATCHES = ("exact", "close", "narrow")
#: what else of a record is looked at, but where a measure is meant
BESIDE = (
    "recordsTherapy",
    "recordsCondition",
    "recordsComorbidity",
    "recordsAdverseEvent",
    "recordsDevice",
    "recordsAgent",
)
Told = dict[tuple[str, str], int]
AGREES: Told = {("RecordedCodeAgrees", "warning"): 1}


def _chain(name: str, top: str = "") -> str:
    """Return five classes, each below the one before it, and under a class of the ontology."""
    steps = [f":{name}{n + 1} rdfs:subClassOf :{name}{n} ." for n in range(4)]
    return (
        "\n".join(
            [*steps, f":{name}0 rdfs:subClassOf neuromod:{top} ." if top else "", _labelled(f":{name}2")]
        )
        + "\n"
    )


def _labelled(term: str) -> str:
    return f'{term} rdfs:label "own {term[1:]}"@en , "{term[1:]} propre"@fr .\n'


def _made() -> tuple[str, dict[str, tuple[str, Told]]]:
    numbers = count(900001)
    terms = [
        "@prefix : <https://example.org/record/> . @prefix z: <https://z.example/> .\n",
        _chain("Else"),
        ":elseInstance a :Else4 .\n",
        *(_chain(kind, kind) + _chain(f"{kind}Other", kind) + _chain(f"{kind}Twin", kind) for kind in KINDS),
        *(
            f"z:{kind} rdfs:subClassOf neuromod:{kind} .\n"
            + f'z:{kind} rdfs:label "last"@en , "dernier"@fr .\n'
            for kind in KINDS
        ),
        _chain("Part"),
    ]
    cases: dict[str, tuple[str, Told]] = {}

    def code(*matches: tuple[str, str]) -> str:
        new = f"mesh:D{next(numbers)}"
        terms.extend(f"{term} skos:{match}Match {new} .\n" for term, match in matches)
        return new

    def add(name: str, new: str, told: Told, *facts: str) -> None:
        cases[name] = " ; ".join(["a neuromod:Record", f"neuromod:recordedCode {new}", *facts]), told

    for kind, prop in KINDS.items():
        stated = f"neuromod:{prop}"
        for match in MATCHES:
            new = code((f":{kind}2", match))
            for step in range(5):
                add(f"{kind}, {match}, step {step}", new, {}, f"{stated} :{kind}{step}")
            add(f"{kind}, {match}, another", new, AGREES, f"{stated} :{kind}Other4")
            two = code((f":{kind}2", match), (f":{kind}Twin2", "exact"))
            add(f"{kind}, {match}, of two terms", two, AGREES, f"{stated} :{kind}Other4")
            for beside in BESIDE if kind != "OutcomeMeasure" else ():
                both = code((f":{kind}2", "exact"), (":Else2", match))
                for other in ("Else0", "Else1", "Else2", "Else3", "Else4", "elseInstance"):
                    said = (f"{stated} :{kind}Other4", f"neuromod:{beside} :{other}")
                    add(f"{kind}, {match}, {beside} {other}", both, {}, *said)
        top = code((f"neuromod:{kind}", "exact"))
        add(f"{kind} itself, of what is not one", top, AGREES, f"{stated} :unknown")
        last = code((f"neuromod:{kind}", "exact"), (f"z:{kind}", "exact"))
        add(f"{kind} itself and a kind of it", last, AGREES, f"{stated} :unknown")
        if kind != "OutcomeMeasure":
            new = code((f":{kind}2", "exact"))
            add(
                f"{kind}, two others",
                new,
                AGREES,
                f"{stated} neuromod:ParkinsonDisease , neuromod:EssentialTremor",
            )
    for prop in ("recordsComorbidity", "recordsAdverseEvent"):
        new = code((":Condition2", "exact"))
        add(f"a condition beside another {prop}", new, {}, f"neuromod:{prop} :ConditionOther4")
    for match in MATCHES:
        act = f":act{match}"
        terms.append(
            f"{act} rdfs:subClassOf :Intervention4 ; neuromod:implantsDevice :Part2 .\n{_labelled(act)}"
        )
        new = code((act, match))
        for step in range(5):
            way = f":by{match}{step}"
            terms.append(f"{way} rdfs:subClassOf :InterventionOther4 ; neuromod:deliveredBy :Part{step} .\n")
            add(f"surgery, {match}, device {step}", new, {}, f"neuromod:recordsTherapy {way}")
        add(f"surgery, {match}, no device", new, AGREES, "neuromod:recordsTherapy :InterventionOther4")
    maker = 'neuromod:premarketNumber "P999001" ; neuromod:manufacturedBy :maker'
    terms += [f':{name} a :Device2 ; {maker} ; rdfs:label "{name}" .\n' for name in ("productA", "productB")]
    for step in range(3):
        cases[f"the number of a model of kind {step}"] = _number(f":Device{step}"), {}
    cases["the number of two other models"] = (
        _number(":DeviceOther4"),
        {("RecordedNumberAgrees", "warning"): 1},
    )
    return "".join(terms), cases


def _number(device: str) -> str:
    return f'a neuromod:Record ; neuromod:patientPseudonym "P1" ; neuromod:premarketNumber "P999001" ; neuromod:recordsDevice {device}'


TERMS, CASES = _made()
