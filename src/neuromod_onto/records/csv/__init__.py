"""Records from CSV files whose columns bear the names of the ontology's properties."""
