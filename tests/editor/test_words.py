"""The server's sentences in every language: the catalogue is whole, and each reader is told theirs."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation.template import templatize

from editor.flows import exports, projects, uploads
from editor.models import Asset, Export, Project
from editor.words import CATALOGUES, STORED, SpokenSockets, said
from inference.words import sentence
from tests.editor.kit import client_of, make_asset, make_person

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(code for code, _name in settings.LANGUAGES if code != "en")


@pytest.fixture(autouse=True)
def _english_again():
    """A request leaves its language to the thread; the next request has its own, the next test would not."""
    with override("en"):
        yield


def calls_in(source):
    """(context, message, its plural or None) of each call that says something."""
    for line, function, messages, _comments in extract_python(source, ["_", "gettext", "ngettext", "sentence"], [], {}):
        message, *more = messages if isinstance(messages, tuple) else (messages,)
        assert message, f"{function}() on line {line} of {source} says no literal"
        yield STORED if function == "sentence" else None, message, more[0] if function == "ngettext" else None


def spoken():
    found = set()
    for path in [*(ROOT / "editor").rglob("*.py"), *(ROOT / "inference").rglob("*.py")]:
        with path.open("rb") as source:
            found |= set(calls_in(source))
    for path in (ROOT / "editor/templates").rglob("*.html"):
        found |= set(calls_in(io.BytesIO(f"({templatize(path.read_text())})".encode())))
    return found


def catalogue(language, read, ending):
    """(context, message, its plural or None) to the translations, one or as many as the language has plurals."""
    with (CATALOGUES / language / f"LC_MESSAGES/django.{ending}").open("rb") as file:
        found = {}
        for message in read(file):
            if message.id:
                one, many = message.id if message.pluralizable else (message.id, None)
                found[message.context, one, many] = message.string if message.pluralizable else (message.string,)
        return {key: tuple(strings) for key, strings in found.items()}


def places(message):
    return sorted(set(re.findall(r"\{\w+\}|%\(\w+\)s", message)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_what_the_server_says_and_nothing_else(language):
    assert catalogue(language, read_po, "po").keys() == spoken()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_places_of_its_sentence(language):
    wrong = {
        one: strings
        for (_context, one, many), strings in catalogue(language, read_po, "po").items()
        if not all(strings) or places(strings[0]) != places(one) or places(strings[-1]) != places(many or one)
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language):
    assert catalogue(language, read_mo, "mo") == catalogue(language, read_po, "po"), "run `make words`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stored_sentence_is_found_again_with_what_stands_in_its_places(language):
    for (context, message, _many), (translation, *_plurals) in catalogue(language, read_po, "po").items():
        if context == STORED:
            values = {place[1:-1]: f"{number} 'x' ({number}): y" for number, place in enumerate(places(message), 7)}
            with override(language):
                assert said(sentence(message, **values)) == translation.format(**values)


def test_a_sentence_in_a_sentence_is_said_too_and_what_no_catalogue_has_stays_as_it_is():
    inner = sentence("The picture cuts to another scene at frame {frame}: click on the object there to go on.", frame=3)
    outer = sentence("{left} of {all} mask frames are missing: {why}", left=2, all=9, why=inner)
    assert said(outer) == outer
    with override("de"):
        assert said(outer) == (
            "2 von 9 Maskenbildern fehlen: "
            "Bei Bild 3 wechselt die Szene: Klicke dort auf das Objekt, um weiterzumachen."
        )
        assert said("What a later version wrote.") == "What a later version wrote."
        assert said("") == ""


# -- who hears what


@pytest.fixture
def project(db):
    return Project.objects.create(owner=make_person(), name="Film")


@pytest.fixture
def german(project):
    client = client_of(project.owner)
    client.cookies["django_language"] = "de"
    return client


def test_a_refusal_is_said_in_the_language_of_who_asked(project, german):
    rename = f"/api/projects/{project.pk}", {"name": " "}
    spanish = {"HTTP_ACCEPT_LANGUAGE": "es-419,es;q=0.9,en;q=0.5"}
    refusals = [
        client.patch(*rename, content_type="application/json", **headers).json()["detail"]
        for client, headers in [
            (german, spanish),
            (client_of(project.owner), spanish),
            (client_of(project.owner), {"HTTP_ACCEPT_LANGUAGE": "fr"}),
        ]
    ]
    assert refusals == [
        "Ein Projekt braucht einen Namen: Gib mindestens einen Buchstaben ein.",
        "Un proyecto necesita un nombre: escribe al menos una letra.",
        "A project needs a name: type at least one letter.",
    ]


def test_what_a_worker_stored_is_english_in_the_row_and_german_in_the_answer(project, german):
    asset = make_asset(project, state=Asset.State.PROCESSING)
    uploads.do_fail(asset, sentence("Its {codec} sound cannot be decoded.", codec="wmav2"))
    export = Export.objects.create(project=project, state=Export.State.RUNNING)
    exports.do_fail_export(export, sentence("'{name}' cannot be used. {why}", name=asset.name, why=asset.error))
    assert Asset.objects.get().error == "Its wmav2 sound cannot be decoded."
    assert german.get(f"/api/assets/{asset.pk}").json()["error"] == "Der Ton (wmav2) kann nicht dekodiert werden."
    (told,) = german.get(f"/api/projects/{project.pk}/exports").json()
    assert told["error"] == "„beach.mp4“ kann nicht verwendet werden. Der Ton (wmav2) kann nicht dekodiert werden."


def test_what_the_server_names_is_named_in_the_language_of_who_asked(project, german):
    assert german.post("/api/projects", {}, content_type="application/json").json()["name"] == "Ohne Titel"
    long = Project.objects.create(owner=project.owner, name="x" * projects.LONGEST_NAME)
    copied = german.post(f"/api/projects/{long.pk}/duplicate", {}, content_type="application/json").json()["name"]
    assert copied == "x" * (projects.LONGEST_NAME - 6) + " Kopie"


def test_the_account_pages_are_in_the_language_of_the_browser(db, client):
    page = client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert '<html lang="de">' in page
    assert "Anmelden" in page
    assert "Sign in" not in page


def test_a_forgotten_password_is_answered_in_familiar_words_and_without_mail_honestly(db, client, settings):
    spanish = {"HTTP_ACCEPT_LANGUAGE": "es"}
    wrong = client.post("/accounts/login/", {"login": "nobody", "password": "x"}, **spanish).content.decode()
    assert "¿Has olvidado tu contraseña?" in wrong
    assert "Inténtalo de nuevo" in wrong
    address, asked = "/accounts/password/reset/", {"email": "kim@example.com"}
    for page in (client.get(address, **spanish), client.post(address, asked, **spanish)):
        assert (page.status_code, "no envía correo" in page.content.decode()) == (200, True)
    settings.EMAIL_HOST = "mail.example.com"
    assert client.post(address, asked, **spanish).status_code == 302


async def test_a_socket_speaks_the_language_of_its_page():
    async def inner(scope, receive, send):
        return get_language()

    async def heard(cookies, accepted):
        scope = {"cookies": cookies, "headers": [(b"accept-language", accepted)]}
        return await SpokenSockets(inner)(scope, None, None)

    with override("en"):
        assert await heard({"django_language": "de"}, b"es") == "de"
        assert await heard({}, b"es-419,en") == "es"
        assert await heard({}, b"") == "en"
