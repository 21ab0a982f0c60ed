"""Questions: the text of a questions.md as values. What becomes of an answer to one is `quizzes.grading`'s."""
