"""What we believe of learners and of questions, and which question comes next. NumPy, and neither rows nor requests."""
