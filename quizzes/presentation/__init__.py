"""What the pages show: `showing` a question as it is asked, `telling` what became of an answer, `reporting` a quiz,
`words` for abilities and reasons."""
