"""What a record of a scan lacks is told for the sets of conditions that it may keep, and for no other.

The sets of conditions are made for the tests: labels that are added tomorrow may bound what today's do not.
"""

from __future__ import annotations

from collections import Counter

import pytest

from neuromod_onto.validation import validate

from .test_safety import PREFIXES

ALL = "neuromod:allowsFieldStrength 1.5 ; neuromod:allowsScanRegion :head ; neuromod:allowsTransmitCoil :coil"
BODY, HEAD = "neuromod:maximumWholeBodySAR 2", "neuromod:maximumHeadSAR 3"
#: model: its sets of conditions
SETS = {
    "one": [f"{ALL} ; {BODY}"],
    "two": [f"{ALL} ; {BODY} ; {HEAD}"],
    "either": [f"{ALL} ; {BODY}", f"{ALL} ; {HEAD}"],
    "otherField": [f"{ALL} ; {BODY}", f"{ALL.replace('1.5', '3')} ; {HEAD}"],
    "otherRegion": [f"{ALL} ; {BODY}", f"{ALL.replace(':head', ':body')} ; {HEAD}"],
    "otherCoil": [f"{ALL} ; {BODY}", f"{ALL.replace(':coil', ':otherCoil')} ; {HEAD}"],
    "withLead": [f"{ALL} ; neuromod:requiresImplant :lead"],
}
SAID = {
    "field": "neuromod:staticFieldStrength 1.5",
    "region": "neuromod:recordsScanRegion :head",
    "coil": "neuromod:recordsTransmitCoil :coil",
}
BODY_SAR, HEAD_SAR, MET = (
    "neuromod:wholeBodySAR 1",
    "neuromod:headSAR",
    "neuromod:meetsLabelledConditions true",
)
#: name: (model, what the record of the scan says otherwise, how much is told that it lacks)
CASES: dict[str, tuple[str, dict[str, str], int]] = {
    "a figure is missing": ("one", {}, 1),
    "the figure is given": ("one", {"figure": BODY_SAR}, 0),
    "a figure is missing and the conditions are said to be met": ("one", {"figure": MET}, 0),
    "another field": ("one", {"field": "neuromod:staticFieldStrength 3"}, 0),
    "another region": ("one", {"region": "neuromod:recordsScanRegion :body"}, 0),
    "another coil": ("one", {"coil": "neuromod:recordsTransmitCoil :otherCoil"}, 0),
    "the field is missing too": ("one", {"field": ""}, 2),
    "the region is missing too": ("one", {"region": ""}, 1),
    "the coil is missing too": ("one", {"coil": ""}, 1),
    "the field is missing and the conditions are said to be met": ("one", {"field": "", "figure": MET}, 0),
    "two figures are missing": ("two", {}, 2),
    "one of two figures is missing": ("two", {"figure": BODY_SAR}, 1),
    "the other one is at its bound": ("two", {"figure": f"{HEAD_SAR} 3"}, 1),
    "the other one is beyond its bound": ("two", {"figure": f"{HEAD_SAR} 3.5"}, 0),
    "another set is kept": ("either", {"figure": f"{HEAD_SAR} 3"}, 0),
    "another set is not kept": ("either", {"figure": f"{HEAD_SAR} 3.5"}, 1),
    "either set may be kept": ("either", {}, 2),
    "another set is of another field": ("otherField", {"figure": f"{HEAD_SAR} 3"}, 1),
    "another set is of another region": ("otherRegion", {"figure": f"{HEAD_SAR} 3"}, 1),
    "another set is of another coil": ("otherCoil", {"figure": f"{HEAD_SAR} 3"}, 1),
    "a set that takes a lead": ("withLead", {}, 1),
    "a set that takes a lead, said to be met": ("withLead", {"figure": MET}, 0),
    "a set that takes a lead, which is there": ("withLead", {"lead": ":lead"}, 0),
}


def written() -> str:
    """Return the sets of conditions, then for each case the implants and the scan, named by its place."""
    sets = [
        f':{model}{n} a neuromod:MRScanCondition ; neuromod:limitsProduct :{model} ; neuromod:ruleSeverity "violation" ;'
        f' <http://purl.org/dc/terms/source> <https://w3id.org/neuromod-onto/source/EDITORIAL> ; rdfs:label "set {model} {n}"@en ,'
        f' "jeu {model} {n}"@fr ; {one} .'
        for model, several in SETS.items()
        for n, one in enumerate(several)
    ]
    records = []
    for number, (model, more, _) in enumerate(CASES.values()):
        said = {**SAID, **more}
        patient = f'neuromod:patientPseudonym "S{number}"'
        devices = [f":{model}", *([said.pop("lead")] if "lead" in said else [])]
        carried = f"[] a neuromod:ImplantRecord ; {patient} ; neuromod:hasMRStatus neuromod:MRSafe ; neuromod:recordsDevice"
        records += [f"{carried} {device} ." for device in devices]
        facts = " ; ".join(fact for fact in said.values() if fact)
        records.append(
            f":scan{number} a neuromod:ExposureRecord ; {patient} ; neuromod:recordsExposure neuromod:MRIExposure ; {facts} ."
        )
    return PREFIXES + "\n".join([*sets, *records])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    file = tmp_path_factory.mktemp("scans") / "records.ttl"
    file.write_text(written(), "utf-8")
    findings = validate([file], shapes=["safety"]).findings
    return Counter(f.focus.rpartition("/")[2] for f in findings if f.rule.endswith("/ScanConditions"))


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_what_a_scan_lacks_is_told(told: Counter[str], number: int, case: str) -> None:
    assert told[f"scan{number}"] == CASES[case][2]
