"""The Python API as a user meets it: by ``dir``, by ``help``, and by the table of commands in its document."""

from __future__ import annotations

import inspect
import pydoc
import re
import subprocess
import sys
from importlib import import_module

import pytest

import neuromod_onto
from neuromod_onto.cli import VERBS

from .conftest import ROOT

FUNCTIONS = [name for name in neuromod_onto.__all__ if not name.startswith("__")]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_says_what_each_parameter_is(name: str) -> None:
    public = getattr(neuromod_onto, name)
    said = inspect.getdoc(public) or ""
    told = set(re.findall(r"\w+", said))
    assert set(inspect.signature(public).parameters) - {"dataset"} - told == set()


def test_help_and_completion_know_names_that_are_not_loaded_yet() -> None:
    program = "import neuromod_onto, pydoc; print(dir(neuromod_onto)); print(pydoc.render_doc(neuromod_onto))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[0] == str(sorted(neuromod_onto.__all__))
    text = pydoc.plain(told)
    assert [
        name for name in FUNCTIONS if not re.search(rf"^    (?:class )?{name}\(", text, re.MULTILINE)
    ] == []


def test_the_overview_names_every_public_name() -> None:
    assert [name for name in FUNCTIONS if f"``{name}``" not in (neuromod_onto.__doc__ or "")] == []


def test_the_document_says_of_every_command_which_function_does_it() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", text, re.MULTILINE)
    assert sorted(name for commands, _ in rows for name in re.findall(r"`(\S+?)`", commands)) == sorted(VERBS)
    for _, functions in rows:
        names = re.findall(r"`([\w.]+)`", functions)
        package = "neuromod_onto"
        for name in names:
            part, _, function = name.rpartition(".")
            package = f"neuromod_onto.{part}" if part else package
            assert callable(getattr(import_module(package), function)), name
