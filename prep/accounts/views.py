"""The learner's own page, and what can be done from it. Everything starts from who asks."""

from copy import copy
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.account.views import logout
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prep.accounts import guests, presence, profile, tasks
from prep.accounts.door.adapter import GUEST_TO_BRING
from prep.accounts.forms import GuestDeletionForm, LookForm, MemberDeletionForm, StudyForm
from prep.accounts.mine import belongings, deletion, export, merging
from prep.accounts.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    someone = request.user if request.user.is_authenticated else User()
    said = request.POST if request.method == "POST" else None
    form = StudyForm(said, instance=copy(someone), today=timezone.localdate())  # it writes into its instance
    if form.is_valid():
        profile.choose(learner=guests.learner(request, now=now), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("accounts:you")
    context = {
        "study": form,
        "look": LookForm(initial=LookForm.told(someone)),
        "work": belongings.work_of(someone) if someone.pk else [],
        "bring": _to_bring(request),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/you.html", context, status=status)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    form = LookForm(request.POST)
    if not form.is_valid():
        return HttpResponse("There is no such choice.", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if chosen := form.chosen():
        profile.choose(learner=guests.learner(request, now=timezone.now()), **chosen)
    if request.headers.get("Sec-Fetch-Dest") == "empty" or not request.accepts("text/html"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, "Saved.")
    return redirect(f"{reverse('accounts:you')}#look")


@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """The page says once a day that its learner came, and what time it is there."""
    if request.user.is_authenticated:
        presence.seen(learner=request.user, now=timezone.now())
        presence.notice_time_zone(learner=request.user, time_zone=request.POST.get("time_zone", ""))
        request.session.modified = True  # the cookie's time begins anew
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@never_cache
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("accounts:you")
    now = timezone.now()
    name = f"recurrent-{now:%Y-%m-%d}.zip"
    return FileResponse(export.archive(learner=request.user, now=now), as_attachment=True, filename=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("accounts:you")
    kind = GuestDeletionForm if request.user.is_guest else MemberDeletionForm
    form = kind(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        try:
            tasks.ask_for_deletion(learner=request.user, now=timezone.now())
        except deletion.LastAdmin:
            form.add_error(None, "You are the only admin. Make somebody else one first: the site needs one.")
        else:
            return redirect("accounts:you")
    context = {"form": form, "work": belongings.work_of(request.user), "days": deletion.DELETED_AFTER.days}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/delete.html", context, status=status)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and deletion.undo(learner=request.user):
        messages.success(request, "Nothing will be deleted. Everything is as it was.")
    return redirect("accounts:you")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """What was done as a guest, before logging in: bring it along, or not."""
    forward = _forward(request)
    guest = _to_bring(request)
    if guest is None:
        return HttpResponseRedirect(forward)
    if request.method == "POST":
        try:
            merging.bring(guest_id=guest["id"], member=request.user, now=timezone.now())
        except merging.NotAGuest:
            messages.info(request, "There was nothing left to bring along.")
        else:
            messages.success(request, "Brought along: what you did as a guest is yours now.")
        del request.session[GUEST_TO_BRING]
        return HttpResponseRedirect(forward)
    return render(request, "accounts/bring.html", {"guest": guest, "forward": forward})


@require_POST
def understood(request: HttpRequest) -> HttpResponse:
    """The notice that a guest's work is gone has been read."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("home")


def desk_login(request: HttpRequest, extra_context=None) -> HttpResponse:
    """The desk has no login of its own: one form, one lock against guessing."""
    if request.user.is_authenticated and request.user.is_member:
        if not request.user.is_staff:
            raise PermissionDenied
        return redirect("admin:index")
    forward = request.GET.get("next", reverse("admin:index"))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': forward})}")


def desk_logout(request: HttpRequest, extra_context=None) -> HttpResponse:
    """Nor a way out of its own: a guest who was left behind has this browser to themselves again."""
    return logout(request)


def desk_password_change(request: HttpRequest, extra_context=None) -> HttpResponse:
    """Nor has the desk a page of its own for this: wrong passwords are counted, and a mail tells of the change."""
    return redirect("account_change_password")


def _to_bring(request: HttpRequest) -> dict | None:
    if not request.user.is_authenticated or GUEST_TO_BRING not in request.session:
        return None
    guest = guests.still_a_guest(request.session[GUEST_TO_BRING])
    return {"id": guest.pk, "work": belongings.work_of(guest)} if guest else None


def _forward(request: HttpRequest) -> str:
    """Where they were going, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if get_adapter().is_safe_url(wanted) else reverse("accounts:you")
