"""The header of a canned query file: YAML in its ``#+`` comment lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from neuromod_onto.catalog.kept import kept_header
from neuromod_onto.dataset.lines import read_text
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.resources import shipped_root

if TYPE_CHECKING:
    from neuromod_onto.dataset.cache import Kept

TYPES = ("class", "iri", "curie", "string", "lang", "integer", "decimal", "boolean", "date", "enum")


class Parameter(NamedTuple):
    """One parameter of a canned query.

    Attributes:
        name: name of the ``VALUES`` variable.
        type: one of ``TYPES``.
        under: for ``class``, the local name of the class that values must fall under.
        many: several values may be given.
        required: a value must be given.
        values: for ``enum``, the allowed values.
        summary: explanation by language.

    """

    name: str
    type: str
    under: str = ""
    many: bool = False
    required: bool = False
    values: tuple[str, ...] = ()
    summary: Mapping[str, str] = {}


class CannedQuery(NamedTuple):
    """A canned query as its file says it.

    Attributes:
        name: unique name, the stem of the file.
        summary: one line by language.
        question: a question in natural language that it answers, by language.
        tags: keywords.
        params: parameters in order.
        tests: header tests: parameter values and what to expect.
        text: the whole file, legal SPARQL by itself.
        path: where it was read.

    """

    name: str
    summary: dict[str, str]
    question: dict[str, str]
    tags: tuple[str, ...]
    params: tuple[Parameter, ...]
    tests: tuple[dict[str, Any], ...]
    text: str
    path: Path

    @property
    def example(self) -> dict[str, list[str]]:
        """Values that answer something: those of the first test that names a parameter."""
        names = [p.name for p in self.params]
        test: dict[str, Any] = next((t for t in self.tests if any(name in t for name in names)), {})
        given = {name: test[name] for name in names if name in test}
        return {
            name: [str(v).lower() if isinstance(v, bool) else str(v) for v in _listed(values)]
            for name, values in given.items()
        }


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def query_files(folders: Iterable[Path] = ()) -> dict[str, Path]:
    """Return the query files by name: the shipped ones, then those of ``folders``.

    Raises:
        InputError: a folder does not exist, or a name stands twice.

    """
    files: dict[str, Path] = {}
    for folder in (shipped_root() / "queries", *folders):
        if not folder.is_dir():
            raise InputError("no such folder of queries", place=str(folder))
        for path in sorted(folder.glob("*.rq")):
            if path.stem in files:
                raise InputError(
                    f"the query {path.stem} exists already in {files[path.stem].parent}",
                    "rename one",
                    str(path),
                )
            files[path.stem] = path
    return files


def load_catalog(folders: Iterable[Path] = ()) -> dict[str, CannedQuery]:
    """Read all shipped canned queries and those of ``folders``, by name.

    Raises:
        InputError: a folder does not exist, a name stands twice, or a file or its header cannot be read.

    """
    return {name: read_query(path) for name, path in query_files(folders).items()}


def find_query(name: str, folders: Sequence[Path] = (), *, kept: Kept | None = None) -> CannedQuery:
    """Read the one canned query called ``name``.

    Args:
        folders: further folders of query files.
        kept: what the cache keeps of the shipped files; spares reading the header.

    Raises:
        UsageError: there is none; the nearest names are in the hint.

    """
    path = shipped_root() / "queries" / f"{name}.rq"
    if not folders and path.name == f"{name}.rq" and path.is_file():
        return read_query(path, kept=kept)
    files = query_files(folders)
    if name not in files:
        from difflib import get_close_matches

        near = get_close_matches(name, files, n=3, cutoff=0.4)
        raise UsageError(
            f"no query {name!r}", "did you mean " + ", ".join(near) if near else "see neuromod query list"
        )
    return read_query(files[name])


def read_query(path: Path, *, kept: Kept | None = None) -> CannedQuery:
    """Read one canned query file.

    Args:
        kept: what the cache keeps of the shipped files, of which this is one.

    Raises:
        InputError: the file or its header cannot be read; the line is named.

    """
    text = read_text(path)
    header = kept_header(kept, path.stem, text, _shipped) if kept else None
    return _canned(read_header(path)[1] if header is None else header, text, path)


def _shipped() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, text and header of each shipped query that has no fault."""
    for name, path in query_files().items():
        try:
            yield name, *read_header(path)
        except InputError:
            continue


def read_header(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a SPARQL file and the YAML of its ``#+`` comment lines.

    Raises:
        InputError: the file or its header cannot be read; the line is named.

    """
    import yaml

    text = read_text(path)
    lines = text.splitlines()
    header = "\n".join(line[2:].removeprefix(" ") if line.startswith("#+") else "" for line in lines)
    try:
        data = yaml.load(header, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 4}" if mark else str(path)
        raise InputError(f"the header is not YAML: {error.problem}", place=place) from error
    if not isinstance(data, dict):
        raise InputError("the file has no header of #+ lines", "see docs/command-line.md", f"{path}:1")
    return text, data


def line_of(words: str, text: str, path: Path) -> str:
    """Return file and line of the first header line that holds some words; the file alone when none does."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+") and words in line:
            return f"{path}:{number}"
    return str(path)


def _canned(data: dict[str, Any], text: str, path: Path) -> CannedQuery:
    unknown = set(data) - {"name", "summary", "question", "tags", "params", "test", "tests", "waive"}
    if unknown:
        place = line_of(f"{min(unknown)}:", text, path)
        raise InputError(f"unknown header keys: {', '.join(sorted(unknown))}", place=place)
    if data.get("name") != path.stem:
        place = line_of("name:", text, path)
        raise InputError(f"the header's name {data.get('name')!r} is not the file's", place=place)
    params = []
    for row in data.get("params") or []:
        try:
            parameter = Parameter(**{**row, "values": tuple(row.get("values", ()))})
        except TypeError as error:
            raise InputError(f"parameter {row!r}: {error}", place=line_of("params:", text, path)) from error
        if parameter.type not in TYPES:
            raise InputError(
                f"parameter {parameter.name}: unknown type {parameter.type!r}",
                "types: " + ", ".join(TYPES),
                line_of(f"name: {parameter.name}", text, path),
            )
        params.append(parameter)
    tests = data.get("tests") or ([data["test"]] if "test" in data else [])
    return CannedQuery(
        name=path.stem,
        summary=data.get("summary") or {},
        question=data.get("question") or {},
        tags=tuple(data.get("tags") or ()),
        params=tuple(params),
        tests=tuple(tests),
        text=text,
        path=path,
    )
