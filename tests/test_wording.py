"""With ``--lang fr`` people are told everything in French; what programs read is the same in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import neuromod_onto
from neuromod_onto.wording import column_in, known_column, known_in, said_in
from neuromod_onto.wording.telling import COLUMNS, TOLD, table

from .conftest import ROOT, Neuromod

SOURCE = Path(neuromod_onto.__file__).parent
#: Calls that tell something; those of the second row name the kind of fault first, which reports keep.
ERRORS = {
    f"{kind}Error" for kind in ("Usage", "Input", "MissingPart", "Network", "Limit", "UnknownTerm", "Busy")
}
KINDED = {"fault", "_fault", "_refuse", "UnitError"}
#: Put together of messages that are known, or of names alone.
COMPOSED = {
    "; did you mean {}?",
    "{}: {} recorded, {} refused{}; {}{}",
    "{}: {} statements of {}, with the ontology",
    "{} where {} should be",
    "intensity_scaling: {}",
    "{} cannot be meant: {} to {} is expected",
    "sh:{}: {}",
}
SAYING = {"say", "in_words", "_pass"}
NAMED = {"cause", "hint", "told", "nothing"}
#: Interfaces for programs tell faults in English; authors of the ontology build releases in English.
ENGLISH = ("serve/", "release/", "site/", "model/lazy.py")
#: What is the same in both languages: commands to type, and values alone.
SAME = re.compile(
    r"(neuromod|pip install|dask worker)( .*)?|\W*(\{\}\W*)*|(\{\}:)?\d|row length|dosage|subject|TMS, tES, tDCS, tACS, tRNS, TUS|\{\}\W*s\b.*|code|device"
)


def texts_of(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may stand for, with ``{}`` for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
        case ast.IfExp(body=first, orelse=other):
            yield from (*texts_of(first), *texts_of(other))
        case ast.BoolOp(values=values):
            for value in values:
                yield from texts_of(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for start in [*texts_of(left)] or ["{}"]:
                yield from (start + end for end in [*texts_of(right)] or ["{}"])


def told_by(path: Path) -> Iterator[str]:
    """Yield what a module tells people."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        told: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ERRORS | SAYING:
                told = [*node.args[:2]]
            elif name in KINDED:
                kind = next((i for i, a in enumerate(node.args) if isinstance(a, ast.Constant)), -1)
                told = node.args[kind + 1 :]
            told += [k.value for k in node.keywords if k.arg in ("hint", "cause", "empty")]
        elif isinstance(node, ast.Assign) and any(getattr(t, "id", "") in NAMED for t in node.targets):
            told = [node.value]
        for expression in told:
            yield from texts_of(expression)


def messages() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        module = path.relative_to(SOURCE).as_posix()
        if not module.startswith(ENGLISH):
            yield from ((module, text.strip()) for text in told_by(path))


def test_every_message_has_a_french_wording() -> None:
    """A message that is new in the program is new here, too: add it to ``wording/told.tsv``."""
    found = [
        (module, text) for module, text in messages() if not SAME.fullmatch(text) and text not in COMPOSED
    ]
    assert len(found) > 350
    missing = sorted(
        {f"{module}: {text}" for module, text in found if not known_in(text.replace("{}", "X"), "fr")}
    )
    assert missing == []


def test_every_french_wording_is_of_something_that_the_program_says() -> None:
    """A wording of what is no longer said would be dead."""
    source = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    joined = re.sub(r'"\s*\n\s*f?"', "", source).replace('\\"', '"').replace("{{", "{").replace("}}", "}")
    quoted = {*re.findall(r'"([^"\n]*)"', joined)}
    words = {word for text in quoted for word in text.split()}
    for english in table(TOLD):
        longest = max(english.split("{}"), key=len).strip(" :;,.()'")
        if longest and english not in FROM_OTHERS:
            assert longest in joined or set(longest.split()) <= words, english


#: What click, the system, Python and our own lists of words say.
FROM_OTHERS = {
    english
    for english in table(TOLD)
    if english.startswith(
        ("No such", "Missing", "Option {}", "Got unexpected", "Invalid value", "File ", "Path ")
    )
    or english in ("Permission denied", "Is a directory", "Not a directory", "No space left on device")
    or english.startswith(("invalid ", "unexpected end"))
    or english.endswith(("not one of {}.", "not a valid integer.", "integer range.", "in the range {}."))
}


