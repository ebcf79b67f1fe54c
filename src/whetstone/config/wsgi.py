"""The application that a web server serves."""

import gc
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

# What is loaded by now stays as long as the process does: the collector need not walk through it
# again and again, nor begin anew after every 700 things made.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
