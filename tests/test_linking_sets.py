"""Value sets, code tables, judged claims and search strategies."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import product
from pathlib import Path

import pytest

from neuromod_onto.codes import drift, family_codes, find_system, load_authority, read_table
from neuromod_onto.codes.authority import shown_code
from neuromod_onto.codes.tables import shipped_table
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.linking import CodeLinter, lint_codes, search_strategy, valueset
from neuromod_onto.linking.strategy.strategy import coverage
from neuromod_onto.model.namespaces import NEUROMOD, expand

from .conftest import ROOT, Neuromod

CLAIMS = ROOT / "examples" / "code_claims.csv"
HANDMADE = ROOT / "examples" / "handmade_code_lists.csv"


# ---- tables


@pytest.mark.parametrize("path", sorted((ROOT / "codes").glob("*.tsv")), ids=lambda p: p.stem)
def test_each_table_says_what_it_is(path: Path) -> None:
    table = read_table(path)
    assert table.about["title"]
    assert table.rows
    if path.stem not in ("systems", "icd10pcs-families", "icd10cm-families"):
        assert table.about["source"]
        assert table.about["release"]


def test_a_ragged_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text("#title: x\ncode\tname\nA\n")
    with pytest.raises(InputError, match="1 cells where the header has 2") as caught:
        read_table(file)
    assert caught.value.place.endswith("x.tsv:3")


@pytest.mark.parametrize(
    ("system", "code", "exists"),
    [
        ("icd10pcs", "00H00MZ", True),
        ("icd10pcs", "00BV0ZZ", False),
        ("icd10pcs", "30233N1", True),
        ("icd10cm", "T85.110A", True),
        ("icd10cm", "T85.110B", False),
        ("icd10cm", "G43", True),
        ("icd10cm", "A15.1", False),
        ("fdacode", "LGW", True),
        ("fdacode", "QKN", False),
        ("mesh", "D062187", True),
        ("mesh", "D999999", False),
        ("mesh", "C000001", None),
    ],
)
def test_which_codes_exist(system: str, code: str, exists: bool | None) -> None:
    authority = load_authority(system)
    assert authority is not None
    assert authority.exists(code) is exists


def test_systems_go_by_many_names() -> None:
    assert {find_system(name).prefix for name in ("fda", "FDA-product-code", "fdacode")} == {"fdacode"}
    assert find_system("snomed").fhir == "http://snomed.info/sct"
    assert find_system("mondo").prefix == "MONDO"
    with pytest.raises(UsageError, match="unknown code system"):
        find_system("icd12")


def test_families_hold_all_codes_of_their_axes_and_no_other() -> None:
    generators = {
        c.code for c in family_codes("icd10pcs") if c.family == "neurostimulator generator: insertion"
    }
    assert generators == {"0JH" + "".join(x) + "Z" for x in product("678", "03", "BCDE")}
    assert len(generators) == 24
    assert "0JH60MZ" not in generators
    authority = load_authority("icd10pcs")
    assert authority is not None
    assert all(authority.exists(c.code) and c.name for c in family_codes("icd10pcs"))


def test_families_leave_no_neurostimulator_code_out() -> None:
    """Names in the source that speak of a nerve or brain stimulator are all in a family, by word and by axis."""
    held = {c.code for c in family_codes("icd10pcs")}
    named = re.compile(r"Neuro Lead|Neurostim|Stim Gen|Stimulator (Lead|Generator)|Stim Lead|Diaphragm.*Lead")
    table = read_table(shipped_table("icd10pcs"))
    assert [r for r in table.rows if named.search(r["name"]) and r["code"] not in held] == []
    complications = {c.code for c in family_codes("icd10cm")}
    named = re.compile(
        r"nstim|electr\w* stimul\w* of n|stimultr of n|infusion cath|n(er)?v\w* sys(tem)?\w* (dev|prosth)"
    )
    missed = [
        r["code"]
        for r in read_table(shipped_table("icd10cm")).rows
        if named.search(r["name"]) and shown_code("icd10cm", r["code"]) not in complications
    ]
    assert missed == []


def test_terms_of_families_exist(dataset: Dataset) -> None:
    for system in ("icd10pcs", "icd10cm"):
        for code in family_codes(system):
            for term in (code.term, *code.therapies):
                assert expand(term) in dataset, term


def test_drift_lists_what_was_added_removed_and_renamed(tmp_path: Path) -> None:
    old = load_authority("fdacode")
    assert old is not None
    new = {code: name for code, name in old.names.items() if code not in old.withdrawn}
    del new["LGW"]
    new["ZZZ"] = "Stimulator, Of The Future"
    new["GZB"] = "Stimulator, Spinal-Cord, Renamed"
    file = tmp_path / "foiclass.txt"
    rows = "".join(f"NE|{code}|{name}\n" for code, name in new.items())
    file.write_text("REVIEW_PANEL|PRODUCTCODE|DEVICENAME\n" + rows, encoding="latin-1", errors="replace")
    changes = {(c.change, c.code) for c in drift("fda", file) if c.code in ("LGW", "ZZZ", "GZB", "GZF")}
    assert changes == {("added", "ZZZ"), ("removed", "LGW"), ("renamed", "GZB")}


def test_mesh_and_order_files_are_read(tmp_path: Path) -> None:
    mesh = tmp_path / "d.bin"
    mesh.write_text("*NEWRECORD\nRECTYPE = D\nMH = Spinal Cord Stimulation\nUI = D062187\n")
    from neuromod_onto.codes.downloads import read_download

    assert read_download("mesh", mesh) == {"D062187": "Spinal Cord Stimulation"}
    order = tmp_path / "order.txt"
    order.write_text(
        "00001 00H00MZ 1 " + "Insertion of lead".ljust(60) + " Insertion of Neurostimulator Lead\n"
    )
    assert read_download("icd10pcs", order) == {"00H00MZ": "Insertion of Neurostimulator Lead"}
    empty = tmp_path / "empty.txt"
    empty.write_text("?\n")
    with pytest.raises(InputError, match="not a list"):
        read_download("mesh", empty)


# ---- value sets


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


# ---- claims


@pytest.mark.parametrize(
    ("system", "term", "code", "verdict"),
    [
        ("fda", "SCS", "LGW", "right"),
        ("fda", "spinal cord stimulator", "LGW", "right"),
        ("fda", "SCS system", "LGW", "right"),
        ("fda", "SCS electrode", "LGW", "related"),
        ("fda", "DBS", "NCJ", "wrong"),
        ("fda", "tDCS", "IPF", "wrong"),
        ("fda", "rTMS", "QKN", "nonexistent"),
        ("fda", "SCS electrode", "GZF", "wrong"),
        ("fda", "Transcranial stimulator", "GZE", "wrong"),
        ("fda", "DBS", "12", "nonexistent"),
        ("mesh", "spinal cord stimulation", "D062187", "right"),
        ("mesh", "stimulation médullaire", "mesh:D062187", "right"),
        ("mesh", "burst spinal cord stimulation", "D062187", "related"),
        ("mesh", "deep brain stimulation", "D062187", "wrong"),
        ("mesh", "deep brain stimulation", "D999999", "nonexistent"),
        ("icd10pcs", "DBS", "00H00MZ", "right"),
        ("icd10pcs", "DBS", "0JH60DZ", "related"),
        ("icd10pcs", "DBS", "00HU0MZ", "wrong"),
        ("icd10pcs", "DBS", "00BV0ZZ", "nonexistent"),
        ("icd10cm", "complication of spinal cord stimulator", "T85.112A", "right"),
        ("icd10cm", "spinal cord stimulator complication", "T85112A", "right"),
        ("icd10cm", "spinal cord stimulator complication", "T85.110A", "wrong"),
        ("icd10cm", "chronic migraine", "G43.7", "right"),
        ("icd10cm", "chronic migraine", "G44.0", "wrong"),
        ("snomed", "implantation of spinal neurostimulator", "3270004", "right"),
        ("snomed", "implantation of spinal neurostimulator", "3270005", "nonexistent"),
        ("snomed", "deep brain stimulation", "3270004", "wrong"),
        ("snomed", "deep brain stimulation", "22298006", "unknown"),
    ],
)
def test_a_claim_is_judged(dataset: Dataset, system: str, term: str, code: str, verdict: str) -> None:
    (judged,) = lint_codes(dataset, [(term, code)], system)
    assert judged.verdict == verdict, judged


def test_a_verdict_says_what_the_code_means(dataset: Dataset) -> None:
    linter = CodeLinter(dataset, "fda")
    assert linter.judge("DBS", "NCJ").denotes == "Telescope, Implantable, Miniature"
    assert "MHY" in linter.judge("DBS", "NCJ").codes
    assert linter.judge("DBS", "QKN").denotes == ""


def test_every_claim_keeps_its_row(neuromod: Neuromod) -> None:
    with CLAIMS.open(encoding="utf-8", newline="") as stream:
        claims = list(csv.DictReader(stream))
    result = neuromod(
        "lint-codes", CLAIMS, "--system", "fda-product-code", "--term", "term", "--code", "code"
    )
    rows = result.rows()
    assert result.code == 1
    assert [(row["term"], row["code"]) for row in rows] == [(c["term"], c["code"]) for c in claims]
    assert [row["verdict"] for row in rows] == [c["expected"] for c in claims]
    assert result.err.splitlines()[-1].startswith("3 right")


def test_right_claims_alone_exit_with_0(neuromod: Neuromod) -> None:
    result = neuromod("lint-codes", "-", "--system", "fda", stdin="term,code\nSCS,LGW\n")
    assert (result.code, result.rows()[0]["verdict"]) == (0, "right")


def test_bad_claims_files_are_refused(neuromod: Neuromod, tmp_path: Path) -> None:
    assert neuromod("lint-codes", "-", "--system", "fda", stdin="a,b\n1,2\n").code == 2
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("term,code\nSCS,LGW\nSCS\n")
    result = neuromod("lint-codes", ragged, "--system", "fda")
    assert (result.code, f"{ragged}:3: 1 cells" in result.err) == (3, True)
    assert neuromod("lint-codes", tmp_path / "none.csv", "--system", "fda").code == 3
    assert neuromod("lint-codes", "--system", "fda").code == 2


def test_the_users_own_list_decides_what_exists(neuromod: Neuromod, tmp_path: Path) -> None:
    own = tmp_path / "concepts.tsv"
    own.write_text("id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n3270004\t20020131\t1\t1\t1\n")
    claims = "term,code\nimplantation of spinal neurostimulator,3270004\ndeep brain stimulation,22298006\n"
    rows = neuromod("lint-codes", "-", "--system", "snomed", "--authority", own, stdin=claims).rows()
    assert [row["verdict"] for row in rows] == ["right", "nonexistent"]


def test_refresh_lists_drift(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "new.tsv"
    file.write_text("code\tname\nLGW\tStimulator, Spinal-Cord, Totally Implanted For Pain Relief\nZZZ\tNew\n")
    result = neuromod("lint-codes", "--system", "fda", "--refresh", file)
    rows = result.rows()
    assert result.code == 1
    assert rows[0] == {"change": "added", "code": "ZZZ", "before": "", "after": "New"}
    assert "LGW" not in {row["code"] for row in rows}


# ---- strategies


def test_a_heading_is_exploded_only_where_all_below_is_in_scope(dataset: Dataset) -> None:
    text = search_strategy(dataset, "NeuromodulationTherapy", "pubmed").text
    assert '"Electric Stimulation Therapy"[mh:noexp]' in text
    assert '"Deep Brain Stimulation"[mh]' in text
    assert "Cardiac Pacing" not in text
    assert "Countershock" not in text
    ovid = search_strategy(dataset, "NeuromodulationTherapy", "ovid").text
    assert "Electric Stimulation Therapy/" in ovid
    assert "exp Electric Stimulation Therapy/" not in ovid


def test_ambiguous_abbreviations_are_tied_to_context(dataset: Dataset) -> None:
    text = search_strategy(dataset, "SpinalCordStimulation", "pubmed").text
    assert re.search(r'\(dcs\[tiab\] AND \("dorsal column"\[tiab\]', text)
    assert re.search(r"\(scs\[tiab\] (AND|NOT) \(", text)
    assert not re.search(r" OR [sd]cs\[tiab\] OR", text)
    assert '"spinal cord stimulat*"[tiab]' in text
    assert '"spinal cord stimulation"[tiab:~2]' in text


@pytest.mark.parametrize("target", ["pubmed", "ctgov", "ovid", "europepmc"])
def test_each_syntax_is_well_formed(dataset: Dataset, target: str) -> None:
    strategy = search_strategy(
        dataset,
        ["NeuromodulationTherapy", "ChronicPain"],
        target,
        brands=True,
        languages=["en", "fr"],
        start="2015",
        end="2020-06-30",
    )
    text = strategy.text
    assert text.count("(") == text.count(")")
    assert text.count('"') % 2 == 0
    assert "()" not in text
    depth = 0
    for ch in re.sub(r'"[^"]*"', "", text):
        depth += (ch == "(") - (ch == ")")
        assert depth >= 0
    if target == "pubmed":
        assert '"2015/01/01"[dp] : "2020/06/30"[dp]' in text
        assert "(english[la] OR french[la])" in text
        assert not re.search(r"\*[^\"]*\"\[tiab:~", text)
        assert not re.search(r"\b\w{1,3}\*", text)
        bare = re.sub(r'"[^"]*"\[[^]]*\]|\b[\w*]+\[[^]]*\]|AND|OR|NOT|[():\s]', "", text)
        assert bare == ""
    if target == "ctgov":
        assert "AREA[StudyFirstPostDate]RANGE[2015-01-01, 2020-06-30]" in text
        assert "AREA[ConditionSearch]" in text
        assert "*" not in text
    if target == "europepmc":
        assert "FIRST_PDATE:[2015-01-01 TO 2020-06-30]" in text
        assert "*" not in text
    if target == "ovid":
        lines = strategy.lines()
        assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1))
        for number, line in enumerate(lines, 1):
            for first, last in re.findall(r" or/(\d+)-(\d+)$", line):
                assert int(first) <= int(last) == number - 1
        assert lines[-1].endswith('yr="2015 -2020"')
        assert lines[-2].endswith("to (english or french)")


def test_brand_names_are_optional(dataset: Dataset) -> None:
    assert "nerivio" not in search_strategy(dataset, "RemoteElectricalNeuromodulation", "pubmed").text
    assert (
        "nerivio" in search_strategy(dataset, "RemoteElectricalNeuromodulation", "pubmed", brands=True).text
    )


def test_french_names_come_with_french_publications(dataset: Dataset) -> None:
    assert "medullaire" not in search_strategy(dataset, "SpinalCordStimulation", "pubmed").text
    assert "medullaire" in search_strategy(dataset, "SpinalCordStimulation", "pubmed", languages=["fr"]).text


def test_wrong_requests_are_usage_errors(dataset: Dataset) -> None:
    for arguments in (
        ("SpinalCordStimulation", "google"),
        ("Thalamotomy and DeepBrainStimulation", "pubmed"),
    ):
        with pytest.raises(UsageError):
            search_strategy(dataset, *arguments)
    with pytest.raises(UsageError, match="not a date"):
        search_strategy(dataset, "SpinalCordStimulation", "pubmed", start="last year")


def test_the_report_names_headings_and_gaps(dataset: Dataset) -> None:
    strategy = search_strategy(dataset, "NeuromodulationTherapy", "pubmed")
    rows = {row.term.removeprefix(NEUROMOD): row for row in coverage(dataset, strategy)}
    assert rows["SpinalCordStimulation"].heading == "Spinal Cord Stimulation"
    assert rows["SacralNeuromodulation"].heading == ""
    assert rows["SacralNeuromodulation"].free_text
    assert "ImplantedElectricalNeuromodulation" not in rows


TITLES = [
    ("Spinal Cord Stimulation for Painful Diabetic Neuropathy", True),
    ("Stimulation of the Spinal Cord After Failed Back Surgery", True),
    ("Implanted spinal-cord stimulators in Buerger disease", True),
    ("SCS in failed back surgery syndrome", True),
    ("SCS mutation carriers in Churg-Strauss syndrome", False),
    ("Spinal cord injury and stimulating conversation", False),
    ("Cord blood transplantation", False),
]


@pytest.mark.parametrize(("title", "found"), TITLES)
def test_the_free_text_can_be_tried_out(dataset: Dataset, title: str, found: bool) -> None:
    (finder,) = search_strategy(dataset, "SpinalCordStimulation", "pubmed").finder()
    assert bool(finder.find(title)) is found


def test_the_command_writes_tries_and_reports(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "strategy.tsv"
    written = neuromod("search-strategy", "SpinalCordStimulation", "--target", "ovid", "-o", file)
    assert written.code == 0
    assert file.read_text("utf-8").startswith("1 Spinal Cord Stimulation/\n")
    table = tmp_path / "titles.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "title"), *((i, t) for i, (t, _) in enumerate(TITLES))])
    tried = neuromod(
        "search-strategy",
        "SpinalCordStimulation",
        "--target",
        "pubmed",
        "--try",
        table,
        "--text",
        "title",
        "--id",
        "id",
    )
    assert [int(row["id"]) for row in tried.rows()] == [i for i, (_, found) in enumerate(TITLES) if found]
    assert "4 of 7 records" in tried.err
    report = neuromod("search-strategy", "SpinalCordStimulation", "--target", "pubmed", "--report")
    assert {"term", "heading", "searched", "free_text", "why"} <= set(report.rows()[0])
    assert (
        neuromod("search-strategy", "SpinalCordStimulation", "--target", "pubmed", "--try", table).code == 2
    )
