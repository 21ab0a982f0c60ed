"""Questions: the text of a questions.md as values. What becomes of an answer to one is `quizzes.grading`'s.

`reader` is the way in: it divides the file, reads what all kinds have (`fields`, `said`), and hands the rest as a
`draft` to the module of a question's kind. `texts` makes HTML of its texts, and `placeholders` keeps the places of what
is put into them later. `stored` is a question as JSON, `outlined` what other files must know of it, `expressions` what
can be worked out.
"""
