"""Findings of checks and the reports that tell them."""

from neuromod_onto.findings.model import SEVERITIES, Finding, Group, Report

__all__ = ["SEVERITIES", "Finding", "Group", "Report"]
