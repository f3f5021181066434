"""Uses, ages and indices of sleep apnoea, held against labels."""

from __future__ import annotations

from .records import DBS, UK, US, Case, record, therapy


def sleep(patient: str, product: str, **more: object) -> str:
    """Return hypoglossal nerve stimulation begun on 1 March 2026."""
    facts = {
        "recordsCondition": "neuromod:ObstructiveSleepApnea",
        "recordsDevice": product,
        "ageAtRecord": 50,
        "startedAt": '"2026-03-01T09:00:00"^^xsd:dateTime',
        **more,
    }
    kind = "Bilateral" if product == "product:Genio" else "RespirationSynchronized"
    return therapy(patient, f"neuromod:{kind}HypoglossalNerveStimulation", **facts)


def apnoea_index(patient: str, value: int, day: str) -> str:
    return record(
        "OutcomeRecord",
        patientPseudonym=patient,
        recordsOutcomeMeasure="neuromod:ApnoeaHypopnoeaIndex",
        outcomeValue=value,
        occurredAt=f'"{day}T09:00:00"^^xsd:dateTime',
    )


def aged(product: str, years: int) -> str:
    """Return a session in the US."""
    return record("SessionRecord", recordsDevice=f"product:{product}", ageAtRecord=years, hasJurisdiction=US)


