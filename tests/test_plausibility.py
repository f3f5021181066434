"""Values that cannot be meant are reported; wide but real ones are not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.records import Intake, Record
from neuromod_onto.records.plausibility import _table, plausible
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


def test_a_fault_stands_at_the_place_of_its_own_column(intake_of: Intake) -> None:
    intake_of.faults.clear()
    record = Record("https://example.org/1", "DirectCurrentProgram")
    record.number("currentAmplitude", Decimal(2000))
    plausible(record, intake_of, PLACE, places={"currentAmplitude": ("a.tsv", 3, 9)})
    assert intake_of.faults[0].column == 9


def test_every_bound_is_of_a_number_that_the_ontology_declares(intake_of: Intake) -> None:
    assert len(_table()) > 30
    for _, name in _table():
        assert intake_of.quantities[name].numeric, name
    assert all(bounds.minimum < bounds.maximum for bounds in _table().values())
