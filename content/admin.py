"""A desk to look at what is loaded. It is written in files, so nothing can be changed here."""

import difflib
from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.models import Edition, Misconception, Objective, Piece, Revision, Topic, Track


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class WhetherRetired(admin.SimpleListFilter):
    title = "whether it is taught"
    parameter_name = "retired"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", "In the library"), ("yes", "Retired")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(retired_at__isnull=self.value() == "no") if self.value() else queryset


class InLibrary(ReadOnly, admin.ModelAdmin):
    search_fields = ["key", "title", "summary"]
    list_filter = [WhetherRetired]
    ordering = ["position", "key"]


class Topics(ReadOnly, admin.TabularInline):
    model = Topic
    fields = ["position", "key", "title", "retired_at"]
    ordering = ["position", "key"]
    show_change_link = True
    extra = 0


class Objectives(ReadOnly, admin.TabularInline):
    model = Objective
    fields = ["position", "key", "statement", "retired_at"]
    ordering = ["position", "key"]
    show_change_link = True
    extra = 0


class Misconceptions(ReadOnly, admin.TabularInline):
    model = Misconception
    fk_name = "topic"
    fields = ["position", "key", "belief", "retired_at"]
    ordering = ["position", "key"]
    show_change_link = True
    extra = 0


class Pieces(ReadOnly, admin.TabularInline):
    model = Piece
    fields = ["kind", "key", "origin_path", "retired_at"]
    show_change_link = True
    extra = 0


class Revisions(ReadOnly, admin.TabularInline):
    """A piece's history, the newest first."""

    model = Revision
    fk_name = "piece"
    fields = ["number", "at", "author"]
    ordering = ["-number"]
    show_change_link = True
    extra = 0


@admin.register(Track)
class TrackAdmin(InLibrary):
    list_display = ["title", "key", "position", "digest", "retired_at"]
    fields = ["key", "was", "title", "summary", "position", "announced", "digest", "retired_at"]
    inlines = [Topics]


@admin.register(Topic)
class TopicAdmin(InLibrary):
    list_display = ["position", "title", "key", "track", "retired_at"]
    list_display_links = ["title"]
    list_filter = ["track", WhetherRetired]
    list_select_related = ["track"]
    ordering = ["track__position", "position"]
    fields = [
        "key",
        "was",
        "track",
        "position",
        "title",
        "summary",
        "asked_at",
        "prerequisites",
        "digest",
        "retired_at",
    ]
    inlines = [Objectives, Misconceptions, Pieces]


@admin.register(Objective)
class ObjectiveAdmin(InLibrary):
    list_display = ["key", "topic", "position", "statement", "retired_at"]
    list_filter = ["topic", WhetherRetired]
    list_select_related = ["topic"]
    search_fields = ["key", "statement"]
    ordering = ["topic__track__position", "topic__position", "position"]
    fields = ["key", "was", "topic", "position", "statement", "statement_html", "section", "demos", "retired_at"]


@admin.register(Misconception)
class MisconceptionAdmin(InLibrary):
    list_display = ["key", "topic", "belief", "truth", "see", "retired_at"]
    list_filter = ["topic", WhetherRetired]
    list_select_related = ["topic", "see"]
    search_fields = ["key", "belief", "truth"]
    ordering = ["topic__track__position", "topic__position", "position"]
    fields = ["key", "was", "topic", "position", "belief", "belief_html", "truth", "truth_html", "see", "retired_at"]


@admin.register(Piece)
class PieceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["key", "kind", "topic", "revision", "loaded_at", "where_written", "retired_at"]
    list_filter = ["kind", "topic", WhetherRetired]
    list_select_related = ["topic", "current"]
    search_fields = ["key"]
    ordering = ["topic__track__position", "topic__position", "kind", "key"]
    fields = ["kind", "key", "topic", "where_written", "revision", "loaded_at", "retired_at"]
    inlines = [Revisions]

    @admin.display(ordering="current__number")
    def revision(self, piece: Piece) -> int | None:
        return piece.current and piece.current.number

    @admin.display(ordering="current__at")
    def loaded_at(self, piece: Piece):
        return piece.current and piece.current.at

    @admin.display(ordering="origin_path")
    def where_written(self, piece: Piece) -> str:
        return piece.origin_path or "at the desk"


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["piece", "number", "at", "author"]
    list_filter = ["piece__kind", "at"]
    list_select_related = ["piece", "author"]
    search_fields = ["piece__key"]
    date_hierarchy = "at"
    ordering = ["-at", "piece", "-number"]
    fields = ["piece", "number", "at", "author", "what_changed", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("compiled")

    def text(self, revision: Revision) -> SafeString:
        return format_html("<pre>{}</pre>", revision.source)

    def what_changed(self, revision: Revision) -> SafeString | str:
        """Since the revision before it, line by line."""
        before = Revision.objects.filter(piece=revision.piece_id, number__lt=revision.number).first()
        if before is None:
            return "This is the first."
        lines = list(_difference(before.source, revision.source))
        if not lines:
            return "The text is the same: the compiler made something else of it."
        return format_html("<pre>{}</pre>", format_html_join("\n", "<{0}>{1}</{0}>", lines))


def _difference(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Each line of a unified difference, with the element that says what became of it."""
    elements = {"+": "ins", "-": "del", "@": "b"}
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm=""))[2:]:
        yield elements.get(line[0], "span"), line


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["id", "at", "what_changed"]
    date_hierarchy = "at"
    fields = ["id", "at", "digest", "what_changed"]

    def what_changed(self, edition: Edition) -> SafeString | str:
        told = [
            (verb, ", ".join(" ".join([kind, " → ".join(keys)]) for kind, *keys in touched))
            for verb, touched in edition.report.items()
        ]
        return format_html_join("", "<p><b>{}</b>: {}</p>", told) or "Nothing that is read."
