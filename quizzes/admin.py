"""The desk of who writes questions: how each is answered, what is believed of it, and what is wrong with it. Questions
are written in files, so nothing of them is changed here; whose answers these were is nobody's business."""

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from content.admin import ReadOnly, WhetherRetired
from content.compiler.questions.values import Choice
from quizzes import bank, grading, revisions
from quizzes.models import Parameters, Question, Report

NOTHING = "–"
COUNTED = (
    "By last night’s count: answers to this state of the question by learners who hadn’t just seen its solution. "
    "<b>Facility</b> is the mean score, and <b>standard deviation</b> how far scores lie from it: near 0 %, all score "
    "alike. <b>Guess score</b> is what guessing earns on average: at a facility near it, nobody seems to know. "
    "<b>Discrimination</b> says how well scores go along with what was believed of learners before: 100 if exactly, 0 "
    "if not at all, less if those who know more score less. <b>Efficiency</b> is the same as a share of what a "
    "question so easy or hard can reach."
)
IN_FIXED = (
    "In ready-made and chosen sets the other questions suit nobody better than another, so that scores can be laid "
    "against the rest of the same quiz: discrimination and efficiency as Moodle has them."
)
SHOWN_AS = 0  # the seed of the preview: whichever, but always the same


class WhetherFlagged(admin.SimpleListFilter):
    title = "how it is answered"
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Unlike before"), ("no", "As believed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(flagged_at__isnull=self.value() == "no") if self.value() else queryset


