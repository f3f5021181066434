"""The data that everything works on: the shipped graphs, what the user adds, how they are loaded."""

from neuromod_onto.dataset.load import Dataset, load, load_asserted
from neuromod_onto.dataset.read import read_quads, read_rdf

__all__ = ["Dataset", "load", "load_asserted", "read_quads", "read_rdf"]
