"""The pages of practice: `start`, `quiz` for what happens in one, `question` for one that stands alone, `report`."""
