"""Tokens of Markdown → HTML. Python-Markdown sees text and marks alone: code, formulas, addresses and our own elements
are taken out before (`spans`, `marking`, `manuscript`) and set in after the cleaning (`conversion`, `setting`)."""
