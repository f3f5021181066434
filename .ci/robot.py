"""Run ROBOT, the command line of the OBO community, over the files of a release.

    python .ci/robot.py DIST

DIST is what ``neuromod build --dist DIST`` wrote. ROBOT's report must show no error on the English files; the
OWL files must lie in OWL 2 DL and the EL module in OWL 2 EL; ELK must classify the module; the functional
syntax must state what RDF/XML states, and the modules of ``neuromod extract`` what ROBOT's modules state.

ROBOT comes from Maven Central by ``mvn``, into a cache folder: a tool of development, no part of the package.
Exit 0: all passed. Exit 1: not so. Exit 4: no ``mvn`` or no Java.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VERSION = "1.9.8"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>neuromod</groupId><artifactId>robot</artifactId><version>1</version><dependencies><dependency>
<groupId>org.obolibrary.robot</groupId><artifactId>robot-command</artifactId><version>{VERSION}</version>
</dependency></dependencies></project>
"""
MAIN = "org.obolibrary.robot.CommandLineInterface"
NEUROMOD = "https://w3id.org/neuromod-onto/"
SEEDS = ("SubthalamicDeepBrainStimulation", "SpinalCordStimulation")
#: What a module holds beside its axioms: texts, declarations, its own name, statements on individuals.
NOT_LOGIC = ("Annotation", "Declaration", "OntologyID", "ClassAssertion", "DataPropertyAssertion")
WORK = "WORK"  # stands for the folder of intermediate files
CHECKS = {
    "report, strict, English OWL": "report -i neuromod-en.owl --fail-on ERROR -o WORK/owl.tsv",
    "report, strict, English OBO": "report -i neuromod-en.obo --fail-on ERROR -o WORK/obo.tsv",
    "OWL 2 DL, functional": "validate-profile --profile DL -i neuromod.ofn -o WORK/ofn.txt",
    "OWL 2 DL, all parts": "validate-profile --profile DL -i neuromod-full.owl -o WORK/full.txt",
    "OWL 2 EL, module": "validate-profile --profile EL -i neuromod-el.owl -o WORK/el.txt",
    "ELK classifies the module": "reason -r ELK -i neuromod-el.owl -o WORK/reasoned.owl",
}


def archives() -> Path:
    """Return the folder with ROBOT and what it needs; fetch them if they are not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "neuromod-onto" / f"robot-{VERSION}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            (Path(work) / "pom.xml").write_text(POM)
            command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
            subprocess.run(command, cwd=work, check=True)
            (Path(work) / "jars").rename(folder)
    return folder


def robot(arguments: list[str], folder: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run one ROBOT command in a folder."""
    command = ["java", "-Xmx3g", "-cp", f"{archives()}/*", MAIN, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def main(dist: Path) -> int:
    """Run the checks; print a line for each, and what ROBOT says of those that fail."""
    for program in ("mvn", "java"):
        if not shutil.which(program):
            print(f"robot: {program} is not installed", file=sys.stderr)
            return 4
    archives()
    failed = False
    with tempfile.TemporaryDirectory() as work:

        def judge(title: str, arguments: list[str], wanted: str = "") -> None:
            nonlocal failed
            start = time.monotonic()
            done = robot([a.replace(WORK, work) for a in arguments], dist)
            good = done.returncode == 0 and wanted in done.stdout
            failed |= not good
            print(
                f"{title}: {'passed' if good else 'FAILED'} in {time.monotonic() - start:.1f} s", flush=True
            )
            if not good:
                print(done.stdout[-2000:] + done.stderr[-2000:], file=sys.stderr)

        for title, arguments in CHECKS.items():
            judge(title, arguments.split())
        files = ["--left", "neuromod.owl", "--right", "neuromod.ofn"]
        judge("functional syntax states what RDF/XML states", ["diff", *files], "Ontologies are identical")
        for ours, theirs in (("star", "STAR"), ("top", "TOP")):
            path = f"{work}/{ours}.owl"
            extract = [
                sys.executable,
                "-m",
                "neuromod_onto",
                "extract",
                *SEEDS,
                "--method",
                ours,
                "-q",
                "-o",
                path,
            ]
            subprocess.run(extract, check=True)
            terms = [word for seed in SEEDS for word in ("--term", NEUROMOD + seed)]
            how = ["--method", theirs, "--individuals", "exclude", "-i", "neuromod.owl", *terms]
            difference = f"{work}/{ours}.txt"
            done = robot(["extract", *how, "diff", "--right", path, "-o", difference], dist)
            lines = (
                Path(difference).read_text("utf-8").splitlines() if done.returncode == 0 else ["+ no answer"]
            )
            other = [
                line for line in lines if line[:2] in ("+ ", "- ") and not line[2:].startswith(NOT_LOGIC)
            ]
            failed |= bool(other)
            print(f"extract --method {ours}: {'FAILED' if other else 'the axioms of ROBOT'}", flush=True)
            print("\n".join(other[:5]), end="\n" if other else "", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
