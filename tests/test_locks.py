"""Locks keep processes apart where the system has them; elsewhere nothing that it lacks is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from neuromod_onto.render.locks import holding

#: Hold the lock of a file until the parent closes standard input, or for good.
HOLD = """
import sys
from pathlib import Path
from neuromod_onto.render.locks import holding
with holding(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""
#: Modules of Python that Windows does not have.
UNIX = ("fcntl", "grp", "pwd", "resource", "termios")
IMPORT_ALL = f"""
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({UNIX!r}))
import neuromod_onto
for module in pkgutil.walk_packages(neuromod_onto.__path__, "neuromod_onto."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks on Windows")
def test_a_lock_is_held_until_its_process_ends_however_it_ends(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        with holding(path) as alone:
            assert not alone
        other.kill()
        other.wait(10)
    with holding(path) as alone:
        assert alone
        with holding(path) as again:
            assert not again
    with holding(path) as alone:
        assert alone


def test_no_module_needs_what_only_unix_has_to_be_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert {
        "neuromod_onto.render.locks",
        "neuromod_onto.engine.worker",
        "neuromod_onto.serve.app",
    } <= imported
    assert len(imported) > 200
