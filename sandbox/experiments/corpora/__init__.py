"""Texts of our own that experiments train on."""
