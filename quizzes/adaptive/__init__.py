"""What we believe of a learner, and which question comes next. Knows NumPy, and neither rows nor requests."""
