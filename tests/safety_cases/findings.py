"""What findings tell beside their rule: figures, and how often a record breaks a rule."""

from __future__ import annotations

#: record: (rule, value, limit) that its finding tells, by arithmetic done by hand.
VALUES: dict[str, tuple[str, str, str]] = {
    "Shannon k 3.22": ("ShannonLimit", "1666.667", "70.79"),  # 10 uC, squared, by 0.06 cm2
    "Shannon k 1.82": ("ShannonCaution", "66.667", "31.62"),  # 2 uC, squared, by 0.06 cm2
    "brain lead at 33 uC/cm2": ("ChargeDensityOfBrainLeads", "33", "30"),  # 1.98 uC by 0.06 cm2
    "1 of 2 uC apart": ("ChargeBalance", "1", ""),
    "1 of 2 uC apart on the skin": ("SurfaceChargeBalance", "1", ""),
    "10 kHz, two phases of 60 us": ("PulseFitsPeriod", "120", "100"),
    "10 kHz biphasic with a gap that overflows": ("PulseFitsPeriod", "100", "100"),  # 2 of 30 us and 40 us
    "20 V of 12 V": ("OutputVoltage", "20", "12"),  # 10 mA through 2000 Ohm
    "twice 40 min": ("TranscranialMinutes", "80", "60"),
    "4 mA for 40 min": ("DirectCurrentCharge", "9.6", "7.2"),  # 0.004 A for 2400 s
    "10 Hz for 4 s, 75 times, 600 pulses": ("MagneticTrains", "600", "3000"),
    "2 mg/mL at 0.25 mL/d is not 0.25 mg/d": ("Infusion", "0.25", "0.5"),
}

#: record: what it breaks more than once, each time in another way.
TOLD_OFTEN: dict[str, dict[tuple[str, str], int]] = {
    # two limits, or two things that are missing
    "a model of which only the width is known": {
        ("PublishedLimitInputs", "info"): 2
    },  # current and frequency
    "ziconotide begun at 3 ug/d somewhere": {("PublishedLimitInputs", "info"): 3},  # US, EU and UK
    "anticoagulants under the infusion": {
        ("ExposureWithPrecaution", "warning"): 2
    },  # the pump and the therapy
    "a body coil scan at 3.3 uT and 0.5 W/kg without Avista leads": {("ScanConditions", "info"): 2},
    "a body coil scan at 3.3 uT and 2.1 W/kg": {("ScanConditions", "info"): 2},
    "a body coil scan of unknown power": {
        ("ScanConditions", "info"): 7
    },  # 5 figures of 3 sets, a lead, the word
    "a scan of unknown field": {("ScanConditions", "info"): 2},
    "Genio with no age known": {("LabelledPatient", "info"): 2},  # age and index
}
