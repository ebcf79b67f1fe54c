"""The application that a web server serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from whetstone.config.environment import BadSettingError

APP_LOAD_ERROR = 4
"""With this code gunicorn stops instead of starting the same again and again."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whetstone.config.settings")
try:
    application = get_wsgi_application()
except BadSettingError as fault:
    print(f"whetstone: {fault}", file=sys.stderr)
    sys.exit(APP_LOAD_ERROR)
