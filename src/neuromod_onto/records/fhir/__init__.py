"""Records from FHIR resources, one module for each kind of resource."""
