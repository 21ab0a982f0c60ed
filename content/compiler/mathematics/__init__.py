"""TeX as KaTeX reads it: what is wrong with a formula, and how a page shows it."""
