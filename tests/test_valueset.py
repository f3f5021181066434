"""Value sets: members with their predicate and reason, in each output format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.linking import valueset
from neuromod_onto.model.namespaces import NEUROMOD

from .conftest import ROOT, Neuromod

HANDMADE = ROOT / "examples" / "handmade_code_lists.csv"


def test_codes_keep_the_predicate_of_their_mapping(dataset: Dataset) -> None:
    found = valueset(dataset, "SpinalCordStimulation", "mesh")
    by_term = {e.term.removeprefix(NEUROMOD): (e.match, e.code) for e in found.entries}
    assert by_term["SpinalCordStimulation"] == ("exact", "D062187")
    assert by_term["BurstSpinalCordStimulation"] == ("broad", "D062187")
    assert [(e.match, e.code) for e in found.codes()] == [("exact", "D062187")]
    narrowed = valueset(dataset, "SpinalCordStimulation", "mesh", match=["broad"])
    assert "SpinalCordStimulation" not in {e.term.removeprefix(NEUROMOD) for e in narrowed.entries}
    assert narrowed.left_out
    with pytest.raises(UsageError, match="unknown match"):
        valueset(dataset, "SpinalCordStimulation", "mesh", match=["equal"])


def test_operations_are_found_through_the_therapy(dataset: Dataset) -> None:
    found = {e.code: e for e in valueset(dataset, "DeepBrainStimulation", "icd10pcs").codes()}
    assert {"00H00MZ", "00H03MZ", "00H04MZ", "00H60MZ"} <= {
        c for c, e in found.items() if e.match == "narrow"
    }
    assert found["0JH60DZ"].match == "broad"
    assert found["00H00MZ"].via.endswith("/DeepBrainStimulationLeadInsertion")
    assert "00HU0MZ" not in found
    assert "0DH60MZ" not in found


def test_a_device_system_is_reached_through_devices(dataset: Dataset) -> None:
    assert {e.code for e in valueset(dataset, "SpinalCordStimulation", "fda").codes()} >= {"LGW", "GZB"}
    assert "LGW" not in {e.code for e in valueset(dataset, "DeepBrainStimulation", "fda").codes()}


def test_complications_follow_the_device(dataset: Dataset) -> None:
    codes = {e.code: e.match for e in valueset(dataset, "SpinalCordStimulator", "icd10cm").codes()}
    assert codes["T85.112A"] == "related"
    assert "T85.110A" not in codes


def test_fhir_output_is_a_valid_valueset(neuromod: Neuromod) -> None:
    from fhir.resources.R4B.valueset import ValueSet

    for expression, system, count in (
        ("PulseGeneratorImplantation", "icd10pcs", 31),
        ("SpinalCordStimulation", "mesh", 1),
        ("ImplantableNeurostimulator", "icd10cm", 50),
    ):
        out = neuromod("valueset", expression, "--system", system, "--to", "fhir").out
        resource = ValueSet.model_validate_json(out)
        assert len(resource.compose.include[0].concept) >= count
    snomed = json.loads(
        neuromod("valueset", "SpinalCordStimulation", "--system", "snomed", "--to", "fhir").out
    )
    concepts = snomed["compose"]["include"][0]["concept"]
    assert concepts
    assert not any("display" in concept for concept in concepts)


def test_omop_output_takes_identifiers_from_the_users_vocabulary(neuromod: Neuromod, tmp_path: Path) -> None:
    vocabulary = tmp_path / "CONCEPT.csv"
    header = (
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\t"
        "standard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason\n"
    )
    row = "2721062\tname\tProcedure\tICD10PCS\tICD10PCS\tS\t00H00MZ\t19700101\t20991231\t\n"
    other = "1\tother\tCondition\tICD10CM\tx\tS\t00H03MZ\t19700101\t20991231\t\n"
    vocabulary.write_text(header + row + other)
    command = ("valueset", "DeepBrainStimulationLeadInsertion", "--system", "icd10pcs", "--to", "omop")
    with_ids = neuromod(*command, "--vocab", vocabulary)
    items = {i["concept"]["CONCEPT_CODE"]: i["concept"] for i in json.loads(with_ids.out)["items"]}
    assert items["00H00MZ"]["CONCEPT_ID"] == 2721062
    assert items["00H03MZ"]["CONCEPT_ID"] == 0
    assert "not in CONCEPT.csv" in with_ids.err
    without = neuromod(*command)
    assert "CONCEPT_ID is 0" in without.err
    vocabulary.write_text("a\tb\n")
    assert neuromod(*command, "--vocab", vocabulary).code == 3


def test_ecl_holds_codes_only(neuromod: Neuromod) -> None:
    out = neuromod("valueset", "SpinalCordStimulatorImplantation", "--system", "snomed", "--ecl").out
    assert re.fullmatch(r"(<< )?\d+( OR (<< )?\d+)*\n", out)
    assert neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--ecl").code == 2


def test_table_and_json_show_reasons(neuromod: Neuromod) -> None:
    rows = neuromod("valueset", "SpinalCordStimulation", "--system", "mesh").rows()
    first = next(row for row in rows if row["term"] == "neuromod:SpinalCordStimulation")
    assert (first["match"], first["code"], first["reason"]) == ("exact", "D062187", "the class itself")
    document = json.loads(
        neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--to", "json").out
    )
    assert document["members"][0]["reasons"]
    as_csv = neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--to", "csv").out
    assert next(csv.DictReader(io.StringIO(as_csv)))["code"] == "D062187"
    members = neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--members").rows()
    assert {"term", "label", "reason"} == set(members[0])


def test_an_empty_valueset_says_why(neuromod: Neuromod) -> None:
    result = neuromod("valueset", "Thalamotomy and DeepBrainStimulation", "--system", "mesh", "--fail-empty")
    assert (result.code, "no class meets this expression" in result.err) == (1, True)
    assert neuromod("valueset", "Thalamotmy", "--system", "mesh").code == 2


def test_a_list_made_by_hand_is_held_against_the_value_set(neuromod: Neuromod) -> None:
    result = neuromod(
        "valueset",
        "DeepBrainStimulationLeadInsertion or PulseGeneratorImplantation",
        "--system",
        "icd10pcs",
        "--against",
        HANDMADE,
        "--list",
        "list",
    )
    verdicts = {(row["list"], row["code"]): row["verdict"] for row in result.rows()}
    assert result.code == 1
    assert verdicts["dystonia", "00H00MZ"] == "agrees"
    assert verdicts["dystonia", "0JH60CZ"] == "missed"
    assert verdicts["epilepsy", "00B70ZZ"] == "extra"
    assert verdicts["epilepsy", "00BV0ZZ"] == "nonexistent"
