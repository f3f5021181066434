"""What the documents say is true: their examples run, their tables match the program."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex

import pytest

import neuromod_onto
from neuromod_onto.cli import VERBS
from neuromod_onto.cli.failures import EXIT_CODES
from neuromod_onto.model.resources import shipped_root

from .conftest import ROOT, Neuromod

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SESSIONS = [
    (path, command.removeprefix("$ neuromod "), expected)
    for path in DOCUMENTS
    for block in re.findall(r"```console\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    for command, expected in re.findall(r"^(\$ neuromod .+)\n((?:[^$].*\n)*)", block, re.MULTILINE)
]


@pytest.mark.parametrize(
    ("path", "command", "expected"), SESSIONS, ids=[f"{p.name}: {c[:40]}" for p, c, _ in SESSIONS]
)
def test_a_console_example_prints_what_the_document_shows(
    neuromod: Neuromod, path: object, command: str, expected: str
) -> None:
    assert neuromod(*shlex.split(command)).out == expected


def test_the_readme_has_console_examples() -> None:
    assert len(SESSIONS) >= 4


def test_python_examples_in_documents_run() -> None:
    ran = 0
    for path in DOCUMENTS:
        test = doctest.DocTestParser().get_doctest(
            path.read_text("utf-8").replace("```", ""), {}, path.name, str(path), 0
        )
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(test)
        assert result.failed == 0, path
        ran += result.attempted
    assert ran >= 5


def modules() -> list[str]:
    return [
        m.name
        for m in pkgutil.walk_packages(neuromod_onto.__path__, "neuromod_onto.")
        if not m.name.endswith("__main__")
    ]


@pytest.mark.parametrize("name", ["neuromod_onto", *modules()])
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_command_page_lists_every_verb_and_exit_code() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"`{verb}" not in page] == []
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert codes == {0, 1, *EXIT_CODES.values(), 70, 130}


def test_the_architecture_page_names_every_part() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    parts = [
        p.name
        for p in (shipped_root() / "src" / "neuromod_onto").iterdir()
        if p.is_dir() and (p / "__init__.py").exists()
    ]
    assert [part for part in parts if f"{part}/" not in page] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8"))
        if not target.startswith("http") and not (path.parent / target).exists()
    ]
    assert broken == []


def test_every_public_name_can_be_imported() -> None:
    for name in neuromod_onto.__all__:
        assert getattr(neuromod_onto, name)


def test_versions_agree() -> None:
    version = neuromod_onto.__version__
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f'owl:versionInfo "{version}"' in (ROOT / "ontology" / "neuromod.ttl").read_text("utf-8")


def test_no_document_names_a_machine_path_or_a_registry_host() -> None:
    import subprocess

    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    telling = re.compile(
        r"(?<![\w.])/(?:root|home|Users)/\w+|pypi\.org|pythonhosted|registry\.npmjs|repo1\.maven"
    )
    kinds = (".py", ".md", ".ttl", ".tsv", ".rq", ".toml", ".cff", ".csv", "")
    found = [
        f"{name}: {match[0]}"
        for name in tracked
        if (ROOT / name).suffix in kinds and name != "tests/test_docs.py"
        for match in telling.finditer((ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert found == []


def test_every_example_is_explained() -> None:
    folder = ROOT / "examples"
    explained = set(re.findall(r"`([\w.-]+)/?`", (folder / "README.md").read_text("utf-8")))
    assert {path.name for path in folder.iterdir()} - explained == {"README.md"}