def test_wordings_keep_the_gaps_and_french_typography() -> None:
    rows = table(TOLD)
    assert len(rows) > 500
    for english, french in rows.items():
        gaps = english.count("{}")
        named = [int(n) for n in re.findall(r"\{(\d)\}", french)]
        assert french.count("{}") == gaps or all(n < gaps for n in named), english
        assert not re.search(r" [;:!»]| \?$|« |'", french), french
    lines = TOLD.read_text("utf-8").splitlines()
    assert len(lines) == len(rows) + 1
    assert len(COLUMNS.read_text("utf-8").splitlines()) == len(table(COLUMNS)) + 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("20 of 78 rows", "lignes montrées\xa0: 20 sur 78"),
        ("4 rows: 4 recorded, 0 refused; 0 faults", "lignes lues\xa0: 4, consignées\xa0: 4, refusées\xa0: 0\xa0; anomalies\xa0: 0"),
        (
            "9 rows: 4 recorded, 1 refused, 3 passed over (another route), 1 passed over (status draft); 1 fault; written to a.ttl",
            "lignes lues\xa0: 9, consignées\xa0: 4, refusées\xa0: 1, écartées\xa0: 3 (une autre voie), écartées\xa0: 1 (statut draft)\xa0; anomalie\xa0: 1\xa0; écrit dans a.ttl",
        ),
        ("no command 'serch'; did you mean search?", "aucune commande «\xa0serch\xa0»\xa0; vouliez-vous dire search\xa0?"),
        ("see neuromod search --help", "voir neuromod search --help"),
        ("pulse width: '4,2' has a comma", "pulse width\xa0: «\xa04,2\xa0» contient une virgule"),
        ("label 'a; b'; 'sham' says sham", "libellé «\xa0a; b\xa0»\xa0; «\xa0sham\xa0» indique\xa0: factice"),
        ("nobody has translated this; nor this", "nobody has translated this; nor this"),
        ("pip install 'neuromod-onto[docs]'", "pip install 'neuromod-onto[docs]'"),
    ],
)  # fmt: skip
def test_messages_are_found_whole_joined_and_behind_a_name(told: str, said: str) -> None:
    assert said_in(told, "fr") == said
    assert said_in(told, "en") == told


FAULTY = """record,id,patientPseudonym,pulse width [us],stimulationFrequency [Hz],currentAmplitude
PulsedStimulationProgram,p1,P-001,210,50,"4,2 mA"
PulsedStimulationProgram,p2,P-001,-3,50,4.2 mA
Program,p3,P-001,210,50,4.2 mA
"""


@pytest.mark.parametrize(
    "told",
    ["a: " * 5_000, "x; " * 5_000, "'" * 5_000, "a: " * 600, "a: b; " * 300, "a: " * 50 + "no query SCS"],
    ids=lambda told: f"{told[:5]} {len(told)}",
)
def test_what_is_made_of_very_many_parts_is_no_message_and_stays(told: str) -> None:
    assert known_in(told, "fr") is None
    assert said_in(told, "fr") == told


def test_ingest_tells_faults_in_french(neuromod: Neuromod, tmp_path: Path) -> None:
    file, out, report = tmp_path / "doses.csv", tmp_path / "out.ttl", tmp_path / "report.json"
    file.write_text(FAULTY)
    result = neuromod("--lang", "fr", "ingest", "csv", file, "-o", out, "--report", f"json:{report}")
    assert result.code == 1
    assert (
        f"neuromod: {file}:2:6: currentAmplitude\xa0: «\xa04,2 mA\xa0» contient une virgule\n" in result.err
    )
    assert "  écrivez un point décimal, et aucun séparateur de milliers\n" in result.err
    assert "ne peut pas être voulu\xa0: attendu de 5 à 50000" in result.err
    assert "aucune classe de fiches ne s’appelle «\xa0Program\xa0»" in result.err
    assert "lignes lues\xa0: 3, consignées\xa0: 0, refusées\xa0: 3\xa0; anomalies\xa0: 3" in result.err
    assert english_in(result.err.replace(str(tmp_path), "")) == []
    assert "contient une virgule. écrivez un point" in report.read_text()
    english = neuromod("ingest", "csv", file, "-o", out)
    assert "has a comma" in english.err


#: Words that no French sentence has.
_ENGLISH = re.compile(
    r"\b(the|of|and|is|are|with|for|not|this|that|which|says|called|found|there|need|rows?)\b"
)