#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # label
    "a labelled use": (
        record(
            "TherapyRecord",
            patientPseudonym="P10",
            recordsTherapy=DBS,
            recordsCondition="neuromod:ParkinsonDisease",
            hasJurisdiction=US,
            contraindicationsReviewed=True,
        ),
        set(),
    ),
    "a use of which no US record is known": (
        record(
            "TherapyRecord",
            patientPseudonym="P10",
            recordsTherapy=DBS,
            recordsCondition="neuromod:Tinnitus",
            hasJurisdiction=US,
        ),
        {("UseWithinLabel", "info")},
    ),
    "a labelled use of which no condition and no place is known": (
        therapy("P11", DBS, recordsCondition=None, hasJurisdiction=None),
        {("UseWithinLabel-recordsCondition", "info"), ("UseWithinLabel-hasJurisdiction", "info")},
    ),
    "a patient of whom nothing was asked": (
        therapy("P15", DBS, contraindicationsReviewed=False),
        {("PatientReview", "info")},
    ),
    "a patient of whom nothing else is known": (
        therapy("P12", DBS, contraindicationsReviewed=None),
        {("PatientReview", "info")},
    ),
    "a use that is supported on conditions": (
        therapy(
            "P164",
            "neuromod:PeripheralNerveFieldStimulation",
            recordsCondition="neuromod:ChronicLowBackPain",
            hasJurisdiction=UK,
        ),
        set(),
    ),
    "a use that is advised against": (
        therapy(
            "P165",
            "neuromod:SpinalCordStimulation",
            recordsCondition="neuromod:IschaemicPain",
            hasJurisdiction=UK,
        ),
        {("UseWithinLabel", "info")},
    ),
    # age
    "RNS System at 17 years": (aged("RNS", 17), {("PublishedLimitInfo", "info")}),
    "RNS System at 18 years": (aged("RNS", 18), set()),
    "ARC-EX at 17 years": (aged("ARCEX", 17), {("PublishedLimitInfo", "info")}),
    "ARC-EX at 18 years": (aged("ARCEX", 18), set()),
    "ARC-EX at 75 years": (aged("ARCEX", 75), set()),
    "ARC-EX at 76 years": (aged("ARCEX", 76), {("PublishedLimitInfo", "info")}),
    "NeuRx at 17 years": (aged("NeuRx", 17), {("PublishedLimitInfo", "info")}),
    "NeuRx at 18 years": (aged("NeuRx", 18), set()),
    "Nerivio at 7 years": (aged("Nerivio", 7), {("PublishedLimitInfo", "info")}),
    "Nerivio at 8 years": (aged("Nerivio", 8), set()),
    "Genio at 21 years": (aged("Genio", 21), {("PublishedLimitInfo", "info")}),
    "Genio at 22 years": (aged("Genio", 22), set()),
    "Genio at 21 years somewhere": (
        record("SessionRecord", recordsDevice="product:Genio", ageAtRecord=21),
        set(),
    ),
    "Genio at 21 years in Europe": (
        record(
            "SessionRecord",
            recordsDevice="product:Genio",
            ageAtRecord=21,
            hasJurisdiction="neuromod:EuropeanUnion",
        ),
        set(),
    ),
    "Inspire at 12 years": (aged("Inspire", 12), {("PublishedLimitInfo", "info")}),
    "Inspire at 13 years": (aged("Inspire", 13), set()),
    # the index of sleep apnoea
    "an index of 14 before Genio": (apnoea_index("P101", 14, "2026-01-01"), set()),
    "Genio after an index of 14 before Genio": (
        sleep("P101", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 15 before Genio": (apnoea_index("P102", 15, "2026-01-01"), set()),
    "Genio after an index of 15 before Genio": (
        sleep("P102", "product:Genio"),
        set(),
    ),
    "an index of 65 before Genio": (apnoea_index("P103", 65, "2026-01-01"), set()),
    "Genio after an index of 65 before Genio": (
        sleep("P103", "product:Genio"),
        set(),
    ),
    "an index of 66 before Genio": (apnoea_index("P104", 66, "2026-01-01"), set()),
    "Genio after an index of 66 before Genio": (
        sleep("P104", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 80 before Genio": (apnoea_index("P105", 80, "2026-01-01"), set()),
    "Genio after an index of 80 before Genio": (
        sleep("P105", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 12 before Inspire at 15 years": (apnoea_index("P111", 12, "2026-01-01"), set()),
    "Inspire at 15 years after an index of 12": (
        sleep("P111", "product:Inspire", ageAtRecord=15),
        set(),
    ),
    "an index of 9 before Inspire at 15 years": (apnoea_index("P112", 9, "2026-01-01"), set()),
    "Inspire at 15 years after an index of 9": (
        sleep("P112", "product:Inspire", ageAtRecord=15),
        {("LabelledPatient", "info")},
    ),
    "an index of 51 before Inspire at 17 years": (apnoea_index("P113", 51, "2026-01-01"), set()),
    "Inspire at 17 years after an index of 51": (
        sleep("P113", "product:Inspire", ageAtRecord=17),
        {("LabelledPatient", "info")},
    ),
    "an index of 51 before Inspire at 18 years": (apnoea_index("P114", 51, "2026-01-01"), set()),
    "Inspire at 18 years after an index of 51": (
        sleep("P114", "product:Inspire", ageAtRecord=18),
        set(),
    ),
    "an index of 12 before Inspire at 18 years": (apnoea_index("P115", 12, "2026-01-01"), set()),
    "Inspire at 18 years after an index of 12": (
        sleep("P115", "product:Inspire", ageAtRecord=18),
        {("LabelledPatient", "info")},
    ),
    "an index of 14 before Inspire": (apnoea_index("P106", 14, "2026-01-01"), set()),
    "Inspire after an index of 14 before Inspire": (
        sleep("P106", "product:Inspire"),
        {("LabelledPatient", "info")},
    ),
    "an index of 15 before Inspire": (apnoea_index("P107", 15, "2026-01-01"), set()),
    "Inspire after an index of 15 before Inspire": (
        sleep("P107", "product:Inspire"),
        set(),
    ),
    "an index of 80 before Inspire": (apnoea_index("P108", 80, "2026-01-01"), set()),
    "Inspire after an index of 80 before Inspire": (
        sleep("P108", "product:Inspire"),
        set(),
    ),
    "an index of 100 before Inspire": (apnoea_index("P109", 100, "2026-01-01"), set()),
    "Inspire after an index of 100 before Inspire": (
        sleep("P109", "product:Inspire"),
        set(),
    ),
    "an index of 101 before Inspire": (apnoea_index("P110", 101, "2026-01-01"), set()),
    "Inspire after an index of 101 before Inspire": (
        sleep("P110", "product:Inspire"),
        {("LabelledPatient", "info")},
    ),
    "an index of 30 after the start": (apnoea_index("P116", 30, "2026-06-01"), set()),
    "Genio after an index of 30 after the start": (
        sleep("P116", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "Genio with no age known": (
        sleep("P117", "product:Genio", ageAtRecord=None),
        {("LabelledPatient", "info")},
    ),
    "an index of 14 on the day of Genio": (apnoea_index("P167", 14, "2026-03-01"), set()),
    "Genio on that day": (sleep("P167", "product:Genio"), {("LabelledPatient", "info")}),
    "an index of 20 on the day of Genio": (apnoea_index("P168", 20, "2026-03-01"), set()),
    "Genio on the day of 20": (sleep("P168", "product:Genio"), set()),
    "Genio in the UK, of which nothing else is known": (
        sleep("P169", "product:Genio", ageAtRecord=None, hasJurisdiction=UK),
        set(),
    ),
}
