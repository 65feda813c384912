"""Who asks: the session's person, or nobody, with or without a share token. Rights are access.py's."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.utils import check_csrf

from editor.models import User


def session(request: HttpRequest) -> Any:
    """Ninja's auth for the whole API. Strangers pass, to be told 404 by access.py; forged posts do not.

    Ninja exempts its views from Django's CSRF check, so it is made here.
    """
    if check_csrf(request):
        raise HttpError(403, _("The page is too old or another site sent this: reload the page and try again."))
    return request.user if request.user.is_authenticated else AnonymousUser()


def share_token(request: HttpRequest) -> str | None:
    """A link only ever lets somebody look."""
    return request.GET.get("share") if request.method in ("GET", "HEAD") else None


def person(request: HttpRequest) -> User:
    """For what needs a person, project or not."""
    if not request.user.is_authenticated:
        raise HttpError(401, _("Nobody is signed in: open Playhead's page first."))
    assert isinstance(request.user, User)
    return request.user
