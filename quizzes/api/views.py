"""Topics, objectives, questions, quizzes and answers as JSON. Quizzes and answers are their learner's alone."""

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from prep.accounts import guests
from prep.accounts.api import SessionOfAnybody
from quizzes import grading, practice, shelf
from quizzes.api import serializers, told
from quizzes.bank import report as report_problem
from quizzes.forms import Unreadable
from quizzes.models import Attempt, Question, Quiz, Turn
from quizzes.presentation import asking, reporting
from quizzes.queries import bank
from quizzes.queries import practice as queries
from quizzes.views.answers import unkept


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT


class Pages(PageNumberPagination):
    page_size = 50


@method_decorator(ensure_csrf_cookie, name="dispatch")
class Topics(ListAPIView):
    """What can be practised. Brings the cookie with the token that an answer has to show."""

    authentication_classes = []
    pagination_class = None
    serializer_class = serializers.TopicSerializer

    def get_queryset(self):
        return bank.topics_to_practise()

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "sets": shelf.current().sets}


class Objectives(ListAPIView):
    authentication_classes = []
    pagination_class = Pages
    serializer_class = serializers.ObjectiveSerializer

    def get_queryset(self):
        return bank.objectives_asked_about()


class Questions(ListAPIView):
    """By topic, objective, kind and level; never with an answer."""

    authentication_classes = []
    pagination_class = Pages
    serializer_class = serializers.QuestionSerializer

    def get_queryset(self):
        asked = self.request.query_params
        level = asked.get("level", "")
        if level not in {"", "1", "2", "3", "4", "5"}:
            raise ValidationError({"level": ["A level is 1, 2, 3, 4 or 5."]})
        return bank.listed(
            topic=asked.get("topic", ""),
            objective=asked.get("objective", ""),
            kind=asked.get("kind", ""),
            level=int(level) if level else None,
        )


class Ours(APIView):
    """Whatever holds a learner's questions and answers is kept by nobody on the way."""

    authentication_classes = [SessionOfAnybody]
    permission_classes = [IsAuthenticated]

    def finalize_response(self, request, response, *args, **kwargs):
        return unkept(super().finalize_response(request, response, *args, **kwargs))


class OneQuestion(Ours):
    permission_classes = [AllowAny]

    def get(self, request: Request, key: str) -> Response:
        question, learner = _question(key), guests.known(request)
        try:
            practice.insist_told(learner=learner, question_id=question.pk)
        except practice.Withheld as withheld:
            raise Conflict(str(withheld)) from withheld
        context = asking.alone(question, learner)
        shown = told.shown(context["shown"])
        return Response({**shown, "round": context["round"], "revision": question.revision_id})


class AloneAnswers(Ours):
    permission_classes = [AllowAny]

    def post(self, request: Request, key: str) -> Response:
        now = timezone.now()
        question, said = _question(key), _read(serializers.AloneAnswerSerializer, request)
        seed = asking.seed_of(question, said["round"])
        try:
            revision = asking.revision_of(question, {"revision": [str(said.get("revision", ""))]})
            asking.checked(revision, seed, said["answer"])
            attempt = practice.answer_alone(
                learner=guests.learner(request, now=now),
                question=question,
                revision_id=revision,
                seed=seed,
                said=said["answer"],
                confidence=said["confidence"],
                client_key=said["client_key"],
                now=now,
            )
        except (grading.Refused, Unreadable) as problem:
            raise _refusal(problem) from problem
        except practice.Withheld as withheld:
            raise Conflict(str(withheld)) from withheld
        return Response(told.told(attempt), status=status.HTTP_201_CREATED)


