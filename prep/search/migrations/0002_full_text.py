"""Over the words of the entries, each database's own full-text index. It follows the table by itself."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_entry_index USING fts5(
        heading_words, aside_words, body_words,
        content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
    )""",
    """CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_entry_index(rowid, heading_words, aside_words, body_words)
        VALUES (new.id, new.heading_words, new.aside_words, new.body_words);
    END""",
    """CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_entry_index(search_entry_index, rowid, heading_words, aside_words, body_words)
        VALUES ('delete', old.id, old.heading_words, old.aside_words, old.body_words);
    END""",
    """CREATE TRIGGER search_entry_updated AFTER UPDATE OF heading_words, aside_words, body_words ON search_entry BEGIN
        INSERT INTO search_entry_index(search_entry_index, rowid, heading_words, aside_words, body_words)
        VALUES ('delete', old.id, old.heading_words, old.aside_words, old.body_words);
        INSERT INTO search_entry_index(rowid, heading_words, aside_words, body_words)
        VALUES (new.id, new.heading_words, new.aside_words, new.body_words);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_updated",
    "DROP TRIGGER search_entry_deleted",
    "DROP TRIGGER search_entry_inserted",
    "DROP TABLE search_entry_index",
]

# Without fastupdate: after a load, nobody's search reads through a list of what is yet to be sorted in.
POSTGRES = [
    """ALTER TABLE search_entry ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', heading_words), 'A')
        || setweight(to_tsvector('simple', aside_words), 'B')
        || setweight(to_tsvector('simple', body_words), 'C')
    ) STORED""",
    "ALTER TABLE search_entry ALTER COLUMN search SET STORAGE MAIN",  # beside the row: ranking reads it of each hit
    "CREATE INDEX search_entry_index ON search_entry USING gin (search) WITH (fastupdate = off)",
]
POSTGRES_BACK = ["ALTER TABLE search_entry DROP COLUMN search"]


def forwards(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRES_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
