"""Experiments: pure functions of (parameters, seed, report), one file each. Knows NumPy and `sandbox.nn`."""
