"""Findings of checks and the reports that tell them."""

from neuromod_onto.findings.model import SEVERITIES, Finding, Report

__all__ = ["SEVERITIES", "Finding", "Report"]
