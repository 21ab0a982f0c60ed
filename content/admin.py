"""A desk to look at what is loaded. It is written in files, so nothing can be changed here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from content.models import Objective, Topic, Track


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


@admin.register(Track)
class TrackAdmin(InLibrary):
    list_display = ["title", "key", "position", "digest", "retired_at"]
    fields = ["key", "title", "summary", "position", "digest", "retired_at"]
    inlines = [Topics]


@admin.register(Topic)
class TopicAdmin(InLibrary):
    list_display = ["position", "title", "key", "track", "retired_at"]
    list_display_links = ["title"]
    list_filter = ["track", WhetherRetired]
    list_select_related = ["track"]
    ordering = ["track__position", "position"]
    fields = ["key", "track", "position", "title", "summary", "prerequisites", "retired_at"]
    inlines = [Objectives]


@admin.register(Objective)
class ObjectiveAdmin(InLibrary):
    list_display = ["key", "topic", "position", "statement", "retired_at"]
    list_filter = ["topic", WhetherRetired]
    list_select_related = ["topic"]
    search_fields = ["key", "statement"]
    ordering = ["topic__track__position", "topic__position", "position"]
    fields = ["key", "topic", "position", "statement", "statement_html", "retired_at"]
