"""What a learner may say about themselves."""

from datetime import date

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from prep.accounts.models import TextSize, Theme, User, time_zones

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
ON_OFF = {"on": True, "off": False}


def time_zone_choices(chosen: str) -> list:
    """By region, as a select shows them. A zone that only a browser could have named is kept where it is chosen."""
    named = sorted(zone for zone in time_zones() if zone.split("/")[0] in REGIONS)
    regions = [
        (
            region,
            [
                (zone, zone.split("/", 1)[1].replace("_", " ").replace("/", ", "))
                for zone in named
                if zone.startswith(f"{region}/")
            ],
        )
        for region in REGIONS
    ]
    others = [chosen] if chosen and chosen not in named and chosen != "UTC" else []
    return [("", "Not chosen (UTC)"), ("UTC", "UTC"), *[(zone, zone) for zone in others], *regions]


class StudyForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("time_zone", "daily_goal_minutes", "interview_date", "extra_time_percent")
        widgets = {
            "time_zone": forms.Select,
            "daily_goal_minutes": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "interview_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {"daily_goal_minutes": "Daily goal, in minutes", "extra_time_percent": "Extra time in mock interviews"}
        help_texts = {
            "time_zone": "It says when your day begins: at four in the morning there.",
            "daily_goal_minutes": "From 5 to 240.",
            "interview_date": "If you know it. Reviews are planned towards it.",
            "extra_time_percent": "If you are granted extra time in real ones, practise with it.",
        }
        error_messages = {
            "daily_goal_minutes": dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), "Give a whole number from 5 to 240."
            ),
            "interview_date": {"invalid": "Give a day that is in the calendar, or leave it empty."},
        }

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["time_zone"].widget.choices = time_zone_choices(self.instance.time_zone)

    def clean_interview_date(self) -> date | None:
        day = self.cleaned_data["interview_date"]
        if day and day < self.today and "interview_date" in self.changed_data:
            raise ValidationError("This day is past. Leave it empty if no interview is ahead.")
        return day


class LookForm(forms.Form):
    """Any part of it may be sent alone: a field that is missing leaves what it names as it is."""

    theme = forms.ChoiceField(
        choices=[("system", "System"), *[pair for pair in Theme.choices if pair[0]]],
        widget=forms.RadioSelect(attrs={"data-look": "theme"}),
        required=False,
    )
    text_size = forms.TypedChoiceField(
        choices=TextSize.choices,
        coerce=int,
        widget=forms.RadioSelect(attrs={"data-look": "text-size"}),
        required=False,
        empty_value=None,
    )
    shortcuts = forms.ChoiceField(
        label="Single-key shortcuts",
        choices=[("on", "On"), ("off", "Off")],
        widget=forms.RadioSelect(attrs={"data-look": "shortcuts"}),
        required=False,
        help_text="Keys such as / and ?, which need no other key held down.",
    )

    @staticmethod
    def told(learner: User) -> dict[str, object]:
        return {
            "theme": learner.theme or "system",
            "text_size": learner.text_size,
            "shortcuts": "on" if learner.shortcuts else "off",
        }

    def chosen(self) -> dict[str, object]:
        """Of the User's fields, those that were sent, with what was chosen."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "theme" in said:
            said["theme"] = "" if said["theme"] == "system" else said["theme"]
        if "shortcuts" in said:
            said["shortcuts"] = ON_OFF[said["shortcuts"]]
        return said


class MemberDeletionForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="So that nobody else can do this for you.",
        error_messages={"required": "Enter your password. Nothing was changed."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        # Through the front door: wrong passwords are counted here as they are at the login.
        said = self.cleaned_data["password"]
        if authenticate(self.request, email=self.request.user.email, password=said) != self.request.user:
            raise ValidationError("This isn’t your password. Nothing was changed.")
        return said


class GuestDeletionForm(forms.Form):
    sure = forms.BooleanField(
        label="Yes, delete what I did in this browser",
        error_messages={"required": "Tick this to delete. Nothing was changed."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
