"""Everything that is read: `bank` of the questions, `practice` of what learners did with them."""