class Quizzes(Ours, ListAPIView):
    pagination_class = Pages
    serializer_class = serializers.QuizSerializer

    def get_permissions(self):
        return [AllowAny()] if self.request.method == "POST" else super().get_permissions()

    def get_queryset(self):
        return queries.quizzes_of(self.request.user)

    def post(self, request: Request) -> Response:
        now = timezone.now()
        asked = serializers.StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            wanted = asked.wanted
            practice.insist(mode=said["mode"], wanted=wanted)
            quiz = practice.start(
                learner=guests.learner(request, now=now),
                mode=said["mode"],
                wanted=wanted,
                length=said["length"],
                client_key=said["client_key"],
                now=now,
            )
        except Unreadable as problem:
            raise _refusal(problem) from problem
        except practice.NothingToAsk as problem:
            raise ValidationError({"non_field_errors": [str(problem)]}) from problem
        return _started(request, quiz)


class OneQuiz(Ours):
    def get(self, request: Request, quiz_id: int) -> Response:
        return Response(_state(request, _quiz(request, quiz_id)))


class Answers(Ours):
    def post(self, request: Request, quiz_id: int) -> Response:
        """In an assessment what was right is told at its end."""
        said = _read(serializers.TurnAnswerSerializer, request)
        try:
            attempt = practice.answer(
                learner=request.user,
                quiz_id=quiz_id,
                number=said["number"],
                said=said["answer"],
                confidence=said["confidence"],
                client_key=said["client_key"],
                now=timezone.now(),
            )
        except Turn.DoesNotExist:
            raise NotFound from None
        except (practice.Finished, practice.Withheld) as over:
            raise Conflict(str(over)) from over
        except grading.Refused as problem:
            raise _refusal(problem) from problem
        quiz = _quiz(request, quiz_id)
        answer = told.told(attempt) if quiz.tells else told.kept(attempt)
        return Response({"answer": answer, "quiz": _state(request, quiz)}, status=status.HTTP_201_CREATED)


class Verb(Ours):
    verb: Callable[..., Quiz]

    def post(self, request: Request, quiz_id: int) -> Response:
        _quiz(request, quiz_id)
        self.verb(learner=request.user, quiz_id=quiz_id, now=timezone.now())
        return Response(_state(request, _quiz(request, quiz_id)))


class Pause(Verb):
    verb = staticmethod(practice.pause)


class Resume(Verb):
    verb = staticmethod(practice.resume)


class Finish(Verb):
    verb = staticmethod(practice.finish)


class Abandon(Verb):
    verb = staticmethod(practice.abandon)


class Retry(Ours):
    def post(self, request: Request, quiz_id: int) -> Response:
        """What was missed in a quiz, once it is over."""
        quiz, said = _quiz(request, quiz_id), _read(serializers.RetrySerializer, request)
        if quiz.finished_at is None:
            raise Conflict("The quiz goes on: what was missed in it is tried again after its end.")
        try:
            again = practice.retry(learner=request.user, quiz=quiz, now=timezone.now(), **said)
        except practice.NothingToAsk as nothing:
            raise Conflict("There is nothing to try again: nothing was missed, or it is no longer asked.") from nothing
        return _started(request, again)


class Open(Ours):
    def post(self, request: Request, quiz_id: int, number: int) -> Response:
        """A question's time is counted from here, and not from when what was told of the one before is read."""
        _turn(request, quiz_id, number)
        practice.open_turn(learner=request.user, quiz_id=quiz_id, number=number, now=timezone.now())
        return Response(_state(request, _quiz(request, quiz_id)))


class Hint(Ours):
    def post(self, request: Request, quiz_id: int, number: int) -> Response:
        """One more of them; those that were told stand in the quiz's turn."""
        try:
            turn = practice.hint(learner=request.user, quiz_id=quiz_id, number=number)
        except Turn.DoesNotExist:
            raise _no_turn(request, quiz_id) from None
        if turn.quiz.mode == Quiz.Mode.ASSESSMENT:
            raise Conflict("An assessment has no hints.")
        if queries.attempt_at(turn) is not None:
            raise Conflict("This question was answered, so there are no more hints to it.")
        return Response(_state(request, _quiz(request, quiz_id)))


