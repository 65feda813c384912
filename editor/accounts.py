"""How allauth's pages treat a guest: signing up makes its own row an account, signing in hands its projects over."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from editor.flows import people
from editor.models import User


def guest_of(request: HttpRequest) -> User | None:
    """The guest that this browser is, as stored now."""
    if not request.user.is_authenticated:
        return None
    return User.objects.filter(pk=request.user.pk, is_guest=True).first()


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
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
