"""What is somebody's: found by walking the foreign keys; taken along, exported, and deleted when they ask."""
