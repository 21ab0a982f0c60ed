"""What experiments are made of: tasks, the networks that learn them, and what is measured. Pure, and drawn nowhere."""
