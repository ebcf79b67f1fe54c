"""What Django's own forms say on our pages, named so that our catalogues hold the words.

Django's Nepali catalogue lacks some of them and says others stiffly; ours is asked first
(settings: LOCALE_PATHS). Nothing here is called. Texts are copied letter by letter.
Source: Django 5.2, forms/fields.py, forms/models.py, core/validators.py,
contrib/auth/password_validation.py.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext_lazy

FIELDS: Final = (
    noop("This field is required."),
    noop("Enter a whole number."),
    noop("Enter a number."),
    noop("Enter a valid date."),
    noop("Enter a valid time."),
    noop("Enter a valid date/time."),
    noop("Enter a valid value."),
    noop("Enter a valid integer."),
    noop("Enter a valid email address."),
    noop("Enter a valid URL."),
    noop("Enter a list of values."),
    noop("No file was submitted."),
    noop("No file was submitted. Check the encoding type on the form."),
    noop("The submitted file is empty."),
    noop("Select a valid choice. %(value)s is not one of the available choices."),
    noop("Select a valid choice. That choice is not one of the available choices."),
    noop("“%(pk)s” is not a valid value."),
    noop("Null characters are not allowed."),
    noop(
        "File extension “%(extension)s” is not allowed. Allowed extensions are: "
        "%(allowed_extensions)s."
    ),
)
LIMITS: Final = (
    noop("Ensure this value is less than or equal to %(limit_value)s."),
    noop("Ensure this value is greater than or equal to %(limit_value)s."),
    noop("Ensure this value is a multiple of step size %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
    ngettext_lazy(
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
)
PASSWORDS: Final = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    noop("The password is too similar to the %(verbose_name)s."),
    noop("Your password can’t be too similar to your other personal information."),
    noop("This password is too common."),
    noop("Your password can’t be a commonly used password."),
    noop("This password is entirely numeric."),
    noop("Your password can’t be entirely numeric."),
    noop("The two password fields didn’t match."),
)
