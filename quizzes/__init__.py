"""What a learner does with what we teach: quizzes, cards, interviews."""
