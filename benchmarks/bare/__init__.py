"""The peer of our pages: Django with nothing in between, a view that asks one query and renders a template, or keeps a
row."""
