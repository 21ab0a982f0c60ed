from allauth.account.models import EmailAddress, EmailConfirmation
from axes.models import AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from prep.accounts import profile, tasks
from prep.accounts.mine import deletion
from prep.accounts.models import User
from prep.accounts.roles import Role

ONLY_ADMIN = "This is the only admin. Make somebody else one first: the site needs one."

# Tables that stay empty here, or hold nothing to work on: roles and addresses are on the user, confirmations are links.
for unused in (Group, EmailAddress, EmailConfirmation, AccessLog, AccessFailureLog, AccessAttemptExpiration):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True  # without one they would be a guest, whom no browser knows


class UserChangeForm(DjangoUserChangeForm):
    def clean(self) -> dict:
        said = super().clean()
        stays = said.get("role") == Role.ADMIN and said.get("is_active")
        if self.instance.role == Role.ADMIN and not stays and not deletion.admins_but(self.instance):
            raise ValidationError(ONLY_ADMIN)
        return said


class PasswordForm(AdminPasswordChangeForm):
    def save(self, commit: bool = True) -> User:
        """As after every new password; Django sends no signal here."""
        profile.stay_at_address(member=self.user)
        return super().save(commit)


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("member", "Members"), ("guest", "Guests")]

    def queryset(self, request: HttpRequest, users):
        return users if self.value() is None else users.filter(email__isnull=self.value() == "guest")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = PasswordForm
    actions = ("delete_in_seven_days", "keep")
    list_display = ("__str__", "role", "is_active", "joined_at", "last_seen_at", "deletion_asked_at")
    list_filter = (KindFilter, "role", "is_active")
    search_fields = ("email",)
    ordering = ("-joined_at",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at", "last_seen_at", "deletion_asked_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("What they may do", {"fields": ("role", "is_active")}),
        (
            "How they study",
            {"fields": ("time_zone", "daily_goal_minutes", "interview_date", "extra_time_percent")},
        ),
        ("When", {"fields": ("joined_at", "last_seen_at", "last_login", "deletion_asked_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2", "role")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """An address is its owner's to change: they prove by mail that it is theirs. A guest is a learner, no more."""
        if obj is None:
            return self.readonly_fields
        return (*(("role",) if obj.is_guest else ()), "email", *self.readonly_fields)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        """A guest has neither address nor password."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets[1:] if obj is not None and obj.is_guest else fieldsets

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A guest with a password would be thrown out of their browser, and nobody could find their work again."""
        user = self.get_object(request, unquote(id))
        if user is not None and user.is_guest:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """Never at once: everybody has their seven days, and the deletion also finds what knows them by address."""
        return False

    @admin.action(description="Delete in seven days, as if they had asked for it", permissions=["change"])
    def delete_in_seven_days(self, request: HttpRequest, users) -> None:
        for user in users.filter(deletion_asked_at=None):
            try:
                tasks.ask_for_deletion(learner=user, now=timezone.now(), by_admin=True)
            except deletion.LastAdmin:
                messages.error(request, f"{user}: {ONLY_ADMIN}")
            else:
                self.log_change(request, user, "Asked for deletion in seven days.")

    @admin.action(description="Keep after all", permissions=["change"])
    def keep(self, request: HttpRequest, users) -> None:
        for user in users:
            if deletion.undo(learner=user):
                self.log_change(request, user, "Kept after all.")
