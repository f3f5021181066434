"""Infusions of drugs at the spinal cord, and the pumps that give them."""

from __future__ import annotations

from .records import ITB, ITM, LIMIT, UK, US, Case, infusion, record

CEREBRAL = "neuromod:SpasticityOfCerebralOrigin"
EU = "neuromod:EuropeanUnion"

#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # ziconotide
    "ziconotide 19.2 ug/d in the US": (infusion("Ziconotide", 0.0192, hasJurisdiction=US), set()),
    "ziconotide 20 ug/d in the US": (
        infusion("Ziconotide", 0.0200, hasJurisdiction=US),
        {(LIMIT, "violation")},
    ),
    "ziconotide 20 ug/d in the UK": (infusion("Ziconotide", 0.0200, hasJurisdiction=UK), set()),
    "ziconotide 21.7 ug/d in the UK": (
        infusion("Ziconotide", 0.0217, hasJurisdiction=UK),
        {(LIMIT, "violation")},
    ),
    "ziconotide 20 ug/d somewhere": (
        infusion("Ziconotide", 0.0200),
        {("PublishedLimitWarning", "warning")},
    ),
    "ziconotide begun at 3 ug/d": (
        infusion("Ziconotide", 0.003, hasJurisdiction=US, isStartDose=True),
        {(LIMIT, "violation")},
    ),
    "ziconotide raised by 3 ug/d": (
        infusion("Ziconotide", 0.006, hasJurisdiction=US, doseIncrement=0.003),
        {(LIMIT, "violation")},
    ),
    "ziconotide raised by 2.4 ug/d": (
        infusion("Ziconotide", 0.006, hasJurisdiction=US, doseIncrement=0.0024),
        set(),
    ),
    "ziconotide 21.6 ug/d in the EU": (infusion("Ziconotide", 0.0216, hasJurisdiction=EU), set()),
    "ziconotide 21.7 ug/d in the EU": (
        infusion("Ziconotide", 0.0217, hasJurisdiction=EU),
        {(LIMIT, "violation")},
    ),
    "ziconotide begun at 2.4 ug/d in the EU": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=EU, isStartDose=True),
        set(),
    ),
    "ziconotide begun at 3 ug/d in the EU": (
        infusion("Ziconotide", 0.003, hasJurisdiction=EU, isStartDose=True),
        {(LIMIT, "violation")},
    ),
    "ziconotide 3 ug/d in the EU, start or not": (
        infusion("Ziconotide", 0.003, hasJurisdiction=EU, isStartDose=None),
        {("PublishedLimitInputs", "info")},
    ),
    "ziconotide raised by 3 ug/d in the EU": (
        infusion("Ziconotide", 0.006, hasJurisdiction=EU, doseIncrement=0.003),
        {(LIMIT, "violation")},
    ),
    "ziconotide begun at 2.4 ug/d in the UK": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=UK, isStartDose=True),
        set(),
    ),
    "ziconotide begun at 3 ug/d in the UK": (
        infusion("Ziconotide", 0.003, hasJurisdiction=UK, isStartDose=True),
        {(LIMIT, "violation")},
    ),
    "ziconotide raised by 3 ug/d in the UK": (
        infusion("Ziconotide", 0.006, hasJurisdiction=UK, doseIncrement=0.003),
        {(LIMIT, "violation")},
    ),
    "ziconotide 3 ug/d, start or not": (
        infusion("Ziconotide", 0.003, hasJurisdiction=US, isStartDose=None),
        {("PublishedLimitInputs", "info")},
    ),
    "ziconotide 2.4 ug/d, start or not": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, isStartDose=None),
        set(),
    ),
    "ziconotide begun at 3 ug/d somewhere": (
        infusion("Ziconotide", 0.003, isStartDose=True),
        {("PublishedLimitInputs", "info")},
    ),
    "ziconotide 21.6 ug/d in the UK": (infusion("Ziconotide", 0.0216, hasJurisdiction=UK), set()),
    "ziconotide 19.2 ug/d somewhere": (infusion("Ziconotide", 0.0192), set()),
    "ziconotide 22 ug/d somewhere": (infusion("Ziconotide", 0.022), {("PublishedLimitWarning", "warning")}),
    # morphine
    "morphine 5 mg/d begun in a naive patient": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=True, isOpioidTolerant=False),
        {("PublishedLimitWarning", "warning")},
    ),
    "morphine 5 mg/d begun in a tolerant patient": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=True, isOpioidTolerant=True),
        set(),
    ),
    "morphine 5 mg/d after titration": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=False, isOpioidTolerant=False),
        set(),
    ),
    "morphine 25 mg/d": (
        infusion("Morphine", 25.0, recordsTherapy=ITM, isStartDose=False, isOpioidTolerant=True),
        {("PublishedLimitWarning", "warning")},
    ),
    "epidural morphine 25 mg/d": (
        infusion("Morphine", 25.0, recordsTherapy="neuromod:EpiduralMorphineInfusion"),
        set(),
    ),
    "morphine 25 mg/d by an unknown route": (
        infusion("Morphine", 25.0, recordsTherapy=None, isStartDose=False),
        {("PublishedLimitInputs", "info")},
    ),
    "morphine 20 mg/d": (infusion("Morphine", 20.0), set()),
    "morphine 20.1 mg/d": (infusion("Morphine", 20.1), {("PublishedLimitWarning", "warning")}),
    "morphine 1 mg/d begun in a naive patient": (
        infusion("Morphine", 1.0, isStartDose=True, isOpioidTolerant=False),
        set(),
    ),
    "morphine 10.1 mg/d begun in a tolerant patient": (
        infusion("Morphine", 10.1, isStartDose=True, isOpioidTolerant=True),
        {("PublishedLimitWarning", "warning")},
    ),
    # baclofen
    "baclofen screening with 50 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.05),
        set(),
    ),
    "baclofen screening with 25 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.025),
        set(),
    ),
    "baclofen screening with 60 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.06),
        {("Infusion", "violation")},
    ),
    "baclofen 1 mg/d, cerebral origin": (
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL, ageAtRecord=12),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 1 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL, ageAtRecord=11),
        set(),
    ),
    "baclofen 1.2 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 1.2, recordsCondition=CEREBRAL, ageAtRecord=11),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 1 mg/d, cerebral origin, at an unknown age": (
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL),
        {("PublishedLimitInputs", "info")},
    ),
    "baclofen 0.05 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 0.05, recordsCondition=CEREBRAL, ageAtRecord=11),
        set(),
    ),
    "baclofen 0.05 mg/d, cerebral origin, in an adult": (
        infusion("Baclofen", 0.05, recordsCondition=CEREBRAL, ageAtRecord=40),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 0.7 mg/d, cerebral origin, at an unknown age": (
        infusion("Baclofen", 0.7, recordsCondition=CEREBRAL),
        set(),
    ),
    "baclofen 1 mg/d, spinal origin": (
        infusion("Baclofen", 1.0, isStartDose=False, recordsCondition="neuromod:SpasticityOfSpinalOrigin"),
        set(),
    ),
    "baclofen stopped at once": (
        record("DiscontinuationRecord", recordsTherapy=ITB, isTapered=False),
        {("BaclofenStop", "violation")},
    ),
    "baclofen tapered": (record("DiscontinuationRecord", recordsTherapy=ITB, isTapered=True), set()),
    "ziconotide stopped at once": (
        record(
            "DiscontinuationRecord", recordsTherapy="neuromod:IntrathecalZiconotideTherapy", isTapered=False
        ),
        set(),
    ),
    "a stop of which nothing is said": (
        record("DiscontinuationRecord", recordsTherapy=ITB),
        {("BaclofenStop-isTapered", "info")},
    ),
    "baclofen 1 mg/d for an unknown condition": (
        infusion("Baclofen", 1.0),
        {("PublishedLimitInputs", "info")},
    ),
    "a bolus of baclofen, screening or not": (
        infusion("Baclofen", None, bolusDose=0.06),
        {("InfusionInputs", "info")},
    ),
    "baclofen screening with 100 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.1),
        set(),
    ),
    "baclofen screening with 75 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.075),
        set(),
    ),
    # pumps
    "ziconotide in a pump labelled for it": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, recordsDevice="product:SynchroMedII"),
        set(),
    ),
    "ziconotide in a pump not labelled for it": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, recordsDevice="product:Prometra"),
        {("LabelledPumpAgent", "info")},
    ),
    "baclofen in no pump": (infusion("Baclofen", 0.5, recordsDevice=None), {("InfusionInputs", "info")}),
    "baclofen in a pump of unknown label": (
        infusion("Baclofen", 0.5, recordsDevice="product:SynchroMed"),
        {("InfusionInputs", "info")},
    ),
    # infusion arithmetic
    "2 mg/mL at 0.25 mL/d is 0.5 mg/d": (
        infusion("Baclofen", 0.5, drugConcentration=2, infusionRate=0.25),
        set(),
    ),
    "2 mg/mL at 0.25 mL/d is not 0.25 mg/d": (
        infusion("Baclofen", 0.25, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "an infusion of nothing": (
        record("InfusionProgram", dailyDose=1),
        {("Infusion-recordsAgent", "violation")},
    ),
    "an infusion of unknown dose": (infusion("Morphine", None), {("Infusion-dailyDose", "info")}),
    "a concentration without flow": (
        infusion("Baclofen", 0.5, drugConcentration=2),
        {("InfusionInputs", "info")},
    ),
    "2 mg/mL at 0.25 mL/d is 0.51 mg/d within two parts in a hundred": (
        infusion("Baclofen", 0.51, drugConcentration=2, infusionRate=0.25),
        set(),
    ),
    "2 mg/mL at 0.25 mL/d is not 0.511 mg/d": (
        infusion("Baclofen", 0.511, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "2 mg/mL at 0.25 mL/d is not 0.51005 mg/d": (
        infusion("Baclofen", 0.51005, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "a flow without concentration": (
        infusion("Baclofen", 0.5, infusionRate=0.25),
        {("InfusionInputs", "info")},
    ),
}
