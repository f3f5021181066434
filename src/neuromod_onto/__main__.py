"""Run the command line with ``python -m neuromod_onto``."""

from neuromod_onto.cli import main

if __name__ == "__main__":
    main()
