"""What people are told, in their language: messages and the names of columns, from two tables."""

from neuromod_onto.wording.telling import column_in, known_column, known_in, requoted, said_in, table

__all__ = ["column_in", "known_column", "known_in", "requoted", "said_in", "table"]
