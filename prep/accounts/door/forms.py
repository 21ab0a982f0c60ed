"""django-allauth's forms in our words. A new password is asked for once: a button shows what was typed."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.forms import Field
from django.http import HttpRequest
from django.shortcuts import redirect

from prep.accounts import profile
from prep.accounts.models import User

LONGEST_EMAIL = User._meta.get_field("email").max_length
NEW_PASSWORD = "At least 8 characters. Length protects best: a few words will do."  # noqa: S105 it is a help text


def ask_for_email(field: Field, label: str = "E-mail address", autocomplete: str = "username") -> None:
    field.label = label
    field.widget.attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    field.validators = [*field.validators, MaxLengthValidator(LONGEST_EMAIL)]
    field.error_messages |= {
        "required": "Enter an e-mail address.",
        "invalid": "This is no e-mail address yet. One looks like ada@example.org.",
    }


def ask_for_password(field: Field, label: str = "Password", help_text: str = "") -> None:
    field.label = label
    field.help_text = help_text
    del field.widget.attrs["placeholder"]
    field.error_messages["required"] = "Enter a password."


class Login(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_email(self.fields["login"])
        ask_for_password(self.fields["password"])


class Signup(forms.SignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_email(self.fields["email"])
        ask_for_password(self.fields["password1"], help_text=NEW_PASSWORD)

    def validate_unique_email(self, value: str) -> str:
        """Whom an address belongs to is who has it, not who said they would move there: it may be mistyped."""
        taken = User.objects.filter(email__iexact=value).exists()
        if taken or EmailAddress.objects.filter(email=value.lower(), verified=True).exists():
            return super().validate_unique_email(value)
        self.account_already_exists = False
        return get_adapter().validate_unique_email(value)

    def try_save(self, request: HttpRequest):
        """The same click sent twice makes one account, and logs in to it twice."""
        try:
            with transaction.atomic():
                if request.user.is_authenticated:
                    User.objects.select_for_update().get(pk=request.user.pk, email=None)
                EmailAddress.objects.filter(email=self.cleaned_data["email"].lower(), verified=False).delete()
                return super().try_save(request)
        except (User.DoesNotExist, IntegrityError):
            user = get_adapter().authenticate(
                request, email=self.cleaned_data["email"], password=self.cleaned_data["password1"]
            )
            if user is None:
                raise ImmediateHttpResponse(redirect("account_login")) from None
            return user, None


class ChangeEmail(forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_email(self.fields["email"], label="New e-mail address", autocomplete="email")

    @transaction.atomic
    def save(self, request: HttpRequest) -> EmailAddress:
        """Unlike allauth, keeps an address that was never confirmed: who has only that one logs in with it."""
        profile.stay_at_address(member=self.user)
        return EmailAddress.objects.add_email(request, self.user, self.cleaned_data["email"], confirm=True)


class ChangePassword(forms.ChangePasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_password(self.fields["oldpassword"], label="Current password")
        ask_for_password(self.fields["password1"], label="New password", help_text=NEW_PASSWORD)


class SetPassword(forms.SetPasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_password(self.fields["password1"], help_text=NEW_PASSWORD)


class RequestReset(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_email(self.fields["email"])

    def clean_email(self) -> str:
        """Of those allauth finds not who only wants to move to this address: it may be mistyped, and a stranger's."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class Reset(forms.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_password(self.fields["password1"], label="New password", help_text=NEW_PASSWORD)


class Reauthenticate(forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_password(self.fields["password"])
