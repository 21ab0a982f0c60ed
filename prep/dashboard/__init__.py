"""Pages that read from several apps at once. Owns no rows."""
