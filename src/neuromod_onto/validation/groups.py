"""Read the groups of a SPARQL query: triple patterns, filters, and what else stands between the braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import count
from typing import NamedTuple

_TEXT = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''|'(?:[^'\\\n]|\\.)*'"
)
_IRI = r'<[^<>"{}|^`\\\s]*>'
#: What is no sign of the query: texts, IRIs, comments.
HIDDEN = rf"{_TEXT}|{_IRI}|#[^\n]*"
_HIDDEN = re.compile(HIDDEN, re.DOTALL)
TOKEN = re.compile(
    rf"{_TEXT}|{_IRI}|[?$]\w+|#[^\n]*|@[\w-]+|\^\^|[+-]?\d+(?:\.\d+)?"
    r"|(?:[A-Za-z_][\w-]*)?:(?:[\w.-]*[\w-])?|\w+|&&|\|\||[<>!]=|\S",
    re.DOTALL,
)
_PREFIX = re.compile(r"^\s*PREFIX[^>]*>", re.IGNORECASE | re.MULTILINE)
_PARAMETER = re.compile(rf"({HIDDEN})|\$(?=\w)", re.DOTALL)
_VARIABLE = re.compile(r"[?$](\w+)")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class Pattern(NamedTuple):
    """A triple pattern."""

    subject: str
    path: str
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {self.path} {self.object} ."


class Filter(NamedTuple):
    """A filter, without the word FILTER."""

    test: str

    def __str__(self) -> str:
        return f"FILTER {self.test}"


class Other(NamedTuple):
    """Another part of a group, such as OPTIONAL, BIND, VALUES or a group within."""

    text: str

    def __str__(self) -> str:
        return self.text


Element = Pattern | Filter | Other


class UnreadError(Exception):
    """A group is written in a way that is not read here, for example with blank nodes."""


def variables(*parts: object) -> set[str]:
    """Return the names of the variables in parts of a query."""
    return set(_VARIABLE.findall(_HIDDEN.sub(" ", " ".join(map(str, parts)))))


def prologue(query: str) -> str:
    """Return the PREFIX lines of a query."""
    return " ".join(_PREFIX.findall(query))


def blank(query: str) -> str:
    """Return a query with spaces for what stands in quotation marks, in IRIs and in comments."""
    return _HIDDEN.sub(lambda m: " " * len(m[0]), query)


def question_marks(query: str) -> str:
    """Return a query with its variables written ``?name`` throughout; texts keep their ``$``."""
    return _PARAMETER.sub(lambda m: m[1] or "?", query)


def closing(text: str, opening: int) -> int:
    """Return where the group that opens at ``opening`` ends, in a text that was made ``blank``."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return len(text)


def tokens(query: str) -> list[str]:
    """Return the words and signs of a query, without comments."""
    return [token for token in TOKEN.findall(query) if not token.startswith("#")]


def any_property(query: str) -> bool:
    """Say whether a query asks for any property, or any but some: it would see what is added to the data."""
    words = tokens(query)
    words = words[words.index("{") :] if "{" in words else []
    asked: set[str] = set()
    bound: set[str] = set()
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        follows = before in (";", "]") or _is_term(before)
        if word == "!" and (follows or before in ("/", "|")):
            return True
        if word[0] in "?$" and len(word) > 1:
            (asked if follows and (after in ("[", "(") or _is_term(after)) else bound).add(word[1:])
    return bool(asked - bound)


def _is_term(word: str) -> bool:
    """Say whether a token can be a subject or an object."""
    named = is_name(word) or (word[0] in "?$" and len(word) > 1)
    return named or word[0] in "\"'" or word in ("true", "false") or _NUMBER.fullmatch(word) is not None


