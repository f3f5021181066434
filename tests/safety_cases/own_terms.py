"""Therapies and devices of the user's own, which state themselves what others inherit."""

from __future__ import annotations

from .records import Case, implant, phases, session, therapy

OWN_TERMS = """
:skinTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasInvasiveness :ownWay . :ownWay rdfs:subClassOf :wayBetween . :wayBetween rdfs:subClassOf neuromod:NonInvasiveDelivery .
:riskyTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasContraindication neuromod:Infection .
:pulsing neuromod:hasPrecaution neuromod:ActiveImplantableMedicalDevice ; neuromod:deliveredBy :pulser .
:pulser rdfs:subClassOf neuromod:ActiveImplantableMedicalDevice .
:pulsingBelow rdfs:subClassOf :pulsingBetween . :pulsingBetween rdfs:subClassOf :pulsing .
:pulserBelow rdfs:subClassOf :pulserBetween . :pulserBetween rdfs:subClassOf :pulser .
:carefulTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasPrecaution neuromod:Device . :loneTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasContraindication neuromod:Device .
:loneDevice neuromod:hasContraindication neuromod:Device .
"""

#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    "unbalanced on the skin by a therapy of the user's own": (
        phases(1.0, 0.5, recordsTherapy=":skinTherapy"),
        {("SurfaceChargeBalance", "info")},
    ),
    "a therapy of the user's own with a contraindication": (
        therapy("P170", ":riskyTherapy", contraindicationsReviewed=None),
        {("PatientReview", "info"), ("UseWithinLabel", "info")},
    ),
    "a pulser of the user's own": (implant("P171", recordsDevice=":pulser"), set()),
    "the pulsing that it delivers": (session("P171", ":pulsing"), set()),
    "a pulser of a kind below": (implant("P172", recordsDevice=":pulserBelow"), set()),
    "the pulsing of a kind below": (session("P172", ":pulsingBelow"), set()),
    "a pacemaker before the pulsing": (implant("P173", recordsDevice="neuromod:CardiacPacemaker"), set()),
    "the pulsing with a pacemaker": (session("P173", ":pulsing"), {("ImplantWithPrecaution", "warning")}),
    "a stimulator before a therapy that is careful with any device": (
        implant("P174", recordsDevice="neuromod:SacralNeuromodulationDevice"),
        set(),
    ),
    "the careful therapy": (session("P174", ":carefulTherapy"), {("ImplantWithPrecaution", "warning")}),
    "a therapy that goes with no device": (
        session("P174", ":loneTherapy"),
        {("ContraindicatedTherapy", "violation")},
    ),
    "a device that goes with no other": (
        implant("P174", recordsDevice=":loneDevice"),
        {("CompetingImplants", "violation")},
    ),
}
