"""Recurrent cells in NumPy, written like the paper. Knows nothing of experiments, and no package but NumPy."""
