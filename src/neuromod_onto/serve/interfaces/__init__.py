"""What programs speak to: SPARQL, JSON, linked data, reconciliation, FHIR."""