def read(inside: str, taken: Set[str] = frozenset()) -> list[Element]:
    """Return the elements of a group; paths that are sequences become patterns of one step.

    Args:
        inside: the text between the braces.
        taken: names of variables that stand for something around the group.

    Raises:
        UnreadError: it is written in a way that is not read here.

    """
    found = [m for m in TOKEN.finditer(inside) if not m[0].startswith("#")]
    words = [m[0] for m in found]
    fresh = (f"?step{n}" for n in count() if f"step{n}" not in taken and f"step{n}" not in inside)
    elements: list[Element] = []
    at = 0
    while at < len(words):
        word = words[at].upper()
        if word == ".":
            at += 1
        elif word == "FILTER":
            end = _end(words, at + 1, "({")
            elements.append(Filter(inside[found[at + 1].start() : found[end - 1].end()]))
            at = end
        elif word in ("OPTIONAL", "MINUS", "VALUES", "BIND", "{"):
            end = _end(words, at, "(" if word == "BIND" else "{")
            elements.append(Other(inside[found[at].start() : found[end - 1].end()]))
            at = end
        else:
            at = _block(words, at, elements, fresh)
    return elements


def _block(words: list[str], at: int, elements: list[Element], fresh: Iterator[str]) -> int:
    subject, at = _term(words, at)
    while True:
        start = at
        at = _path(words, at)
        steps = _steps(words[start:at])
        while True:
            value, at = _term(words, at)
            middle = [next(fresh) for _ in steps[1:]]
            ends = zip([subject, *middle], steps, [*middle, value], strict=True)
            elements += [Pattern(*one) for one in ends]
            if at >= len(words) or words[at] != ",":
                break
            at += 1
        if at >= len(words) or words[at] != ";":
            return at
        while at < len(words) and words[at] == ";":
            at += 1
        if at >= len(words) or words[at] == ".":
            return at


def _term(words: list[str], at: int) -> tuple[str, int]:
    if at >= len(words):
        raise UnreadError
    word = words[at]
    if word[0] in "\"'":
        if at + 1 < len(words) and words[at + 1].startswith("@"):
            return word + words[at + 1], at + 2
        if at + 2 < len(words) and words[at + 1] == "^^":
            return word + "^^" + words[at + 2], at + 3
        return word, at + 1
    known = is_name(word) or (word[0] in "?$" and len(word) > 1)
    if known or word in ("true", "false") or _NUMBER.fullmatch(word):
        return word, at + 1
    raise UnreadError


def is_name(word: str) -> bool:
    """Say whether a token is an IRI or a prefixed name."""
    return len(word) > 1 and (word[0] == "<" or (":" in word and word[0] not in "\"'_"))


def _path(words: list[str], at: int) -> int:
    """Return where a property path ends."""
    while True:
        while at < len(words) and words[at] in ("^", "!"):
            at += 1
        if at < len(words) and words[at] == "(":
            at = _path(words, at + 1)
            if at >= len(words) or words[at] != ")":
                raise UnreadError
            at += 1
        elif at < len(words) and words[at] == "a":
            at += 1
        else:
            _, at = _term(words, at)
        if at < len(words) and words[at] in ("*", "+", "?"):
            at += 1
        if at >= len(words) or words[at] not in ("/", "|"):
            return at
        at += 1


def _steps(path: list[str]) -> list[str]:
    """Return the steps of a path that is a sequence, else the path alone."""
    depth, steps = 0, [""]
    for word in path:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == "|":
            return ["".join(path)]
        if depth == 0 and word == "/":
            steps.append("")
        else:
            steps[-1] += word
    if len(steps) == 1 and path[0] == "(" and path[-1] == ")":
        return _steps(path[1:-1])
    return steps


def _end(words: list[str], at: int, opening: str) -> int:
    """Return where an element ends: behind the first bracket of a kind, with all in it."""
    while at < len(words) and words[at] not in opening:
        at += 1
    depth = 0
    while at < len(words):
        depth += (words[at] in ("(", "{")) - (words[at] in (")", "}"))
        at += 1
        if depth == 0:
            return at
    raise UnreadError
