"""How fast it is, against a named peer on the same machine: `python -m benchmarks` prints what README tells."""
