"""Code tables: what they hold, which codes exist, and what changed since."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from neuromod_onto.codes import (
    Authority,
    all_systems,
    drift,
    family_codes,
    find_system,
    load_authority,
    read_authority,
    read_table,
)
from neuromod_onto.codes.authority import shown_code
from neuromod_onto.codes.downloads import read_download
from neuromod_onto.codes.tables import expand_pattern, shipped_table
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import expand

from .conftest import ROOT


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
    file.write_text("# title : x \ncode\tname\nA\tB\n")
    assert read_table(file).about == {"title": "x"}
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
        ("icd10cm", "A33", True),
        ("icd10cm", "A33.0", False),
        ("icd10pcs", "00H", False),
        ("fdacode", "LGW", True),
        ("fdacode", "QKN", False),
        ("mesh", "D062187", True),
        ("mesh", "D999999", False),
        ("mesh", "C000001", None),
        ("mesh", "D000000", False),
        ("mesh", "D000070", True),
        ("mesh", "D000071", False),
        ("mesh", "D000066448", True),
        ("mesh", "D000066450", True),
        ("mesh", "D000066451", False),
        ("mesh", "D0000664", False),
        ("mesh", "D00006644", False),
        ("mesh", "D00007000", False),
        ("mesh", " d062187\n", True),
        ("fdacode", "L.GW", False),
    ],
)
def test_which_codes_exist(system: str, code: str, exists: bool | None) -> None:
    authority = load_authority(system)
    assert authority is not None
    assert authority.exists(code) is exists


@pytest.mark.parametrize(
    ("system", "code", "shown"),
    [
        ("icd10cm", "G43", "G43"),
        ("icd10cm", "G437", "G43.7"),
        ("icd10cm", "G43.7", "G43.7"),
        ("icd10cm", "T85110A", "T85.110A"),
        ("icd10pcs", "00H00MZ", "00H00MZ"),
    ],
)
def test_a_code_is_shown_as_people_write_it(system: str, code: str, shown: str) -> None:
    assert shown_code(system, code) == shown


def test_an_authority_knows_trees_of_mesh_and_codes_that_only_earlier_releases_list() -> None:
    mesh, fda = load_authority("mesh"), load_authority("fdacode")
    assert mesh is not None
    assert fda is not None
    assert mesh.trees["D062187"] == ["E02.331.699", "E02.779.468.699", "E02.831.535.468.699"]
    assert (fda.trees, mesh.withdrawn) == ({}, frozenset())
    assert {"DJM", "FTK"} <= fda.withdrawn
    assert not {"LGW", "BRT"} & fda.withdrawn
    assert fda.exists("DJM")
    assert load_authority("loinc") is None
    unsure = Authority("x", {"A": "One"}, "a list", "2026", complete=False)
    assert (unsure.exists("A"), unsure.exists("B")) == (True, None)


def test_a_list_that_someone_brings_holds_every_code(tmp_path: Path) -> None:
    file = tmp_path / "list.tsv"
    file.write_text("code\tname\nD062187\tSpinal Cord Stimulation\n")
    brought = read_authority("mesh", file)
    assert (brought.exists("D062187"), brought.exists("D046690")) == (True, False)
    assert (brought.name("d062187"), brought.name("D046690")) == ("Spinal Cord Stimulation", "")
    assert (brought.source, brought.release) == ("list.tsv", "list.tsv")


def test_systems_go_by_many_names() -> None:
    assert {find_system(name).prefix for name in ("fda", "FDA-product-code", "fdacode")} == {"fdacode"}
    assert find_system("snomed").fhir == "http://snomed.info/sct"
    assert find_system("SNOMED-CT").prefix == "snomedct"
    assert find_system("mondo").prefix == "MONDO"
    assert find_system("fda").fhir == expand("fdacode:LGW").removesuffix("LGW")
    assert {"mesh": "MeSH", "fdacode": ""}.items() <= {s.prefix: s.omop for s in all_systems()}.items()
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


def test_a_family_says_which_therapies_its_devices_are_for() -> None:
    lead = next(c for c in family_codes("icd10pcs") if c.family == "intracranial lead: insertion")
    assert lead.therapies[0] == "neuromod:DeepBrainStimulation"
    assert len(lead.therapies) == 3
    assert not any(code.therapies for code in family_codes("icd10cm"))


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("A09Z", ["A09Z"]),
        ("B[YZ]A", ["BYA", "BZA"]),
        ("[09A]1[AZ]", ["01A", "01Z", "91A", "91Z", "A1A", "A1Z"]),
    ],
)
def test_a_pattern_stands_for_codes(pattern: str, codes: list[str]) -> None:
    assert list(expand_pattern(pattern)) == codes


@pytest.mark.parametrize("system", ["fdacode", "mesh", "loinc"])
def test_a_vocabulary_may_have_no_families(system: str) -> None:
    assert family_codes(system) == ()


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
    new["GZF"] = new["GZF"].swapcase().replace(",", " -")
    file = tmp_path / "foiclass.txt"
    rows = "".join(f"NE|{code}|{name}\n" for code, name in new.items())
    file.write_text("REVIEW_PANEL|PRODUCTCODE|DEVICENAME\n" + rows, encoding="latin-1", errors="replace")
    changes = [(c.change, c.code) for c in drift("fda", file)]
    assert changes == [("added", "ZZZ"), ("removed", "LGW"), ("renamed", "GZB")]


def test_mesh_and_order_files_are_read(tmp_path: Path) -> None:
    mesh = tmp_path / "d.bin"
    mesh.write_text("*NEWRECORD\nRECTYPE = D\nMH = Spinal Cord Stimulation\nUI = D062187\n")
    assert read_download("mesh", mesh) == {"D062187": "Spinal Cord Stimulation"}
    order = tmp_path / "order.txt"
    order.write_text(
        "00001 00H00MZ 1 " + "Insertion of lead".ljust(60) + " Insertion of Neurostimulator Lead\n"
    )
    assert read_download("icd10pcs", order) == {"00H00MZ": "Insertion of Neurostimulator Lead"}
    other = tmp_path / "other.txt"
    for text in ("?\n", "", "code\tlabel\nD1\tOne\n", "label\tname\nD1\tOne\n"):
        other.write_text(text)
        with pytest.raises(InputError, match="not a list"):
            read_download("mesh", other)


CONCEPT = "concept_id\tconcept_name\tvocabulary_id\tconcept_code\n"


@pytest.mark.parametrize(
    ("system", "text", "codes"),
    [
        ("snomedct", CONCEPT + "1\tOne\tSNOMED\t3270004\n2\tTwo\tICD10CM\tG43.7\n3\tshort\n", {"3270004": "One"}),
        ("icd10cm", CONCEPT + "1\tOne\tSNOMED\t3270004\n2\tTwo\tICD10CM\tG43.7\n", {"G437": "Two"}),
        (
            "snomedct",
            "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n11\t2002\t1\t1\t1\n12\t2002\t0\t1\t1\n13\n",
            {"11": ""},
        ),
        (
            "snomedct",
            "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n"
            "1\t2002\t1\t1\t11\ten\t1\tIn use\t1\n2\t2002\t0\t1\t11\ten\t1\tNo longer in use\t1\n",
            {"11": "In use"},
        ),
        ("mesh", "code\tname\nD1\tOne  name\nD2\n", {"D1": "One name"}),
        ("mesh", "*NEWRECORD\nUI = D9\n*NEWRECORD\nMH = One\nMN = E1\nUI = D1\n", {"D1": "One"}),
        ("icd10cm", "G437   Chronic migraine\n\nnot a code\n", {"G437": "Chronic migraine"}),
        (
            "icd10pcs",
            "0A9Z\tDisease X\nAZ Too short\nA09  Three\n0016070 Seven\n00160701 Too long\n",
            {"0A9Z": "Disease X", "A09": "Three", "0016070": "Seven"},
        ),
        (
            "icd10pcs",
            f"00001 00H     0 {'Nerves, Insertion':60} Central Nervous System, Insertion\n"
            f"00002 00H09MZ 1 {'Short name of sixty signs in all '.ljust(60, '.')} Long name  \n",
            {"00H09MZ": "Long name"},
        ),
        (
            "icd10cm",
            f"00001 A09     0 {'Short':60} A heading\n00002 A0910   1 {'Short':60} A code\n",
            {"A09": "A heading", "A0910": "A code"},
        ),
        ("mesh", " Code \t Name\n D1 \tDisease  X\n", {"D1": "Disease X"}),
        ("icd10cm", CONCEPT + "1\tOne\tICD10CM\tG43.X\n2\tcut\tICD10CM\n", {"G43X": "One"}),
        ("loinc", CONCEPT + "1\tOne\tLOINC\t1.2-3\n", {"1.2-3": "One"}),
        ("snomedct", "id\tmoduleId\n11\t1\n", {"11": ""}),
        ("snomedct", "active\tconceptId\tterm\n1\t11\tIn use\n0\t12\tNot in use\n", {"11": "In use"}),
        ("mesh", "vocabulary_id\tname\tcode\nMeSH\tOne\tD1\n", {"D1": "One"}),
    ],
    ids=[
        "OMOP", "OMOP, points", "RF2 concepts", "RF2 descriptions", "table", "MeSH", "CMS",
        "CMS, ends", "CMS, in order", "CMS, in order, with headings", "table, spaces",
        "OMOP, ends", "OMOP, a point", "RF2, all in use", "RF2, in another order", "table, more columns",
    ],
)  # fmt: skip
def test_a_list_is_read_as_its_publisher_writes_it(
    tmp_path: Path, system: str, text: str, codes: dict[str, str]
) -> None:
    """Lines that are cut short, codes of other vocabularies and what has been retired are passed over."""
    file = tmp_path / "list.txt"
    file.write_text(text)
    assert read_download(system, file) == codes


@pytest.mark.parametrize("column", ["concept_code", "vocabulary_id", "conceptid", "term", "moduleid", "id"])
def test_a_column_of_another_format_does_not_make_a_table_one(tmp_path: Path, column: str) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(f"{column}\tcode\tname\nx\tD1\tOne\n")
    assert read_download("mesh", file) == {"D1": "One"}


def test_the_signs_of_a_list_are_read_as_its_publisher_writes_them(tmp_path: Path) -> None:
    """The FDA writes Latin-1; others UTF-8, with a byte order mark or not; a wrong byte does not end it."""
    file = tmp_path / "list.txt"
    file.write_bytes("PRODUCTCODE|DEVICENAME\nLGW|Guédon\n".encode("latin-1"))
    assert read_download("fdacode", file) == {"LGW": "Guédon"}
    file.write_bytes("code\tname\nD1\tGuédon\n".encode("utf-8-sig") + b"D2\t\xe9\n")
    assert read_download("mesh", file) == {"D1": "Guédon", "D2": "\ufffd"}


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file") as caught:
        drift("mesh", tmp_path / "none.bin")
    assert caught.value.place == str(tmp_path / "none.bin")


def test_drift_needs_a_table_of_ours_and_counts_only_codes_that_did_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no table of SNOMED CT ships"):
        drift("snomed", tmp_path / "none.txt")
    file = tmp_path / "mesh.tsv"
    file.write_text("code\tname\nD000001\tA heading of another field\nD999999\tA new heading\n")
    added = [change.code for change in drift("mesh", file) if change.change == "added"]
    assert added == ["D999999"]