def english_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if _ENGLISH.search(line)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("term zzqqxx", 2),
        ("serch pain", 2),
        ("query rum x", 2),
        ("term --bogus", 2),
        ("term", 2),
        ("term a b c", 2),
        ("search pain --limit x", 2),
        ("search pain --limit -1", 2),
        ("validate --fail-on often", 2),
        ("search DBS --limit 2", 0),
        ("search qqqqqqqq", 0),
        ("query list --tag nosuch", 0),
        ("query run therapies-for-condition", 2),
        ("query run therapies-for-condition condition=DBS", 2),
        ("query run therapies-for-condition condition=Hysteria", 2),
        ("query show therapies-for-condition", 0),
        ("sparql nonsense", 3),
        ("map Pain --to ndc", 2),
        ("map D99999999", 2),
        ("valueset Pain --system zzz", 2),
        ("valueset Pain+and --system mesh", 2),
        ("search DBS --timeout soon", 2),
        ("search DBS -f pdf", 2),
        ("search DBS -o x.pdf", 2),
        ("term DBS -f csv", 2),
        ("validate no-such-file.ttl", 3),
        ("ingest csv no-such-file.csv --missing", 3),
        ("ingest csv .", 2),
        ("annotate no-such-file.csv --text x", 3),
        ("lint-codes no-such-file.csv --system mesh", 3),
        ("load x.ttl", 2),
        ("query run therapies-for-condition condition=Pain --store no-such-store", 2),
        ("convert a.ttl b.pdf", 2),
    ],
)
def test_what_is_told_on_standard_error_is_french(
    neuromod: Neuromod, words: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = [word.replace("+", " ") for word in words.split()]
    result = neuromod(*given, "--lang", "fr")
    assert result.code == code
    told = re.sub(r"[a-z]+(-[a-z]+)+|and, or, not|, not ou", "", result.err)
    told = "\n".join(line for line in told.splitlines() if not line.startswith("    "))
    assert result.err or result.out
    assert english_in(told) == [], told


def test_names_of_columns_are_french_before_people_and_stay_before_programs(neuromod: Neuromod) -> None:
    run = ("query", "run", "therapies-for-condition", "condition=migraine", "--lang", "fr")
    assert neuromod(*run, "-f", "md").out.startswith("| traitement | traitement (libellé) | traités |")
    for form in ("tsv", "csv", "json", "jsonl"):
        assert "therapy_label" in neuromod(*run, "-f", form).out
        assert "libellé" not in neuromod(*run, "-f", form).out.splitlines()[0]
    listed = neuromod("query", "list", "--lang", "fr", "-f", "md").out.splitlines()
    assert listed[0] == "| nom | résumé | paramètres | étiquettes |"
    assert neuromod("query", "list", "-f", "md").out.startswith("| name | summary |")
    assert column_in("device_years", "fr") == "années-dispositif"
    assert (known_column("nct_id"), known_column("nct_label")) == ("", "")


def test_doctor_and_cards_are_french(neuromod: Neuromod) -> None:
    doctor = neuromod("doctor", "--lang", "fr", "-f", "md").out
    assert doctor.startswith("| élément | état | utilité | comment l’obtenir |")
    assert "tableaux sur un terminal" in doctor
    card = neuromod("term", "SpinalCordStimulation", "--lang", "fr", "-f", "table").out
    assert "(neuromod:SpinalCordStimulation, classe)" in card
    assert "stimulation médullaire [fr, libellé]" in card
    show = neuromod("query", "show", "therapies-for-condition", "--lang", "fr").out
    assert (
        "\nParamètres\n  condition: class sous Condition; obligatoire; plusieurs valeurs possibles." in show
    )


def test_reasons_of_annotations_are_french(neuromod: Neuromod) -> None:
    arms = ROOT / "examples" / "trial_arms.csv"
    for best in ([], ["--best"]):
        rows = neuromod("annotate", arms, "--text", "arm", "--why", "--lang", "fr", *best).rows()
        assert len(rows) > 10
        assert not [
            row["why"] for row in rows if re.search(r"^'|\b(label|confirmed|says|composed|the)\b", row["why"])
        ]


def test_a_fault_before_the_language_is_read_is_french_too(neuromod: Neuromod) -> None:
    for words in (["term", "--bogus", "--lang=fr"], ["--bogus", "--lang", "fr"], ["--lang", "fr", "serch"]):
        assert english_in(neuromod(*words).err.replace("see neuromod", "")) == []
    assert "No such option" in neuromod("term", "--bogus", "--lang", "de").err
