"""The JSON API under /api. Each module parses, calls one flow, answers."""

import logging

from botocore.exceptions import BotoCoreError, ClientError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from editor.access import NotFound, Refused
from editor.api.assets import router as assets
from editor.api.auth import session
from editor.api.exports import router as exports
from editor.api.mattes import router as mattes
from editor.api.me import router as me
from editor.api.projects import router as projects
from editor.api.sharing import router as sharing
from editor.flows import Conflict, Invalid

log = logging.getLogger(__name__)
api = NinjaAPI(title="Playhead", version="1", docs_url="/docs", urls_namespace="api", auth=session)
for router in (me, projects, assets, mattes, exports, sharing):
    api.add_router("", router)


@api.exception_handler(NotFound)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": _("Not found.")}, status=404)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=403)


@api.exception_handler(Invalid)
def invalid(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=422)


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, error: Exception) -> HttpResponse:
    more = error.more if isinstance(error, Conflict) else {}
    return api.create_response(request, {"detail": str(error), **more}, status=409)


@api.exception_handler(BotoCoreError)
@api.exception_handler(ClientError)
def storage_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("S3 refused or is away", exc_info=error)
    said = _("The media storage does not answer: try again in a moment. What is stored is safe.")
    return api.create_response(request, {"detail": said}, status=503)


@api.exception_handler(ValidationError)
def badly_formed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Each field that is wrong, in one sentence; Ninja's own answer is a list of objects."""
    assert isinstance(error, ValidationError)
    fields = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors)
    said = _("The request is not understood. {fields}.").format(fields=fields)
    return api.create_response(request, {"detail": said}, status=422)
