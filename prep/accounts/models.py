"""The user: a guest, known by this browser's session alone, or a member, known by their e-mail address."""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from prep.accounts.roles import Role, permissions_of
from prep.prepared import Prepared

GUESTS_KEPT_FOR = timedelta(days=180)
DELETED_AFTER = timedelta(days=7)
SEEN_AGAIN_AFTER = timedelta(hours=20)


class Theme(models.TextChoices):
    SYSTEM = "", "As the system has it"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class TextSize(models.IntegerChoices):
    USUAL = 100, "100 %"
    LARGER = 112, "112 %"
    LARGE = 125, "125 %"
    LARGEST = 150, "150 %"


class ExtraTime(models.IntegerChoices):
    """In percent of the usual time, so that no factor is ever a rounded fraction."""

    NONE = 100, "None"
    QUARTER = 125, "A quarter more (× 1.25)"
    HALF = 150, "Half as much again (× 1.5)"
    THREE_QUARTERS = 175, "Three quarters more (× 1.75)"
    DOUBLE = 200, "Double (× 2)"


@cache
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"localtime", "Factory"}


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(f"There is no time zone “{name[:60]}”. One is “Europe/Berlin”.", code="time_zone")


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, role=Role.ADMIN, **fields)

    def get(self, *args, **wanted) -> "User":
        """By their number alone, which begins every request of somebody we know, without building the query anew."""
        if args or wanted.keys() != {"pk"}:
            return super().get(*args, **wanted)
        for found in _by_pk.objects(pk=int(wanted["pk"])):
            return found
        raise User.DoesNotExist

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Someone who learns here. The help texts are also what the export tells its owner about each field."""

    email = models.EmailField(
        "e-mail address", unique=True, null=True, blank=True, help_text="What you log in with. A guest has none."
    )
    role = models.CharField(
        max_length=10,
        choices=Role,
        default=Role.LEARNER,
        help_text="What you may do here: learners learn; authors and reviewers also work on questions; admins run it.",
    )
    is_active = models.BooleanField(
        "may log in", default=True, help_text="Whether this account may be used. An admin can switch it off."
    )
    joined_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When the account, or the guest before it, was made."
    )
    last_seen_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="The last day on which you came, to within a day."
    )
    deletion_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When you asked for deletion. Empty if you didn't."
    )
    # What the browser was known by at the guest's first request, so that the same request sent twice is one guest.
    browser_key = models.CharField(max_length=64, unique=True, null=True, editable=False)

    time_zone = models.CharField(
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text="Your time zone: it says when your day begins. Taken from the browser until you choose.",
    )
    daily_goal_minutes = models.PositiveSmallIntegerField(
        "daily goal",
        default=20,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text="How many minutes a day you want to practise.",
    )
    interview_date = models.DateField(
        null=True, blank=True, help_text="The day of your interview, if you know it: reviews are planned towards it."
    )
    extra_time_percent = models.PositiveSmallIntegerField(
        "extra time",
        choices=ExtraTime,
        default=ExtraTime.NONE,
        help_text="The time you have in mock interviews, in percent of the usual.",
    )
    theme = models.CharField(
        max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM, help_text="Light or dark; empty: as the system."
    )
    text_size = models.PositiveSmallIntegerField(
        choices=TextSize, default=TextSize.USUAL, help_text="The size of the text, in percent."
    )
    shortcuts = models.BooleanField(
        "single-key shortcuts", default=True, help_text="Whether keys such as / and ? do something."
    )

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message="There is an account with this e-mail address.",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | ~Q(email=""), name="an_email_is_null_or_an_address"
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(role=Role.LEARNER), name="a_guest_is_a_learner"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(condition=Q(daily_goal_minutes__range=(5, 240)), name="daily_goal_is_a_day_s"),
            models.CheckConstraint(condition=Q(extra_time_percent__in=ExtraTime.values), name="extra_time_is_known"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="theme_is_known"),
            models.CheckConstraint(condition=Q(text_size__in=TextSize.values), name="text_size_is_known"),
        ]
        indexes = [
            models.Index(fields=["last_seen_at"], condition=Q(email__isnull=True), name="guests_by_last_visit"),
            models.Index(
                fields=["deletion_asked_at"], condition=Q(deletion_asked_at__isnull=False), name="deletions_asked_for"
            ),
        ]

    def __str__(self) -> str:
        return self.email or f"guest {self.pk}"

    @property
    def is_guest(self) -> bool:
        return self.email is None

    @property
    def is_member(self) -> bool:
        return not self.is_guest

    @property
    def is_staff(self) -> bool:
        """Django's word for: may enter the desk."""
        return self.role != Role.LEARNER

    @property
    def is_superuser(self) -> bool:
        return self.role == Role.ADMIN

    def has_perm(self, permission: str, row: object = None) -> bool:
        return self.is_active and (self.is_superuser or permission in permissions_of(self.role))

    def has_perms(self, permissions: Iterable[str], row: object = None) -> bool:
        return all(self.has_perm(permission, row) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        if not self.is_active:
            return False
        return self.is_superuser or any(name.startswith(f"{app_label}.") for name in permissions_of(self.role))

    @property
    def deleted_at(self) -> datetime | None:
        """When everything will be gone, if its owner asked for that."""
        return self.deletion_asked_at + DELETED_AFTER if self.deletion_asked_at else None

    @property
    def stale_at(self) -> datetime | None:
        """When a guest is swept unless they come again. A member never is."""
        return self.last_seen_at + GUESTS_KEPT_FOR if self.is_guest else None


class Letter(models.Model):
    """A mail that waits to be sent, and is no more once it was. The row is the truth, the broker a doorbell."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.recipient}, tried {self.tries} times"


_by_pk = Prepared(lambda pk: User.objects.filter(pk=pk).order_by(), "pk")
