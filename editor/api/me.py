from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Router

from editor.api import schemas
from editor.api.auth import person
from editor.flows import people

router = Router(tags=["people"])


@router.get("/me", response=schemas.Me)
def me(request: HttpRequest) -> Any:
    """The person of this browser. A browser's first call makes it a guest; the CSRF cookie comes with the answer."""
    if not request.user.is_authenticated:
        login(request, people.do_make_guest(), backend="django.contrib.auth.backends.ModelBackend")
    get_token(request)
    user = person(request)
    name = _("Guest") if user.is_guest else user.get_full_name() or user.get_username()
    return {"id": user.pk, "name": name, "is_guest": user.is_guest, "preferences": user.preferences}


@router.patch("/me", response=schemas.Preferences)
def change_preferences(request: HttpRequest, asked: schemas.Preferences) -> Any:
    """Sets the named preferences; null forgets one. Answers with all of them."""
    return {"preferences": people.do_set_preferences(person(request), asked.preferences)}
