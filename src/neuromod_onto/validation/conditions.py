"""What SHACL demands of one value, as a SPARQL expression that is true when the value conforms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import RDF_TYPE, XSD
from neuromod_onto.validation.results import Node, Value
from neuromod_onto.validation.shapes import Shape, ShapesGraph, UncompiledError
from neuromod_onto.validation.written import FORM, TYPE, VALUE, is_stored, notes_on

#: Datatypes whose form SPARQL can check by a cast.
_CASTS = {XSD + name: XSD + name for name in ("boolean", "dateTime", "date", "double", "float")}
_CASTS[XSD + "dateTimeStamp"] = XSD + "dateTime"
_WHOLE = "[+-]?[0-9]+"
#: Forms of numbers, which may be longer than the store can count.
_NUMBERS = {
    XSD + "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    XSD + "integer": _WHOLE,
    XSD + "nonNegativeInteger": r"(\+?[0-9]+|-0+)",
    XSD + "positiveInteger": r"\+?0*[1-9][0-9]*",
    XSD + "nonPositiveInteger": r"(-[0-9]+|\+?0+)",
    XSD + "negativeInteger": "-0*[1-9][0-9]*",
    XSD + "dateTimeStamp": r".*(Z|[+-][0-9][0-9]:[0-9][0-9])",
}
#: Integer types with their least and greatest value.
_BOUNDED: dict[str, tuple[int, int]] = {
    XSD + "byte": (-(2**7), 2**7 - 1),
    XSD + "short": (-(2**15), 2**15 - 1),
    XSD + "int": (-(2**31), 2**31 - 1),
    XSD + "long": (-(2**63), 2**63 - 1),
    XSD + "unsignedByte": (0, 2**8 - 1),
    XSD + "unsignedShort": (0, 2**16 - 1),
    XSD + "unsignedInt": (0, 2**32 - 1),
    XSD + "unsignedLong": (0, 2**64 - 1),
}
_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "(isBlank({0}) || isIRI({0}))",
    "BlankNodeOrLiteral": "(isBlank({0}) || isLiteral({0}))",
    "IRIOrLiteral": "(isIRI({0}) || isLiteral({0}))",
}
_COMPARISONS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}


class Conditions:
    """Compiles value constraints; keeps the names of inner variables apart."""

    def __init__(self, graph: ShapesGraph, kinds: Callable[[str], list[str]], data: ox.Store) -> None:
        """Keep the shapes, the function that lists a class with its subclasses, and the data."""
        self.graph = graph
        self.kinds = kinds
        self._data = data
        self._noted: set[str] = set()
        self._open: set[Node] = set()
        self._numbers = count()

    def fresh(self) -> str:
        """Return a variable that no other part of the query uses."""
        return f"?x{next(self._numbers)}"

    def step(self, start: str, path: str, var: str) -> str:
        """Return the pattern that leads from a node to its values, with what the file writes for them.

        Raises:
            UncompiledError: the values have notes that cannot be followed along such a path.

        """
        notes = notes_on(path, self._data)
        if notes is None:
            raise UncompiledError("a path of several steps to literals that the store holds in another form")
        if not notes:
            return f"{start} {path} {var} ."
        self._noted.add(var)
        found = (
            f"{start} {notes} {var}_note . {var}_note {VALUE} {var} ; {FORM} {var}_form ; {TYPE} {var}_type"
        )
        return f"{start} {path} {var} . OPTIONAL {{ {found} }}"

    def any_step(self, start: str, path: str, var: str) -> str:
        """Return the pattern of ``step``, without what the file writes where that cannot be followed."""
        return (
            f"{start} {path} {var} ." if notes_on(path, self._data) is None else self.step(start, path, var)
        )

    def identity(self, var: str) -> str:
        """Return an expression that differs for two values that the file writes differently."""
        if var not in self._noted:
            return var
        return f'COALESCE(CONCAT(STR({var}_type), " ", {var}_form), {var})'

    def _form(self, var: str) -> str:
        return f"COALESCE({var}_form, STR({var}))" if var in self._noted else f"STR({var})"

    def _type(self, var: str) -> str:
        return f"COALESCE({var}_type, DATATYPE({var}))" if var in self._noted else f"DATATYPE({var})"

    def same(self, var: str, term: Value) -> str:
        """Return the condition that ``var`` is a term, in the form in which the file writes it."""
        if not isinstance(term, ox.Literal) or (var not in self._noted and is_stored(term)):
            return f"sameTerm({var}, {term})"
        if term.language or term.datatype.value == XSD + "string":
            return f"sameTerm({var}, {term})"
        form, kind = ox.Literal(term.value), term.datatype
        return f"(isLiteral({var}) && {self._form(var)} = {form} && {self._type(var)} = {kind})"

    def has(self, start: str, path: str, term: Value) -> str:
        """Return the pattern that a term is among the values at the end of a path."""
        kept = not isinstance(term, ox.Literal) or is_stored(term)
        if kept and not (isinstance(term, ox.Literal) and self.noted(path)):
            return f"{start} {path} {term}"
        var = self.fresh()
        return f"{self.step(start, path, var)} FILTER ({self.same(var, term)})"

    def shared(self, start: str, path: str, var: str) -> str:
        """Return the pattern that ``var``, the value of a step before, is also a value of another path."""
        if var not in self._noted and not self.noted(path):
            return f"{start} {path} {var}"
        other = self.fresh()
        step = self.step(start, path, other)
        forms = f"{self._form(var)} = {self._form(other)} && {self._type(var)} = {self._type(other)}"
        return f"{step} FILTER (sameTerm({var}, {other}) && (!isLiteral({var}) || ({forms})))"

    def noted(self, path: str) -> bool:
        """Say whether the store holds values at the end of a path in another form than the file."""
        return notes_on(path, self._data) != ""

    def of_value(self, shape: Shape, name: str, var: str) -> list[str]:
        """Return the conditions that one parameter of a shape lays on ``var``, one for each of its values.

        Raises:
            UncompiledError: the parameter speaks of all values together, not of one.

        """
        flags = "".join(f", {flag}" for flag in shape.constraints.get("flags", []))
        return [self._condition(name, value, var, flags) for value in shape.constraints[name]]

    def _condition(self, name: str, value: Value, var: str, flags: str) -> str:
        match name:
            case "datatype":
                return _datatype(value, var, self._type(var), self._form(var))
            case "class":
                kind = self.fresh()
                listed = ", ".join(f"<{iri}>" for iri in self.kinds(value.value))
                return f"EXISTS {{ {var} <{RDF_TYPE}> {kind} . FILTER ({kind} IN ({listed})) }}"
            case "nodeKind":
                return _KINDS[value.value.rpartition("#")[2]].format(var)
            case "pattern":
                return f"(!isBlank({var}) && REGEX({self._form(var)}, {ox.Literal(value.value)}{flags}))"
            case "minLength" | "maxLength":
                operator = ">=" if name == "minLength" else "<="
                return f"(!isBlank({var}) && STRLEN({self._form(var)}) {operator} {_number(value)})"
            case "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive":
                return f"COALESCE({var} {_COMPARISONS[name]} {value}, false)"
            case "in":
                return _any(self.same(var, member) for member in self.graph.members(value))
            case "hasValue":
                return self.same(var, value)
            case "languageIn":
                matched = _any(f"LANGMATCHES(LANG({var}), {m})" for m in self.graph.members(value))
                return f"(isLiteral({var}) && {matched})"
            case "node":
                return self.inner(value, var)
            case "not":
                return f"(!{self.inner(value, var)})"
            case "or":
                return _any(self.inner(member, var) for member in self.graph.members(value))
            case "and":
                return _all(self.inner(member, var) for member in self.graph.members(value))
        raise UncompiledError(f"sh:{name} inside another shape")

    def conforms(self, shape: Shape, var: str) -> str:
        """Return the expression that ``var`` conforms to a shape, taken as a node shape."""
        if shape.sparql:
            raise UncompiledError("sh:sparql inside another shape")
        if shape.path:
            return self._property(shape, var)
        parts = [
            condition
            for name in shape.constraints
            if name != "flags"
            for condition in self.of_value(shape, name, var)
        ]
        parts += [self._property(inner, var) for inner in shape.properties]
        return _all(parts)

    def _property(self, shape: Shape, var: str) -> str:
        parts = []
        for name, values in shape.constraints.items():
            if name == "flags":
                continue
            inner = self.fresh()
            if name == "minCount" and _number(values[0]) <= 1:
                parts.append(f"EXISTS {{ {var} {shape.path} {inner} }}" if _number(values[0]) else "true")
            elif name == "maxCount" and _number(values[0]) == 0:
                parts.append(f"NOT EXISTS {{ {var} {shape.path} {inner} }}")
            elif name == "hasValue":
                parts += [f"EXISTS {{ {self.has(var, shape.path, value)} }}" for value in values]
            else:
                step = self.step(var, shape.path, inner)
                parts += [
                    f"NOT EXISTS {{ {step} FILTER (!({condition})) }}"
                    for condition in self.of_value(shape, name, inner)
                ]
        if shape.properties or shape.sparql:
            raise UncompiledError("a property shape with shapes of its own inside another shape")
        return _all(parts)

    def inner(self, value: Value, var: str) -> str:
        """Return the condition that the shape at a node lays on ``var``."""
        if isinstance(value, ox.Literal):
            raise UncompiledError("a literal for a shape")
        if value in self._open:
            raise UncompiledError("a shape that refers to itself")
        self._open.add(value)
        try:
            return self.conforms(self.graph.shape(value), var)
        finally:
            self._open.discard(value)


def _datatype(value: Value, var: str, kind: str, form: str) -> str:
    test = f"isLiteral({var}) && {kind} = {value}"
    if value.value in _CASTS:
        test += f" && COALESCE(isLiteral(<{_CASTS[value.value]}>({form})), false)"
    if value.value in _NUMBERS or value.value in _BOUNDED:
        pattern = ox.Literal(f"^{_NUMBERS.get(value.value, _WHOLE)}$")
        test += f" && REGEX({form}, {pattern})"
    if value.value in _BOUNDED:
        low, high = _BOUNDED[value.value]
        test += (
            f" && COALESCE(<{XSD}decimal>({form}) >= {low}.0 && <{XSD}decimal>({form}) <= {high}.0, false)"
        )
    return f"({test})"


def _any(conditions: Iterable[str]) -> str:
    return "(" + (" || ".join(conditions) or "false") + ")"


def _all(conditions: Iterable[str]) -> str:
    return "(" + (" && ".join(conditions) or "true") + ")"


def _number(value: Value) -> int:
    return int(value.value)