class Problems(Ours):
    def post(self, request: Request, quiz_id: int, number: int) -> Response:
        """Something is wrong with the question of a turn, answered or not."""
        said = _read(serializers.ProblemSerializer, request)
        turn = _turn(request, quiz_id, number)
        report = report_problem(
            learner=request.user,
            question=turn.question,
            revision_id=turn.revision_id,
            seed=turn.seed,
            now=timezone.now(),
            **said,
        )
        return Response(told.reported(report), status=status.HTTP_201_CREATED)


class AloneProblems(Ours):
    permission_classes = [AllowAny]

    def post(self, request: Request, key: str) -> Response:
        """It may be withdrawn meanwhile."""
        now = timezone.now()
        question = get_object_or_404(Question, key=key)
        said = _read(serializers.AloneProblemSerializer, request)
        try:
            revision = asking.revision_of(question, {"revision": [str(said.get("revision", ""))]})
        except Unreadable as problem:
            raise _refusal(problem) from problem
        report = report_problem(
            learner=guests.learner(request, now=now),
            question=question,
            revision_id=revision,
            seed=asking.seed_of(question, said["round"]),
            words=said["words"],
            client_key=said["client_key"],
            now=now,
        )
        return Response(told.reported(report), status=status.HTTP_201_CREATED)


class Judgements(Ours):
    def post(self, request: Request, attempt_id: int) -> Response:
        said = _read(serializers.JudgementSerializer, request)
        try:
            practice.judge(learner=request.user, attempt_id=attempt_id, now=timezone.now(), **said)
        except Attempt.DoesNotExist:
            raise NotFound from None
        except practice.NotYet as hidden:
            raise Conflict(str(hidden)) from hidden
        except grading.Refused as problem:
            raise _refusal(problem) from problem
        attempt = queries.told(request.user).get(pk=attempt_id)
        return Response(told.told(attempt), status=status.HTTP_201_CREATED)


class OneReport(Ours):
    def get(self, request: Request, quiz_id: int) -> Response:
        quiz = _quiz(request, quiz_id)
        if quiz.finished_at is None:
            raise Conflict("The quiz goes on: its report comes with its end.")
        found = reporting.report(quiz, request.user, now=timezone.now())
        return Response({"quiz": _state(request, quiz), **told.report(found)})


def _started(request: Request, quiz: Quiz) -> Response:
    state = _state(request, quiz)
    return Response(state, status=status.HTTP_201_CREATED, headers={"Location": str(state["url"])})


def _state(request: Request, quiz: Quiz) -> dict:
    """The quiz with the question that waits, if one does."""
    state = dict(serializers.QuizSerializer(quiz, context={"request": request}).data)
    turn = queries.current_turn(quiz) if quiz.finished_at is None else None
    if turn is None:
        return {**state, "turn": None}
    context = asking.asked(turn)
    asked = {"question": told.shown(context["shown"]), "hints_html": context["hints"]}
    return {**state, "turn": {"number": turn.number, "why": context["why"], **asked}}


def _quiz(request: Request, quiz_id: int) -> Quiz:
    return get_object_or_404(queries.quizzes_of(request.user), pk=quiz_id)


def _turn(request: Request, quiz_id: int, number: int) -> Turn:
    found = queries.turn(request.user, quiz_id, number)
    if found is None:
        raise _no_turn(request, quiz_id)
    return found


def _no_turn(request: Request, quiz_id: int) -> APIException:
    """With its quiz the question goes that waited in it."""
    if _quiz(request, quiz_id).finished_at is None:
        return NotFound()
    return Conflict("This quiz is over. What was answered in it is in its report.")


def _question(key: str) -> Question:
    found = bank.one(key)
    if found is None:
        raise NotFound
    return found


def _read(serializer: type[serializers.serializers.Serializer], request: Request) -> dict:
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data


def _refusal(problem: grading.Refused | Unreadable) -> ValidationError:
    return ValidationError({problem.field or "answer": [str(problem)]})
