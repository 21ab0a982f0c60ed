"""What a request must say, and what may be listed of questions and quizzes by anybody they are shown to."""

from typing import Any
from uuid import uuid4

from rest_framework import serializers

from content.compiler.questions.values import KINDS, LEVELS
from content.models import Objective, Topic
from prep.accounts.api import ClientKeyField
from quizzes import forms
from quizzes.grading import unknown
from quizzes.models import Attempt, Question, Quiz
from quizzes.practice import starting
from quizzes.presentation import asking, problems
from quizzes.wanted import Wanted

MOST_FIELDS = 30


class TopicSerializer(serializers.ModelSerializer):
    questions = serializers.IntegerField(source="askable")
    page = serializers.HyperlinkedIdentityField("content:topic", lookup_field="key")
    sets = serializers.SerializerMethodField()

    class Meta:
        model = Topic
        fields = ["key", "title", "questions", "sets", "page"]
        read_only_fields = fields

    def get_sets(self, topic: Topic) -> list[dict[str, Any]]:
        """Ready-made; a quiz of one is begun with its key."""
        made = [each for each in self.context["sets"] if each.topic == topic.key]
        return [{"key": each.key, "title": each.title, "questions": list(each.questions)} for each in made]


class ObjectiveSerializer(serializers.ModelSerializer):
    topic = serializers.CharField(source="topic.key")

    class Meta:
        model = Objective
        fields = ["key", "topic", "statement"]
        read_only_fields = fields


class QuestionSerializer(serializers.ModelSerializer):
    """What a question is about. Its options are at its address; its answer is told to who answered."""

    url = serializers.HyperlinkedIdentityField("quizzes-api:question", lookup_field="key")
    topic = serializers.CharField(source="topic.key")
    objectives = serializers.SlugRelatedField("key", many=True, read_only=True)

    class Meta:
        model = Question
        fields = ["key", "url", "topic", "title", "kind", "level", "seconds", "objectives", "asked_at"]
        read_only_fields = fields


class QuizSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField("quizzes-api:quiz", lookup_url_kwarg="quiz_id")

    class Meta:
        model = Quiz
        fields = [
            "id",
            "url",
            "mode",
            "wanted",
            "length",
            "started_at",
            "seen_at",
            "paused_at",
            "finished_at",
            "ending",
            "retries",
        ]
        read_only_fields = fields


class KeysField(serializers.ListField):
    def __init__(self) -> None:
        child = serializers.CharField(max_length=60)
        super().__init__(child=child, max_length=forms.MOST_CHOSEN, default=list)


class StartSerializer(serializers.Serializer):
    """A quiz that is wanted; the same client_key again is the same quiz."""

    client_key = ClientKeyField(default=uuid4)
    mode = serializers.ChoiceField(Quiz.Mode.choices, default=Quiz.Mode.PRACTICE)
    length = serializers.IntegerField(min_value=1, max_value=forms.LONGEST, default=forms.USUAL)
    topics = KeysField()
    objectives = KeysField()
    questions = KeysField()
    kinds = serializers.ListField(child=serializers.ChoiceField(list(KINDS)), max_length=60, default=list)
    levels = serializers.ListField(child=serializers.ChoiceField(list(LEVELS)), max_length=60, default=list)
    company = serializers.CharField(max_length=80, default="", allow_blank=True)
    set = serializers.CharField(
        max_length=60, default="", allow_blank=True, help_text="A ready-made one; then nothing else counts."
    )

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        return {**said, "mode": Quiz.Mode.FIXED} if said["set"] else said

    @property
    def wanted(self) -> Wanted:
        asked = self.validated_data
        if asked["set"]:
            return forms.ready_made(asked["set"])
        return Wanted(
            topics=tuple(asked["topics"]),
            objectives=tuple(asked["objectives"]),
            kinds=tuple(kind for kind in KINDS if kind in asked["kinds"]),
            levels=tuple(sorted(set(asked["levels"]))),
            company=asked["company"],
            questions=tuple(asked["questions"]),
        )


class SaidField(serializers.Field):
    """An answer by its fields: {"choice": ["B"]}, {"number": "1.5"}, {"order": ["C", "A", "B"]}, {"gap-1": "f_t"} or
    {"text": "…"}; to any question {"unknown": true}, which is “I don't know”."""

    def to_internal_value(self, data: object) -> dict[str, list[str]]:
        if not isinstance(data, dict) or len(data) > MOST_FIELDS:
            raise serializers.ValidationError('An answer is an object, such as {"choice": ["B"]}.')
        if data.get(unknown.FIELD) is True:
            return {unknown.FIELD: [unknown.YES]}
        said = {
            name: (value if isinstance(value, list) else [value])[: MOST_FIELDS + 1] for name, value in data.items()
        }
        if any(not isinstance(value, str) for values in said.values() for value in values):
            raise serializers.ValidationError("What is answered is text: write numbers between quotes.")
        return said


class AnswerSerializer(serializers.Serializer):
    client_key = ClientKeyField(default=uuid4)
    answer = SaidField()
    confidence = serializers.ChoiceField(Attempt.Confidence.choices, default="", allow_blank=True)


class TurnAnswerSerializer(AnswerSerializer):
    number = serializers.IntegerField(min_value=1, max_value=starting.FIXED_AT_MOST)


class ShownSerializer(serializers.Serializer):
    """`round` and `revision` as the question was shown with."""

    round = serializers.IntegerField(min_value=0, max_value=asking.MOST_ROUNDS, default=0)
    revision = serializers.IntegerField(min_value=1, max_value=2**62, required=False)


class AloneAnswerSerializer(ShownSerializer, AnswerSerializer):
    """The first answer to a round stands: another to the same one is told as that was."""


class ProblemSerializer(serializers.Serializer):
    """What is wrong with a question; the same client_key again is the same report."""

    client_key = ClientKeyField(default=uuid4)
    words = serializers.CharField(max_length=problems.LONGEST)


class AloneProblemSerializer(ShownSerializer, ProblemSerializer):
    pass


class RetrySerializer(serializers.Serializer):
    client_key = ClientKeyField(default=uuid4)


class JudgementSerializer(serializers.Serializer):
    client_key = ClientKeyField(default=uuid4)
    ticked = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=99), max_length=100)
