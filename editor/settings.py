"""Settings: the environment first, then what `manage.py up` wrote into var/services.json, then defaults."""

import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from inference.urgency import LEVELS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PLAYHEAD_VAR", BASE_DIR / "var"))
VAR.mkdir(parents=True, exist_ok=True)
_services_file = VAR / "services.json"
_services: dict[str, str] = json.loads(_services_file.read_text()) if _services_file.exists() else {}


def setting(name: str, default: str) -> str:
    return os.environ.get(name) or _services.get(name) or default


def _secret_key() -> str:
    file = VAR / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


DEBUG = setting("PLAYHEAD_DEBUG", "") == "1"
SECRET_KEY = setting("SECRET_KEY", "") or _secret_key()
ALLOWED_HOSTS = setting("PLAYHEAD_ALLOWED_HOSTS", "*").split(",")
PORT = int(setting("PLAYHEAD_PORT", "8000"))
CSRF_TRUSTED_ORIGINS = [o for o in setting("PLAYHEAD_ORIGINS", "").split(",") if o]

REDIS_URL = setting("REDIS_URL", "redis://127.0.0.1:6390/0")
S3_ENDPOINT = setting("S3_ENDPOINT", "http://127.0.0.1:8333")
S3_PUBLIC_ENDPOINT = setting("S3_PUBLIC_ENDPOINT", "") or S3_ENDPOINT  # what browsers are sent to
S3_BUCKET = setting("S3_BUCKET", "playhead")
S3_REGION = setting("S3_REGION", "us-east-1")
S3_ACCESS_KEY = setting("S3_ACCESS_KEY", "")
S3_SECRET_KEY = setting("S3_SECRET_KEY", "")
ENGINE = setting("PLAYHEAD_ENGINE", "builtin")
URL_LIFETIME_S = int(setting("PLAYHEAD_URL_LIFETIME_S", "7200"))  # of a presigned address, half of it at least
METRICS_TOKEN = setting("PLAYHEAD_METRICS_TOKEN", "")
UPLOAD_MAX_BYTES = int(setting("PLAYHEAD_UPLOAD_MAX_BYTES", str(20 * 10**9)))

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "editor",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # the cookie that the page sets, or the browser's wish
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "editor.urls"
ASGI_APPLICATION = "editor.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "editor/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """sqlite:///path or postgres://user:password@host:port/name."""
    from urllib.parse import unquote, urlparse

    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or 5432,
        }
    raise ImproperlyConfigured(f"DATABASE_URL {url!r}: use sqlite:///path or postgres://user:password@host/name")


DATABASES = {"default": _database(setting("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}"))}
AUTH_USER_MODEL = "editor.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # the page sends it back in X-CSRFToken
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "editor.accounts.Adapter"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # a guest is signed in, and must reach the sign-up page
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "editor.accounts.SignIn", "reset_password": "editor.accounts.ForgottenPassword"}

EMAIL_HOST = setting("PLAYHEAD_SMTP_HOST", "")  # without one no mail is sent, and the page of new passwords says so
EMAIL_PORT = int(setting("PLAYHEAD_SMTP_PORT", "587"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_PORT == 587, EMAIL_PORT == 465
EMAIL_HOST_USER = setting("PLAYHEAD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = setting("PLAYHEAD_SMTP_PASSWORD", "")
DEFAULT_FROM_EMAIL = setting("PLAYHEAD_MAIL_FROM", "playhead@localhost")
EMAIL_TIMEOUT = 20

MAX_EDIT_BYTES = 16 << 20  # what was cut offline comes at once: some 80,000 clips
MAX_MESSAGE_BYTES = MAX_EDIT_BYTES + 64  # in its envelope

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "editor.ws.layer.PatientLayer",
        # a socket hears events for as long as it is in its group: a page may stay open for days
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": 10}], "group_expiry": 7 * 24 * 3600},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT = "inference.broker:Transport"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"priority_steps": LEVELS}
CELERY_TASK_ROUTES = {
    "media.*": {"queue": "media"},
    "export.*": {"queue": "export"},
    "gpu.*": {"queue": "gpu"},
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [d for d in [BASE_DIR / "frontend/dist"] if d.exists()]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]  # as in frontend/src/words
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
