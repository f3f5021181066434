"""What everything else builds on: shipped files, prefixes, languages, ontology terms used by code."""
