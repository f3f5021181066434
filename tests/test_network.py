"""Nothing goes to the network unless an option names an address.

Each command runs in a network namespace of its own, which has no way out; what it prints is the same as
outside. An address that is named, and only that, is asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from neuromod_onto.cli import VERBS

from .conftest import ROOT

EXAMPLES = ROOT / "examples"
#: One run of each command that needs no address; those that are not run here, with the reason.
RUNS: dict[str, list[str]] = {
    "search": ["search", "DBS", "--limit", "3"],
    "term": ["term", "DBS"],
    "tree": ["tree", "DBS"],
    "query": ["query", "run", "therapies-for-condition", "condition=Epilepsy"],
    "sparql": ["sparql", "ASK { ?s owl:imports ?o }"],
    "map": ["map", "DBS"],
    "valueset": ["valueset", "DeepBrainStimulation", "--system", "mesh"],
    "search-strategy": ["search-strategy", "DeepBrainStimulation", "--target", "pubmed"],
    "annotate": ["annotate", str(EXAMPLES / "trial_arms.csv"), "--text", "arm", "--best"],
    "lint-codes": ["lint-codes", str(EXAMPLES / "code_claims.csv"), "--system", "fda"],
    "convert": ["convert", str(EXAMPLES / "records-valid.ttl"), "OUT/a.nt"],
    "ingest": ["ingest", "csv", str(EXAMPLES / "trial_arms.csv"), "-o", "OUT/b.ttl"],  # no records: refused
    "extract": ["extract", "DBS", "-o", "OUT/c.ttl"],
    "diff": ["diff", str(EXAMPLES / "term-before.ttl"), str(EXAMPLES / "term-after.ttl")],
    "load": ["load", str(EXAMPLES / "records-valid.ttl"), "--store", "OUT/store", "-q"],
    "validate": ["validate", str(EXAMPLES / "records-faulty.ttl")],
    "reason": ["reason", "--check"],
    "doctor": ["doctor"],
    "draw": ["draw", "DBS", "-o", "OUT/d.mmd"],
    "completion": ["completion", "bash"],
    "docs": ["docs", "OUT/site"],
    "cite": ["cite"],
}
ELSEWHERE = {
    "check": "takes long; .ci/run runs it without a network",
    "build": "writes into the ontology folder; it runs the same parts as reason, convert and load",
    "serve": "listens instead of calling: tests of the server",
}


def isolated(words: list[str], out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "neuromod_onto", *(w.replace("OUT", str(out)) for w in words)]
    return subprocess.run(
        ["unshare", "-rn", *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(out / "cache")},
    )


@pytest.fixture(autouse=True)
def _namespaces() -> None:
    if not shutil.which("unshare"):
        pytest.skip("unshare (util-linux) is not installed")
    probe = subprocess.run(["unshare", "-rn", "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        pytest.skip(f"a network namespace of one's own is not permitted here: {probe.stderr.strip()}")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_command_works_without_a_network(tmp_path: Path, verb: str) -> None:
    if verb in ELSEWHERE:
        pytest.skip(ELSEWHERE[verb])
    assert verb in RUNS, "add a run, or say in ELSEWHERE why there is none"
    done = isolated(RUNS[verb], tmp_path)
    if done.returncode == 4 and "Java" in done.stderr:
        pytest.skip("Java is not installed")
    assert done.returncode in (0, 1) or verb == "ingest", done
    assert "network" not in done.stderr.lower()
    assert done.stdout or done.stderr or list(tmp_path.iterdir())


def test_the_namespace_has_no_way_out(tmp_path: Path) -> None:
    done = isolated(["--endpoint", "http://192.0.2.1/", "sparql", "ASK {}", "--timeout", "5s"], tmp_path)
    assert done.returncode == 5, done
    assert "unreachable" in done.stderr.lower()
