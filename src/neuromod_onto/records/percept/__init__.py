"""Records from session reports of Medtronic Percept neurostimulators."""
