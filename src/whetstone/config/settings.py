"""Django's settings. What an installation may change stands in docs/reference/settings.md."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from whetstone.config import environment as env

DEBUG = env.flag("WHETSTONE_DEBUG", default=False)
SECRET_KEY = env.secret_key()
HOME = env.home()
ALLOWED_HOSTS = env.hosts("WHETSTONE_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith("[")]
BEHIND_HTTPS = env.flag("WHETSTONE_HTTPS", default=False)
DEMO = env.one_of(  # auto: on loopback only
    "WHETSTONE_DEMO",
    {"auto": "auto", "on": "on", "yes": "on", "off": "off", "no": "off"},
    default="auto",
)
DEMO_AN_HOUR = env.whole_number("WHETSTONE_DEMO_AN_HOUR", default=60)
FETCH = env.flag("WHETSTONE_FETCH", default=False)  # nothing leaves the machine unasked
FETCH_PORTS = env.ports("WHETSTONE_FETCH_PORTS", (443,))

INSTALLED_APPS = [
    "whetstone.apps.people",
    "whetstone.apps.field",
    "whetstone.apps.diagnose",
    "whetstone.apps.learn",
    "whetstone.apps.keepup",
    "whetstone.apps.plan",
    "whetstone.apps.lead",
    "whetstone.apps.connect",
    "whetstone.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whetstone.config.safety.SafetyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "whetstone.apps.people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "whetstone.config.urls"
WSGI_APPLICATION = "whetstone.config.wsgi.application"
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "whetstone.apps.people.context.shell",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [env.PACKAGE / "web" / "templates"]
        + [
            env.PACKAGE / "apps" / app / "templates"
            for app in (
                "people",
                "field",
                "diagnose",
                "learn",
                "keepup",
                "plan",
                "lead",
                "connect",
            )
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "whetstone.config.jinja.environment",
            "context_processors": _CONTEXT[2:],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [env.PACKAGE / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "whetstone.apps.people.passwords.GuessedPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "whetstone.apps.people.accounts.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
CERTIFICATES_A_MINUTE = 60  # by one address: files, keys, lists and pages together
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:arrive"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ne", "नेपाली")]
LOCALE_PATHS = [env.PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
SITE_ID = 1

STATIC_URL = "/static/"
STATICFILES_DIRS = [env.PACKAGE / "web" / "static"]
STATIC_ROOT = None  # served from the packages themselves; nothing is collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "whetstone.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MAILS = bool(env.listed("WHETSTONE_SMTP_HOST", ()))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAILS
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = (env.listed("WHETSTONE_SMTP_HOST", ()) or ["localhost"])[0]
EMAIL_PORT = env.whole_number("WHETSTONE_SMTP_PORT", default=25)
EMAIL_HOST_USER = env.text("WHETSTONE_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("WHETSTONE_SMTP_PASSWORD")
SMTP_SAFETY = env.one_of(
    "WHETSTONE_SMTP_SAFETY",
    {"none": "none", "starttls": "starttls", "tls": "tls"},
    default="none",
)
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_SAFETY == "starttls", SMTP_SAFETY == "tls"
EMAIL_TIMEOUT = 20
ADDRESS = env.own_address("WHETSTONE_ADDRESS")
DEFAULT_FROM_EMAIL = env.text("WHETSTONE_MAIL_FROM") or "whetstone@localhost"
CACHES = {"default": {"BACKEND": "whetstone.config.memory.SharedMemory"}}  # guesses count in all
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a refused page is no fault of ours
}
