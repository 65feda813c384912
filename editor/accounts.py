"""How allauth's pages treat a guest: signing up makes its own row an account, signing in hands its projects over.

Also what they say: allauth's own Spanish is more formal than ours, and its mail goes nowhere on a server without one.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editor.flows import people
from editor.models import User


def guest_of(request: HttpRequest) -> User | None:
    """The guest that this browser is, as stored now."""
    if not request.user.is_authenticated:
        return None
    return User.objects.filter(pk=request.user.pk, is_guest=True).first()


class SignIn(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = reverse("account_reset_password")
        self.fields["password"].help_text = format_html('<a href="{}">{}</a>', address, _("Password forgotten?"))


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]
    @property
    def sends_mail(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def clean(self) -> Any:
        if not self.sends_mail:
            raise ValidationError(_("This server sends no mail."))
        return super().clean()


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The name or the password is not right. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not for who has an account already: a second sign-up would have nothing to keep."""
        return not request.user.is_authenticated or guest_of(request) is not None

    def new_user(self, request: HttpRequest) -> User:
        return guest_of(request) or User()

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.is_guest = False
        return super().save_user(request, user, form, commit)

    def login(self, request: HttpRequest, user: Any) -> None:
        guest = guest_of(request)
        super().login(request, user)
        if guest is not None:
            people.do_hand_over(guest, user)
