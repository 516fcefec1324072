"""Settings, all from the environment; a bad value stops the start with a sentence that names it.

`FIRSTPASS_ENV` is ``development`` (the default), ``test`` or ``production``. Production has no
defaults for secrets: `SECRET_KEY` and `ALLOWED_HOSTS` must be given.
"""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.str("FIRSTPASS_ENV", default="development")
if ENVIRONMENT not in {"development", "test", "production"}:
    raise ImproperlyConfigured(
        f"FIRSTPASS_ENV is {ENVIRONMENT!r}; wanted: development, test or production."
    )
DATA_DIR = Path(env.str("FIRSTPASS_DATA", default=str(BASE_DIR / "var")))
if ENVIRONMENT == "test":
    # tests side by side must not meet in one folder; empty where they run alone
    DATA_DIR /= env.str("PYTEST_XDIST_WORKER", default="")
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
PRODUCTION = ENVIRONMENT == "production"
DEBUG = ENVIRONMENT == "development" and env.bool("DEBUG", default=False)
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOOPBACK)
_EXPOSED = [host for host in ALLOWED_HOSTS if host not in LOOPBACK]
if DEBUG and _EXPOSED:
    raise ImproperlyConfigured(f"DEBUG is on while {_EXPOSED[0]!r} is served; turn one off.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def _secret_key() -> str:
    """The key given; outside production, else one made once and kept in the data folder."""
    given: str = env.str("SECRET_KEY", default="")
    if PRODUCTION:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY needs at least 50 characters in production.")
        return given
    if given:
        return given
    kept = DATA_DIR / "secret-key.txt"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty; name the host that Firstpass answers to.")

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "billing_site.accounts",
    "billing_site.audit",
    "billing_site.jobs",
    "codes",
    "claims",
    "billing_site",
]

MIDDLEWARE = [
    "billing_site.audit.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "billing_site.accounts.timeout.SessionTimeoutMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "billing_site.accounts.access.AccessMiddleware",
]

ROOT_URLCONF = "billing_site.urls"
WSGI_APPLICATION = "billing_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "billing_site.accounts.context.navigation",
            ],
        },
    }
]

# One writer at a time on SQLite: without IMMEDIATE, two billers saving at once get "database is
# locked" although a timeout is set (a read lock cannot be upgraded while another writer waits).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
    ),
}
DATABASES = {
    "default": env.db(
        "DATABASE_URL", default=f"sqlite:////{DATA_DIR.as_posix().lstrip('/')}/firstpass.sqlite3"
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # the in-memory database of the test runner fails under parallel requests of a live server
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
elif DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL names neither SQLite nor PostgreSQL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "billing_site.accounts.again.token_failed"
LOGIN_REDIRECT_URL = "queue"
ACCOUNT_ADAPTER = "billing_site.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_FORMS = {"login": "billing_site.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=15))
SESSION_ABSOLUTE = timedelta(hours=12)

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# A file goes to disk, into a private folder, and no further than the bound; see jobs.upload.
FILE_UPLOAD_HANDLERS = ["billing_site.jobs.upload.BoundedUpload"]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=50) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # 50 service lines of about 40 fields, and the claim's own

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"  # a practice has its own zone; nothing is shown in this one

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "billing_site" / "static"]
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

CRISPY_ALLOWED_TEMPLATE_PACKS = ("billing",)
CRISPY_TEMPLATE_PACK = "billing"
CRISPY_FAIL_SILENTLY = False

TASKS = {
    "default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}
}

AUTHORITY_MODE = env.str("AUTHORITY_MODE", default="official")
if AUTHORITY_MODE not in {"official", "editorial"}:
    raise ImproperlyConfigured(
        f"AUTHORITY_MODE is {AUTHORITY_MODE!r}; wanted: official or editorial."
    )

DEFAULT_EXCEPTION_REPORTER_FILTER = "billing_site.audit.logs.NothingReported"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"known_keys": {"()": "billing_site.audit.logs.KnownKeysFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "known_keys"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers print request paths; ours print only what is known to be harmless
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

# development and tests serve the static parts as they lie in the source
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
