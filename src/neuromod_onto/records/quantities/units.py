"""From a number with its unit, as people write it, to a decimal in the canonical unit.

Units are those of UCUM, then the names that pint knows (``seconds``, ``µA``), then the spellings of
``spellings.tsv``. Factors are the libraries' own. Import this module where a number is read: the library
of units takes a third of a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from neuromod_onto.errors import InputError

_NUMBER = re.compile(
    r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)(?![eE]?[+-]?\d)\s*(.*?)\s*", re.DOTALL
)
_COMMA = re.compile(r"\s*[+-]?\d+,\d+")
_NOT_FINITE = re.compile(r"\s*[+-]?(nan|inf|infinity)\b", re.IGNORECASE)
_DIGITS = 15  # behind the point
_LONGEST = 100  # characters of a number with its unit
_TOO_LARGE = Decimal(10) ** 20
_WIDE = Context(prec=60)
_WORD = re.compile(r"[A-Za-z]{4,}")


class UnitError(InputError):
    """A text that gives no quantity in the unit that is wanted.

    Args:
        kind: ``number``, ``missing unit``, ``unknown unit`` or ``other dimension``.

    """

    def __init__(self, kind: str, cause: str, hint: str = "") -> None:
        super().__init__(cause, hint)
        self.kind = kind


@lru_cache(maxsize=65536)
def convert(text: str, unit: str, canonical: str) -> Decimal:
    """Return the quantity that a text states, in the canonical unit.

    >>> convert("0.008", "A", "mA")
    Decimal('8')
    >>> convert("6.0 mA", "A", "mA")
    Decimal('6.0')

    Args:
        text: a number, with its unit or without.
        unit: unit of a number that has none, from a heading or a standard; empty when nothing gives one.
        canonical: UCUM code of the unit wanted; empty for a plain number.

    Raises:
        UnitError: the text is no finite number, its unit is missing, unknown or of another dimension.

    """
    number, own = split(text)
    if not canonical:
        if own:
            raise UnitError("other dimension", f"{text.strip()!r} has a unit where a plain number stands")
        return plain(number)
    if not (own or unit):
        raise UnitError(
            "missing unit", f"{text.strip()!r} has no unit", f"state its unit, such as {canonical}"
        )
    quantity = _registry().Quantity(number, _unit(own or unit, canonical))
    try:
        result = quantity.to(_unit(canonical, canonical)).magnitude
    except Exception as error:
        raise UnitError(
            "other dimension", f"{own or unit!r} is no unit of this quantity", f"write it in {canonical}"
        ) from error
    return plain(Decimal(result))


def split(text: str) -> tuple[Decimal, str]:
    """Split a text into its number and the unit behind it, which may be empty.

    Raises:
        UnitError: it does not begin with a finite number.

    """
    if _COMMA.match(text):
        raise UnitError(
            "number", f"{text.strip()!r} has a comma", "write a decimal point, and no thousands mark"
        )
    if _NOT_FINITE.match(text):
        raise UnitError("number", f"{text.strip()!r} is no finite number")
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        begins = "is no number with a unit that can be read" if text.strip()[:1].isdecimal() else ""
        raise UnitError("number", f"{text.strip()[:40]!r} {begins or 'does not begin with a number'}")
    return Decimal(match[1]), match[2]


def plain(number: Decimal) -> Decimal:
    """Return a decimal without an exponent, which xsd:decimal does not have, as exact as SPARQL compares.

    Engines hold 18 places behind the point and about 20 before it; a longer number would compare with
    nothing, and a limit would pass it unseen.

    Raises:
        UnitError: the number is too large or too small for that.

    """
    finest = Decimal(1).scaleb(-_DIGITS)
    if abs(number) >= _TOO_LARGE or 0 < abs(number) < finest:
        raise UnitError("number", f"{number} is too large or too small", "check the number and its unit")
    if int(number.as_tuple().exponent) < -_DIGITS:  # a division brought these
        number = number.quantize(finest, context=_WIDE).normalize()
    return Decimal(f"{number:f}")


@lru_cache(maxsize=1024)
def _unit(spelling: str, canonical: str) -> Any:
    registry = _registry()
    unit = _known(_spellings().get(spelling, spelling))
    if canonical == "Cel" and str(unit) in ("degree_Celsius", "kelvin"):
        return registry.Unit("delta_degree_Celsius")  # a rise in temperature, not a point on a scale
    return unit


def _known(spelling: str) -> Any:
    """Return the unit of a UCUM code, else of pint's name in the given or, for words, in lower case."""
    registry = _registry()
    attempts: list[Callable[[], Any]] = [
        lambda: registry.from_ucum(spelling).units,
        lambda: registry.parse_units(spelling),
    ]
    if _WORD.fullmatch(spelling):
        attempts.append(lambda: registry.parse_units(spelling.lower()))
    for attempt in attempts:
        try:
            return attempt()
        except Exception:  # noqa: S112  (the parsers raise errors of many libraries)
            continue
    raise UnitError("unknown unit", f"unknown unit {spelling!r}", "use UCUM, such as mA, us, Hz, mg/d")


@cache
def _spellings() -> dict[str, str]:
    lines = (files(__package__) / "spellings.tsv").read_text("utf-8").splitlines()[1:]
    return {spelling: ucum for spelling, ucum, _ in (line.split("\t") for line in lines)}


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry(non_int_type=Decimal)
