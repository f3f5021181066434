"""Standard output that takes nothing: one clear line and exit code 3, whatever the command and whenever it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")

#: One command for each way to standard output: rows, JSON, graphs, files as they are, cards, help of the parser.
COMMANDS = [
    "query run therapies-for-condition condition=migraine",
    "query list -f json",
    "query show therapies-for-condition",
    "sparql SELECT(COUNT(*)AS?n){?s?p?o} -f srx",
    "sparql CONSTRUCT{?s?p?o}{?s?p?o}LIMIT+9000 -f ttl",
    "sparql ASK{}",
    "search DBS",
    "term SpinalCordStimulation",
    "tree Pain",
    "map mesh:D062187",
    "draw Pain",
    "valueset Pain --system mesh --to fhir",
    "search-strategy Pain --target pubmed",
    "validate ROOT/examples/records-faulty.ttl",
    "diff ROOT/examples/term-before.ttl ROOT/examples/term-after.ttl",
    "completion bash",
    "cite",
    "doctor",
    "--help",
    "--version",
    "search --help",
]


def run(words: str, redirection: str, **environment: str) -> tuple[int, list[str]]:
    """Run a command in a shell that redirects as a user does; return the code and the lines told."""
    arguments = [word.replace("+", " ").replace("ROOT", str(ROOT)) for word in words.split()]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-m", "neuromod_onto", *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def faults(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(("neuromod:", "Traceback", "Exception"))]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_full_disk_behind_standard_output(words: str) -> None:
    code, lines = run(words, "> /dev/full")
    assert code == 3, lines
    assert faults(lines) == ["neuromod: standard output: cannot write: No space left on device"]
    assert lines[-1].startswith("  send it where there is room")


@pytest.mark.parametrize("redirection", [">&-", "1< /dev/null"], ids=["closed", "read-only"])
@pytest.mark.parametrize("words", ["query list", "term Pain -f json", "--help", "draw Pain"])
def test_a_standard_output_that_cannot_be_written(words: str, redirection: str) -> None:
    code, lines = run(words, redirection)
    assert code == 3, lines
    assert faults(lines) == ["neuromod: standard output: cannot write: Bad file descriptor"]


def test_the_end_of_python_does_not_complain_again(tmp_path: Path) -> None:
    """With other processes below it, Python takes itself apart and flushes the output once more."""
    script = (
        "import subprocess, sys; from neuromod_onto.cli import main; main(['query', 'list', '-f', 'json'])"
    )
    done = subprocess.run(
        ["sh", "-c", '"$@" > /dev/full', "sh", sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert faults(done.stderr.splitlines()) == [
        "neuromod: standard output: cannot write: No space left on device"
    ]
    # The first run ever builds the cache in a process of its own.
    code, lines = run(COMMANDS[0], "> /dev/full", NEUROMOD_CACHE=str(tmp_path / "cache"))
    assert (code, len(faults(lines))) == (3, 1)


def test_an_output_in_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    assert run(f"query list -o {path}", ">&-") == (0, [])
    assert path.read_text("utf-8").startswith("[")


@pytest.mark.parametrize(("words", "code"), [("term Nope", 2), ("search DBS --limit 1", 0)])
@pytest.mark.parametrize("redirection", ["2> /dev/full", "2>&-"])
def test_what_cannot_be_told_does_not_change_the_code(words: str, code: int, redirection: str) -> None:
    assert run(words, redirection) == (code, [])
