"""Values that cannot be meant are reported; wide but real ones are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.records import Intake, Record
from neuromod_onto.records.checks.plausibility import Bounds, _table, plausible
from neuromod_onto.records.quantities import quantities

PLACE = ("a.tsv", 3, 7)


@pytest.fixture(scope="module")
def intake_of(dataset: Dataset) -> Intake:
    return Intake(quantities(dataset))


@pytest.mark.parametrize(
    ("kind", "setting", "name", "value", "good"),
    [
        ("PulsedStimulationProgram", "intracranial event", "currentAmplitude", "6.0", True),
        ("PulsedStimulationProgram", "intracranial event", "currentAmplitude", "6000", False),
        ("PulsedStimulationProgram", "intracranial event", "currentAmplitude", "0.006", False),
        ("PulsedStimulationProgram", "", "currentAmplitude", "0.02", True),
        ("PulsedStimulationProgram", "", "currentAmplitude", "0", True),
        ("PulsedStimulationProgram", "", "currentAmplitude", "-3", False),
        ("PulsedStimulationProgram", "", "pulseWidth", "-60", False),
        ("PulsedStimulationProgram", "", "pulseWidth", "450", True),
        ("PulsedStimulationProgram", "", "pulseWidth", "0", False),
        ("PulsedStimulationProgram", "", "stimulationFrequency", "0", False),
        ("PulsedStimulationProgram", "", "stimulationFrequency", "10000", True),
        ("DirectCurrentProgram", "", "currentAmplitude", "2", True),
        ("DirectCurrentProgram", "", "currentAmplitude", "2000", False),
        ("MagneticStimulationProgram", "", "percentStimulatorOutput", "101", False),
        ("MagneticStimulationProgram", "", "percentMotorThreshold", "120", True),
        ("MagneticStimulationProgram", "", "percentMotorThreshold", "1.2", False),
        ("InfusionProgram", "", "dailyDose", "0.0024", True),
        ("ContactSetting", "", "currentShare", "101", False),
    ],
)
def test_a_value_is_plausible_or_not(
    intake_of: Intake, kind: str, setting: str, name: str, value: str, good: bool
) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", kind)
    record.number(name, Decimal(value))
    assert plausible(record, intake_of, PLACE, setting=setting) is good
    if good:
        assert intake_of.faults == []
    else:
        (fault,) = intake_of.faults
        assert (fault.kind, fault.place) == ("implausible", "a.tsv:3:7")
        assert name in fault.cause
        assert value in fault.cause


def test_bounds_hold_their_ends() -> None:
    bounds = Bounds(Decimal(1), Decimal(2), zero=False)
    held = [value for value in ("0", "0.999", "1", "2", "2.001", "-1") if bounds.hold(Decimal(value))]
    assert held == ["1", "2"]
    assert Bounds(Decimal(1), Decimal(2), zero=True).hold(Decimal("0.0"))


@pytest.mark.parametrize(
    ("name", "value", "cause", "hint"),
    [
        (
            "currentAmplitude",
            "6000",
            "currentAmplitude of 6000 mA cannot be meant: 0.001 to 900 is expected",
            "is the unit right?",
        ),
        (
            "currentAmplitude",
            "0.0001",
            "currentAmplitude of 0.0001 mA cannot be meant: 0.001 to 900 is expected",
            "is the unit right?",
        ),
        (
            "pulseWidth",
            "0",
            "pulseWidth of 0 us cannot be meant: 5 to 50000 is expected",
            "write n/a where there is none",
        ),
        (
            "sessionsPerDay",
            "-1",
            "sessionsPerDay of -1 cannot be meant: 1 to 1000 is expected",
            "write n/a where there is none",
        ),
    ],
)
def test_a_fault_says_value_unit_and_bounds(
    intake_of: Intake, name: str, value: str, cause: str, hint: str
) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "PulsedStimulationProgram")
    record.number(name, Decimal(value))
    assert not plausible(record, intake_of, PLACE)
    assert (intake_of.faults[0].cause, intake_of.faults[0].hint) == (cause, hint)


def test_each_number_is_judged_and_nothing_else(intake_of: Intake) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "PulsedStimulationProgram")
    record.term("currentAmplitude", "https://example.org/2")  # no number
    record.text("reportedValue", "a lot")
    record.number("outcomeValue", Decimal(10) ** 12)  # has no bounds
    record.number("currentAmplitude", Decimal(2))
    assert plausible(record, intake_of, PLACE)
    record.number("pulseWidth", Decimal(0))
    record.number("currentAmplitude", Decimal(6000))
    assert not plausible(record, intake_of, PLACE)
    assert len(intake_of.faults) == 2


@pytest.mark.parametrize(
    ("name", "time", "good"),
    [
        ("startedAt", "0001-01-01T00:00:00", False),
        ("startedAt", "1900-12-31T23:59:59", False),
        ("startedAt", "1901-01-01T00:00:00", True),
        ("startedAt", f"{date.today().year}-01-01T00:00:00Z", True),
        ("startedAt", f"{date.today().year + 1}-01-01T00:00:00", False),
        ("occurredAt", "1753-01-01T00:00:00", False),
        ("occurredAt", f"{date.today().year + 1}-01-01T00:00:00", False),
        ("endedAt", f"{date.today().year + 10}-12-31T23:59:59", True),
        ("endedAt", f"{date.today().year + 11}-01-01T00:00:00", False),
        ("endedAt", "9999-12-31T23:59:59", False),
    ],
)
def test_a_time_is_plausible_by_its_year(intake_of: Intake, name: str, time: str, good: bool) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "TherapyRecord")
    record.time(name, time)
    assert plausible(record, intake_of, PLACE) is good
    if not good:
        (fault,) = intake_of.faults
        last = date.today().year + (10 if name == "endedAt" else 0)
        assert fault.cause == f"{name} of {time} cannot be meant: 1901 to {last} is expected"
        assert fault.hint == "is the year right? write n/a where the date is not known"


def test_bounds_for_all_hold_in_a_narrower_setting_too(intake_of: Intake) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "PulsedStimulationProgram")
    record.number("sessionsPerDay", Decimal(0))
    assert not plausible(record, intake_of, PLACE, setting="intracranial event")


def test_a_number_that_the_intake_does_not_know_has_no_unit() -> None:
    intake = Intake({})
    record = Record("https://example.org/1", "PulsedStimulationProgram")
    record.number("pulseWidth", Decimal(0))
    assert not plausible(record, intake, PLACE)
    assert intake.faults[0].cause == "pulseWidth of 0 cannot be meant: 5 to 50000 is expected"


def test_a_fault_stands_at_the_place_of_its_own_column(intake_of: Intake) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "DirectCurrentProgram")
    record.number("currentAmplitude", Decimal(2000))
    plausible(record, intake_of, PLACE, places={"currentAmplitude": ("a.tsv", 3, 9)})
    assert intake_of.faults[0].column == 9


def test_every_bound_is_of_a_number_or_time_that_the_ontology_declares(intake_of: Intake) -> None:
    assert len(_table()) > 30
    for _, name in _table():
        quantity = intake_of.quantities[name]
        assert quantity.numeric or quantity.datatype.endswith("#dateTime"), name
    assert all(bounds.minimum < bounds.maximum for bounds in _table().values())
