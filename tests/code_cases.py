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


class _Made:
    """Terms with the codes that lead to them, and records that state one beside the other."""

    def __init__(self) -> None:
        self.cases: dict[str, tuple[str, Told]] = {}
        self._numbers = count(900001)
        self.terms = [
            "@prefix : <https://example.org/record/> . @prefix z: <https://z.example/> .\n",
            _chain("Else"),
            ":elseInstance a :Else4 .\n",
            *(
                _chain(kind, kind) + _chain(f"{kind}Other", kind) + _chain(f"{kind}Twin", kind)
                for kind in KINDS
            ),
            *(
                f"z:{kind} rdfs:subClassOf neuromod:{kind} .\n"
                + f'z:{kind} rdfs:label "last"@en , "dernier"@fr .\n'
                for kind in KINDS
            ),
            _chain("Part"),
        ]

    def code(self, *matches: tuple[str, str]) -> str:
        """Return a new code that matches terms so."""
        new = f"mesh:D{next(self._numbers)}"
        self.terms.extend(f"{term} skos:{match}Match {new} .\n" for term, match in matches)
        return new

    def add(self, name: str, code: str, told: Told, *facts: str) -> None:
        """Add a record that carries a code."""
        self.cases[name] = " ; ".join(["a neuromod:Record", f"neuromod:recordedCode {code}", *facts]), told

    def steps_of(self, kind: str, match: str) -> None:
        """Add records of terms above and below the one that is coded, and of another one."""
        stated = f"neuromod:{KINDS[kind]}"
        new = self.code((f":{kind}2", match))
        for step in range(5):
            self.add(f"{kind}, {match}, step {step}", new, {}, f"{stated} :{kind}{step}")
        self.add(f"{kind}, {match}, another", new, AGREES, f"{stated} :{kind}Other4")
        two = self.code((f":{kind}2", match), (f":{kind}Twin2", "exact"))
        self.add(f"{kind}, {match}, of two terms", two, AGREES, f"{stated} :{kind}Other4")
        for beside in BESIDE if kind != "OutcomeMeasure" else ():
            both = self.code((f":{kind}2", "exact"), (":Else2", match))
            for other in ("Else0", "Else1", "Else2", "Else3", "Else4", "elseInstance"):
                said = (f"{stated} :{kind}Other4", f"neuromod:{beside} :{other}")
                self.add(f"{kind}, {match}, {beside} {other}", both, {}, *said)

    def top_of(self, kind: str) -> None:
        """Add records of codes of the uppermost class, and of two terms at once."""
        stated = f"neuromod:{KINDS[kind]}"
        top = self.code((f"neuromod:{kind}", "exact"))
        self.add(f"{kind} itself, of what is not one", top, AGREES, f"{stated} :unknown")
        last = self.code((f"neuromod:{kind}", "exact"), (f"z:{kind}", "exact"))
        self.add(f"{kind} itself and a kind of it", last, AGREES, f"{stated} :unknown")
        if kind != "OutcomeMeasure":
            new = self.code((f":{kind}2", "exact"))
            two = f"{stated} neuromod:ParkinsonDisease , neuromod:EssentialTremor"
            self.add(f"{kind}, two others", new, AGREES, two)

    def conditions_beside(self) -> None:
        """Add records that state a condition in another way than as the one treated."""
        for prop in ("recordsComorbidity", "recordsAdverseEvent"):
            new = self.code((":Condition2", "exact"))
            self.add(f"a condition beside another {prop}", new, {}, f"neuromod:{prop} :ConditionOther4")

    def surgery(self, match: str) -> None:
        """Add records of therapies by devices above and below the one that a coded operation implants."""
        act = f":act{match}"
        self.terms.append(
            f"{act} rdfs:subClassOf :Intervention4 ; neuromod:implantsDevice :Part2 .\n{_labelled(act)}"
        )
        new = self.code((act, match))
        for step in range(5):
            way = f":by{match}{step}"
            self.terms.append(
                f"{way} rdfs:subClassOf :InterventionOther4 ; neuromod:deliveredBy :Part{step} .\n"
            )
            self.add(f"surgery, {match}, device {step}", new, {}, f"neuromod:recordsTherapy {way}")
        self.add(f"surgery, {match}, no device", new, AGREES, "neuromod:recordsTherapy :InterventionOther4")

    def numbers(self) -> None:
        """Add records of a premarket number that two models share."""
        maker = 'neuromod:premarketNumber "P999001" ; neuromod:manufacturedBy :maker'
        self.terms += [
            f':{name} a :Device2 ; {maker} ; rdfs:label "{name}" .\n' for name in ("productA", "productB")
        ]
        for step in range(3):
            self.cases[f"the number of a model of kind {step}"] = _number(f":Device{step}"), {}
        others = {("RecordedNumberAgrees", "warning"): 1}
        self.cases["the number of two other models"] = _number(":DeviceOther4"), others


def _made() -> tuple[str, dict[str, tuple[str, Told]]]:
    made = _Made()
    for kind in KINDS:
        for match in MATCHES:
            made.steps_of(kind, match)
        made.top_of(kind)
    made.conditions_beside()
    for match in MATCHES:
        made.surgery(match)
    made.numbers()
    return "".join(made.terms), made.cases


def _number(device: str) -> str:
    return f'a neuromod:Record ; neuromod:patientPseudonym "P1" ; neuromod:premarketNumber "P999001" ; neuromod:recordsDevice {device}'


TERMS, CASES = _made()
