"""A bank and a crowd as large as one likes, made inside the database: many questions like the library's, and
learners who answered them.

Rows come in the order of time, so that one learner's are far apart, as they are after some years. Keys, indexes and
foreign keys rest meanwhile and are built at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import gcd
from time import time

ANSWERS_A_LEARNER, QUESTIONS_A_QUIZ, OBJECTIVES_A_LEARNER = 200, 20, 10
AT_ONCE = 500  # so many quizzes are under way at any time
APART = 5  # seconds, between two answers
COUNTED = "WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i < %s - 1)"
TABLES = ("accounts_user", "quizzes_quiz", "quizzes_turn", "quizzes_attempt", "quizzes_skill", "quizzes_mastery")


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently."""

    key: str
    json: str
    moment: str

    def at(self, seconds: str) -> str:
        """`seconds` are SQL, since 1970."""
        return self.moment.format(f"({seconds})")


DIALECTS = {
    "postgresql": Dialect("gen_random_uuid()", "CAST('{}' AS jsonb)", "to_timestamp({})"),
    "sqlite": Dialect("lower(hex(randomblob(16)))", "'{}'", "datetime({}, 'unixepoch')"),
}


def bank(questions: int) -> None:
    """So many more, on all topics; each has the text and the options of one of the library's with one right option."""
    from django.db import connection

    say = DIALECTS[connection.vendor]
    now = say.at(str(int(time())))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_source AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, * FROM quizzes_question "
            "WHERE kind = 'single' AND retired_at IS NULL"
        )
        cursor.execute(
            "CREATE TABLE bench_objective AS SELECT row_number() OVER (ORDER BY position, id) - 1 AS place, id, "
            "topic_id FROM content_objective WHERE retired_at IS NULL"
        )
        sources, objectives = (
            _one(cursor, f"SELECT COUNT(*) FROM {table}") for table in ("bench_source", "bench_objective")
        )
        cursor.execute(
            f"CREATE TABLE bench_made AS {COUNTED} SELECT i, s.place AS source, o.id AS objective_id, o.topic_id "
            "FROM counted JOIN bench_source s ON s.place = i %% %s JOIN bench_objective o ON o.place = i %% %s",
            [questions, sources, objectives],
        )
        cursor.execute(
            "INSERT INTO content_piece (kind, key, topic_id, origin_path) "
            "SELECT 'question', 'made-' || i, topic_id, '' FROM bench_made"
        )
        made = "bench_made m JOIN bench_source s ON s.place = m.source"
        piece = "content_piece p ON p.kind = 'question' AND p.key = 'made-' || m.i"
        cursor.execute(
            "INSERT INTO content_revision (piece_id, number, source, compiled, digest, at) "
            f"SELECT p.id, 1, '', r.compiled, r.digest, r.at FROM {made} JOIN {piece} "
            "JOIN content_revision r ON r.id = s.revision_id"
        )
        cursor.execute(
            "UPDATE content_piece SET current_id = (SELECT id FROM content_revision r WHERE r.piece_id = "
            "content_piece.id) WHERE kind = 'question' AND current_id IS NULL"
        )
        copied = "title, kind, level, seconds, asked_at, assessments, statistics"
        cursor.execute(
            f"INSERT INTO quizzes_question (piece_id, key, topic_id, revision_id, {copied}) "
            f"SELECT p.id, p.key, p.topic_id, p.current_id, s.{copied.replace(', ', ', s.')} "
            f"FROM {made} JOIN {piece}"
        )
        cursor.execute(
            "INSERT INTO quizzes_parameters (question_id, version, source, answers, difficulty, difficulty_sd, "
            "log_discrimination, log_discrimination_sd, guessing, at) "
            f"SELECT q.id, 1, 'level', 0, (m.i * 7919 %% 1000) / 250.0 - 2, 0.7, 0.1, 0.3, 0.25, {now} "
            "FROM bench_made m JOIN quizzes_question q ON q.key = 'made-' || m.i",
            [],
        )
        cursor.execute(
            "UPDATE quizzes_question SET parameters_id = (SELECT id FROM quizzes_parameters p WHERE p.question_id = "
            "quizzes_question.id) WHERE parameters_id IS NULL"
        )
        cursor.execute(
            "INSERT INTO quizzes_question_objectives (question_id, objective_id) SELECT q.id, m.objective_id "
            "FROM bench_made m JOIN quizzes_question q ON q.key = 'made-' || m.i"
        )
        cursor.execute(
            "INSERT INTO quizzes_question_misconceptions (question_id, misconception_id) "
            f"SELECT q.id, b.misconception_id FROM {made} JOIN quizzes_question q ON q.key = 'made-' || m.i "
            "JOIN quizzes_question_misconceptions b ON b.question_id = s.id"
        )
        for table in ("source", "objective", "made"):
            cursor.execute(f"DROP TABLE bench_{table}")
        cursor.execute("ANALYZE")


