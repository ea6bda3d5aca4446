"""Every setting: from the environment, with a default that works out of the box."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config import schedules
from config.database import connection_settings

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = env.HOME
TESTING = env.flag("PARTERRE_TESTING")
PROCESS = env.text("PARTERRE_PROCESS", "command")  # web, worker, react, send or command

DEBUG = env.flag("DEBUG")
PRODUCTION = env.flag("PARTERRE_PRODUCTION")
SECRET_KEY = env.secret("SECRET_KEY")
SEALING_KEY = env.secret("SEALING_KEY")  # opens what the database keeps closed
PUBLIC_URL = env.text("PARTERRE_URL", f"http://localhost:{env.number('PORT', 8000)}")
# Whose mail comes to us: replies, bounces, opt-outs by mail. Empty for none.
INBOUND_DOMAIN = env.text("PARTERRE_INBOUND_DOMAIN", "").lower()
# How messages leave (`delivery.transports`): until somebody says, they do not.
MAIL_URL = env.text("PARTERRE_MAIL", "folder:")
# Whether accounts may name mail servers inside this network for domains of theirs.
MAIL_PRIVATE_HOSTS = env.flag("PARTERRE_MAIL_PRIVATE_HOSTS")
# What lets our servers send, in SPF records; by itself it follows from the way out.
SPF = env.text("PARTERRE_SPF", "")
# Who is asked for records of domains, 192.0.2.1 or 192.0.2.1#5353; else as the machine.
DNS_SERVERS = env.text("PARTERRE_DNS", "").replace(",", " ").split()
# Where a mail server hands it over, none if empty, and how: "lmtp" or "smtp".
INBOUND_LISTEN = env.text("PARTERRE_INBOUND_LISTEN", "")
INBOUND_PROTOCOL = env.text("PARTERRE_INBOUND_PROTOCOL", "lmtp").lower()
# PEM files by which it may encrypt that (STARTTLS); none if empty.
INBOUND_CERTIFICATE = env.text("PARTERRE_INBOUND_CERTIFICATE", "")
INBOUND_KEY = env.text("PARTERRE_INBOUND_KEY", "")
INBOUND_MAX_BYTES = env.number("PARTERRE_INBOUND_MAX_BYTES", 30 * 2**20)
# Mailboxes that are looked into each minute, as URLs with spaces between them.
INBOUND_IMAP = env.text("PARTERRE_INBOUND_IMAP", "").split()
# What providers call with: "user:password" of the address of their webhooks.
INBOUND_WEBHOOK_SECRET = env.text("PARTERRE_WEBHOOK_SECRET", "")
# What is asked by HTTP may be in private networks, as a gateway in the house is.
OUTBOUND_PRIVATE = env.flag("OUTBOUND_PRIVATE")
TWILIO_URL = env.text("TWILIO_URL", "https://api.twilio.com")
ALLOWED_HOSTS = env.text("ALLOWED_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "accounts",
    "audiences",
    "events",
    "conditions",
    "contacts",
    "preferences",
    "segments",
    "delivery",
    "forms",
    "api",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_q",
]

MIDDLEWARE = [
    "delivery.tracking.answers.Gate",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "api.gate.Gate",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.http.SignInRequired",
    "accounts.http.UserLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.http.VaryOnHtmx",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "audiences.context.shell",
            ],
            "builtins": [
                "accounts.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
            ],
        },
    }
]

DATABASES = {"default": connection_settings(pooled=PROCESS == "web")}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "parterre_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique without regard to case
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.vendor.VendorFinder",
    "config.bundles.BundleFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files" / "public", "base_url": "/files/"},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files" / "private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff2", "png", "jpg", "gz", "br", "webp"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # a body of the API, a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000
FILE_UPLOAD_TEMP_DIR = None

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
)

# To users; by the same way as messages, once that is said.
MAILERS = {
    "default": {
        "BACKEND": env.text(
            "EMAIL_BACKEND",
            "delivery.transports.mailer.EmailBackend"
            if env.text("PARTERRE_MAIL", "")
            else "django.core.mail.backends.console.EmailBackend",
        )
    }
}
ANYMAIL: dict[str, Any] = {
    "WEBHOOK_SECRET": INBOUND_WEBHOOK_SECRET,
    # What else a provider signs its calls with, e.g. MAILGUN_WEBHOOK_SIGNING_KEY.
    **env.prefixed("ANYMAIL_"),
}
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Parterre <parterre@localhost>")

# A task is delivered again after `retry`: what it runs may run twice (audiences.jobs).
Q_CLUSTER = {
    "name": "parterre",
    "orm": "default",
    "workers": env.number("WORKERS", 2),
    "timeout": 300,
    "retry": 360,
    "max_attempts": 5,
    "catch_up": False,
    "poll": 1,  # what must not wait is done by `react`
    "save_limit": -1,
    "label": _("Background work"),
}
SCHEDULES = schedules.SCHEDULES + (schedules.MAILBOXES if INBOUND_IMAP else [])

API_REQUESTS_PER_MINUTE = env.number(
    "API_REQUESTS_PER_MINUTE", 12_000
)  # per key; 0: any
JOB_DAYS = env.number("JOB_DAYS", 90)  # how long what ran, and was refused, is listed
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)  # in front of the web server
OWN_EVENT_DAYS = env.number("OWN_EVENT_DAYS", 0)  # 0 keeps what Parterre itself logs
HIT_DAYS = env.number("HIT_DAYS", 90)  # 0 keeps each open and click by itself
RECEIVED_DAYS = env.number("RECEIVED_DAYS", 90)  # 0 keeps what came in by mail
EXPORT_DAYS = env.number("EXPORT_DAYS", 7)  # how long the file of an export is kept
IMPORT_FILE_DAYS = env.number("IMPORT_FILE_DAYS", 30)  # how long uploads are kept

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

if PRODUCTION:
    if ALLOWED_HOSTS == ["*"]:
        raise ImproperlyConfigured(
            "Set ALLOWED_HOSTS to the host names this installation answers to, e.g. "
            "ALLOWED_HOSTS=hub.example.org, or unset PARTERRE_PRODUCTION."
        )
    if DEBUG:
        raise ImproperlyConfigured(
            "DEBUG shows internals to visitors: unset it, or unset PARTERRE_PRODUCTION."
        )
    if not PUBLIC_URL.startswith("https://"):
        raise ImproperlyConfigured(
            "Set PARTERRE_URL to the https:// address people use, so that cookies are "
            "sent over encrypted connections only, or unset PARTERRE_PRODUCTION."
        )
