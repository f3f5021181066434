"""A command starts fast, and ends at once without leaving anything undone."""

from __future__ import annotations

import subprocess
import sys

import pytest

BYE = "import atexit, threading, time\natexit.register(print, 'bye')\n"
MAIN = "from neuromod_onto.cli import main\nmain({})\n"
SLOW = "threading.Thread(target=lambda: (threading.main_thread().join(), print('done'))).start()\n"


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )


def test_what_is_registered_for_the_end_is_done() -> None:
    done = run(BYE + MAIN.format(["cite"]))
    assert done.stdout.splitlines()[-1] == "bye"
    assert (done.returncode, done.stderr) == (0, "")


def test_a_thread_that_is_at_work_is_waited_for() -> None:
    done = run(BYE + SLOW + MAIN.format(["cite"]))
    assert done.stdout.splitlines()[-2:] == ["done", "bye"]


@pytest.mark.parametrize(("words", "code"), [(["term", "no such term"], 2), (["search", "DBS"], 0)])
def test_the_exit_code_and_all_output_arrive(words: list[str], code: int) -> None:
    done = run(MAIN.format(words))
    assert done.returncode == code
    assert (done.stderr if code else done.stdout).endswith("\n")


@pytest.mark.parametrize(
    "words",
    [
        ["query", "run", "therapies-for-condition", "condition=chronic pain"],
        ["term", "DBS"],
        ["map", "DBS"],
        ["search", "vagus nerv"],
    ],
    ids=lambda words: words[0],
)
def test_nothing_heavy_is_imported(words: list[str]) -> None:
    run(MAIN.format(words))  # fills the cache
    heavy = "{'rdflib', 'pyshacl', 'owlready2', 'rich', 'yaml', 'pint', 'subprocess', 'csv', 'hashlib'}"
    script = f"import atexit, sys\natexit.register(lambda: print(sorted({heavy} & sys.modules.keys())))\n"
    assert run(script + MAIN.format(words)).stdout.splitlines()[-1] == "[]"


def test_help_imports_no_command() -> None:
    script = "import atexit, sys\natexit.register(lambda: print(sorted(n for n in sys.modules if 'neuromod' in n)))\n"
    loaded = run(script + MAIN.format(["--help"])).stdout.splitlines()[-1]
    assert "neuromod_onto.cli.group" in loaded
    assert "neuromod_onto.cli.query" not in loaded
    assert "neuromod_onto.dataset" not in loaded


def test_a_name_of_a_package_is_imported_once() -> None:
    script = (
        "import neuromod_onto.terms as terms\n"
        "assert 'resolve' not in vars(terms)\n"
        "found = terms.resolve\n"
        "assert vars(terms)['resolve'] is found\n"
        "try:\n    terms.no_such_name\nexcept AttributeError as error:\n    print(error)\n"
    )
    assert run(script).stdout == "module 'neuromod_onto.terms' has no attribute 'no_such_name'\n"