def answered(attempts: int) -> None:
    """So many answers in quizzes, and what follows from them of every learner."""
    from django.db import connection
    from django.utils import timezone

    from prep.accounts.models import User
    from quizzes.adaptive.evidence import NOTHING

    say, a_quiz = DIALECTS[connection.vendor], QUESTIONS_A_QUIZ
    learners = max(1, attempts // ANSWERS_A_LEARNER)
    quizzes = attempts // a_quiz
    at_once = gcd(quizzes, AT_ONCE)
    began = int(time()) - attempts * APART
    with connection.cursor() as cursor, _resting(cursor, connection.vendor):
        user, quiz, turn = (
            _one(cursor, f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
            for table in ("accounts_user", "quizzes_quiz", "quizzes_turn")
        )
        cursor.execute(
            "CREATE TABLE bench_asked AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, topic_id, "
            "revision_id, parameters_id FROM quizzes_question WHERE kind = 'single'"
        )
        cursor.execute("CREATE UNIQUE INDEX bench_asked_place ON bench_asked (place)")
        asked = _one(cursor, "SELECT COUNT(*) FROM bench_asked")
        at = say.at(f"{began} + i * {APART}")
        now = timezone.now()
        people = (User(id=user + i, password="!", joined_at=now, last_seen_at=now) for i in range(learners))
        User.objects.bulk_create(people, batch_size=1000)
        started = f"{began} + i / {at_once} * {at_once * a_quiz * APART}"
        ended = say.at(f"{started} + {at_once * a_quiz * APART}")
        cursor.execute(
            "INSERT INTO quizzes_quiz (id, learner_id, client_key, mode, wanted, length, seed, started_at, seen_at, "
            f"finished_at, ending) {COUNTED} SELECT {quiz} + i, {user} + i %% {learners}, {say.key}, "
            f"CASE i %% 3 WHEN 0 THEN 'assessment' ELSE 'practice' END, {say.json}, {a_quiz}, i, "
            f"{say.at(started)}, {ended}, {ended}, 'length' FROM counted",
            [quizzes],
        )
        quiz_of = f"(i / {at_once * a_quiz} * {at_once} + i %% {at_once})"
        which = f"JOIN bench_asked q ON q.place = (i * CAST(7919 AS bigint)) %% {asked}"
        number = f"i %% {at_once * a_quiz} / {at_once} + 1"
        cursor.execute(
            "INSERT INTO quizzes_turn (id, quiz_id, number, question_id, revision_id, seed, why, about, chance, "
            f"given_at, opened_at, seconds_before, hints) {COUNTED} SELECT {turn} + i, {quiz} + {quiz_of}, "
            f"{number}, q.id, q.revision_id, i, 'fitting', '', 0.75, {at}, {at}, 0, 0 FROM counted {which}",
            [attempts],
        )
        nothing = say.json.replace("{}", "[]")
        chosen = say.json.replace("{}", '{"chosen": [0]}')
        cursor.execute(
            "INSERT INTO quizzes_attempt (learner_id, client_key, quiz_id, turn_id, question_id, revision_id, "
            "parameters_id, topic_id, objectives, "
            'seed, response, score, "right", misconceptions, opportunities, confidence, hints, seconds, '
            f"ability, ability_sd, weight, at) {COUNTED} SELECT {user} + {quiz_of} %% {learners}, {say.key}, "
            f"{quiz} + {quiz_of}, {turn} + i, q.id, q.revision_id, q.parameters_id, q.topic_id, {nothing}, i, "
            f"{chosen}, "
            f"CASE WHEN i %% 3 = 0 THEN 0 ELSE 1 END, i %% 3 <> 0, {nothing}, {nothing}, '', 0, 40, 0, 0.8, 1, {at} "
            f"FROM counted {which}",
            [attempts],
        )
        skill = "evidence, mean, sd, answers, updated_at"
        latest = say.at(str(began))
        known = f"%s, 0.1, 0.6, 20, {latest}"
        cursor.execute(
            f"INSERT INTO quizzes_skill (learner_id, topic_id, {skill}) {COUNTED} "
            f"SELECT {user} + i, t.id, {known} FROM counted CROSS JOIN content_topic t WHERE t.retired_at IS NULL",
            [learners, NOTHING.to_bytes()],
        )
        cursor.execute(
            'INSERT INTO quizzes_mastery (learner_id, objective_id, evidence, elsewhere, chance, "offset", answers, '
            f"updated_at) {COUNTED} SELECT {user} + i, o.id, %s, %s, 0.6, 0, 20, {latest} FROM counted CROSS JOIN "
            "(SELECT id FROM content_objective WHERE retired_at IS NULL ORDER BY id LIMIT %s) o",
            [learners, NOTHING.to_bytes(), b"", OBJECTIVES_A_LEARNER],
        )
        cursor.execute("DROP TABLE bench_asked")


@contextmanager
def _resting(cursor, vendor: str) -> Iterator[None]:
    """What is looked up at each row is built once, at the end."""
    if vendor == "sqlite":
        with _sqlite_resting(cursor):
            yield
        return
    named = ", ".join(f"'{table}'::regclass" for table in TABLES)
    cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up
    cursor.execute(f"UPDATE pg_index SET indisready = false WHERE indrelid IN ({named})")
    yield
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for table in TABLES:
        cursor.execute(f"REINDEX TABLE {table}")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
    cursor.execute("RESET session_replication_role")
    cursor.execute("VACUUM ANALYZE")


@contextmanager
def _sqlite_resting(cursor) -> Iterator[None]:
    named = ", ".join(f"'{table}'" for table in TABLES)
    cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({named})")
    indexes = cursor.fetchall()
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -4000000", "temp_store = MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, sql in indexes:
        cursor.execute(sql)
    cursor.execute("ANALYZE")
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "cache_size = -2000", "temp_store = DEFAULT"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _one(cursor, query: str) -> int:
    cursor.execute(query)
    return cursor.fetchone()[0]
