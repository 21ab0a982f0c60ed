"""Who learns: networks on their tasks, what they answer, and a step of their training."""