class WhetherSettled(admin.SimpleListFilter):
    """Without a choice, those that wait."""

    title = "whether it is settled"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Settled"), ("all", "All")]

    def choices(self, changelist):
        waiting, *others = super().choices(changelist)
        return [{**waiting, "display": "Open"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(settled_at__isnull=self.value() != "yes")


class Versions(ReadOnly, admin.TabularInline):
    """What was believed of it, the newest first."""

    model = Parameters
    fk_name = "question"
    verbose_name_plural = "what was believed of it"
    fields = ["version", "at", "source", "answers", "how_difficult", "how_telling", "guessing"]
    readonly_fields = ["how_difficult", "how_telling"]
    ordering = ["-version"]

    @admin.display(description="difficulty")
    def how_difficult(self, row: Parameters) -> str:
        return _give_or_take(row.difficulty, row.difficulty_sd)

    @admin.display(description="log discrimination")
    def how_telling(self, row: Parameters) -> str:
        return _give_or_take(row.log_discrimination, row.log_discrimination_sd)


class Reports(ReadOnly, admin.TabularInline):
    model = Report
    fields = ["words", "at", "settled_at"]
    ordering = ["-at"]
    show_change_link = True


def _statistic(name: str, *, share: bool = False, description: str = "", among: str = ""):
    """What last night's count says of the question, or of some answers to it."""

    @admin.display(ordering=f"statistics__{name}", description=description or name)
    def said(self, question: Question) -> str:
        counted = question.statistics.get(among, {}) if among else question.statistics
        found = counted.get(name)
        return NOTHING if found is None else f"{found:.0%}" if share else f"{found:.0f}"

    return said


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "key",
        "topic",
        "kind",
        "level",
        "answers",
        "facility",
        "discrimination",
        "exposure",
        "flagged_at",
        "open_reports",
    ]
    list_filter = ["topic", "kind", WhetherFlagged, WhetherRetired]
    list_select_related = ["topic"]
    search_fields = ["key", "title"]
    ordering = ["topic__track__position", "topic__position", "level", "key"]
    inlines = [Versions, Reports]
    fieldsets = [
        ("What is asked", {"fields": ["key", "topic", "kind", "level", "seconds", "as_asked", "see", "retired_at"]}),
        (
            "How it is answered",
            {
                "fields": [
                    "answers",
                    "facility",
                    "sd",
                    "guess",
                    "discrimination",
                    "efficiency",
                    "median_seconds",
                    "exposure",
                    "flagged_at",
                    "by_option",
                ],
                "description": COUNTED,
            },
        ),
        (
            "In fixed quizzes",
            {"fields": ["in_fixed", "discrimination_in_fixed", "efficiency_in_fixed"], "description": IN_FIXED},
        ),
    ]

    answers = _statistic("answers")
    facility = _statistic("facility", share=True)
    sd = _statistic("sd", share=True, description="standard deviation")
    guess = _statistic("guess", share=True, description="guess score")
    discrimination = _statistic("discrimination")
    efficiency = _statistic("efficiency")
    median_seconds = _statistic("median_seconds", description="seconds it took half of them")
    exposure = _statistic("exposure", share=True, description="in how many assessments")
    in_fixed = _statistic("answers", among="fixed")
    discrimination_in_fixed = _statistic("discrimination", among="fixed")
    efficiency_in_fixed = _statistic("efficiency", among="fixed")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Count("reports", filter=Q(reports__settled_at=None))
        return super().get_queryset(request).annotate(waiting=waiting)

    @admin.display(ordering="waiting", description="open reports")
    def open_reports(self, question: Question) -> int:
        return question.waiting

    @admin.display(description="as learners see it")
    def see(self, question: Question) -> SafeString | str:
        if question.retired_at:
            return "It is no longer asked."
        return format_html('<a href="{}">Answer it yourself</a>', reverse("quizzes:question", args=[question.key]))

    @admin.display(description="the question")
    def as_asked(self, question: Question) -> SafeString:
        """With numbers drawn for it, and without its figures and fields."""
        asked = grading.ask(revisions.value(question.revision_id), SHOWN_AS)
        return _html(asked, asked.question.title.html) + _html(asked, asked.question.text.html)

    @admin.display(description="by option")
    def by_option(self, question: Question) -> SafeString | str:
        """In their author's order, beside who chose each: of all, and of the thirds by what was believed of them."""
        asked = grading.ask(revisions.value(question.revision_id), SHOWN_AS)
        if not isinstance(asked.question.answer, Choice):
            return "It has no options."
        told = question.statistics.get("options") or []
        options = asked.question.answer.options
        if len(told) != len(options) or question.statistics.get("revision") != question.revision_id:
            return "Not yet counted."
        rows = [
            (
                _html(asked, option.text.html),
                "right" if option.right else "wrong",
                *(f"{each[share]:.0%}" for share in ("chosen", "top", "middle", "lower")),
                _speaks_against(option.right) if each["flagged"] else "",
            )
            for option, each in zip(options, told, strict=True)
        ]
        return format_html(
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            format_html_join("", "<th>{}</th>", [(head,) for head in OPTION_HEADS]),
            format_html_join("", "<tr>" + "<td>{}</td>" * len(OPTION_HEADS) + "</tr>", rows),
        )


OPTION_HEADS = ["Option", "", "Chosen by", "Top third", "Middle", "Lower third", "What is odd"]


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin):
    """Who wrote it isn't told: what is wrong with a question is wrong whoever says so. One settled by mistake is opened
    again by taking the time away."""

    list_display = ["question", "topic", "said", "at", "settled_at"]
    list_display_links = ["said"]
    list_filter = [WhetherSettled, "question__topic"]
    list_select_related = ["question__topic"]
    search_fields = ["question__key", "question__title", "words"]
    date_hierarchy = "at"
    ordering = ["at"]
    actions = ["settle"]
    fields = ["of", "state", "words", "at", "settled_at"]
    readonly_fields = ["of", "state", "words", "at"]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm("quizzes.change_report")

    @admin.display(ordering="question__topic")
    def topic(self, report: Report) -> str:
        return report.question.topic.title

    @admin.display(description="what they say")
    def said(self, report: Report) -> str:
        return report.words if len(report.words) < 120 else f"{report.words[:119]}…"

    @admin.display(description="question")
    def of(self, report: Report) -> SafeString:
        address = reverse("admin:quizzes_question_change", args=[report.question_id])
        return format_html('<a href="{}">{}</a>', address, report.question.key)

    @admin.display(description="what they saw")
    def state(self, report: Report) -> SafeString:
        address = reverse("admin:content_revision_change", args=[report.revision_id])
        is_now = report.revision_id == report.question.revision_id
        return format_html('<a href="{}">{}</a>', address, "The question as it is" if is_now else "A state before this")

    @admin.action(description="Settle: somebody has looked into it", permissions=["change"])
    def settle(self, request: HttpRequest, reports: QuerySet) -> None:
        settled = bank.settle(reports=reports, now=timezone.now())
        for report in settled:
            self.log_change(request, report, "Settled.")
        count = len(settled)
        self.message_user(request, f"{count} report{'' if count == 1 else 's'} settled.", messages.SUCCESS)


def _html(asked: grading.Asked, html: str) -> SafeString:
    return mark_safe(asked.filled(html))  # noqa: S308  # compiled from the library, and cleaned there


def _give_or_take(number: float, sd: float) -> str:
    return f"{number:.2f} ± {sd:.2f}"


def _speaks_against(right: bool) -> str:
    return "those who know more choose it less" if right else "those who know more fall for it"
