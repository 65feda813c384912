"""The one page, as frontend/dist has it in two files: at a project's address it asks for the editor at once."""

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = (
    "The page is not built: run `make setup` (or `npm ci && npm run build` in frontend/), then start Playhead again."
)


def built(name: str) -> str | None:
    """A page from where collectstatic put it, else from the build; None when there is neither."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return str(file.read(), "utf-8")
    path = finders.find(name)
    if not isinstance(path, str):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read()


@require_safe
@never_cache
@ensure_csrf_cookie
def app_page(request: HttpRequest) -> HttpResponse:
    page = built("index.html" if request.path == "/" else "project.html")
    if page is None:
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(page)
    # a share token is part of the address: keep it from the servers that this page fetches media from
    answer["Referrer-Policy"] = "same-origin"
    return answer
