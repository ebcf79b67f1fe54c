"""Why nothing came, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from whetstone.web.fetching.addresses import LONGEST
from whetstone.web.fetching.facts import Reason

_WORDS = {
    Reason.NOT_HTTPS: _("The address does not begin with https. Nothing else is asked."),
    Reason.NO_ADDRESS: _("This is no whole address. It begins with https:// and a name."),
    Reason.TOO_LONG: _("The address is longer than %(n)s characters."),
    Reason.CREDENTIALS: _("The address holds a name or a password before an @. Leave them out."),
    Reason.PORT: _("The address names a port that this installation does not ask."),
    Reason.NOT_A_NAME: _("The address names no public host. A source has a name with a dot."),
    Reason.OFF: _("Fetching is off on this installation. Nothing leaves the machine."),
    Reason.NO_ANSWER_FROM_DNS: _("Nobody knows a host of this name."),
    Reason.PRIVATE: _("The name leads to a private network. It was not asked."),
    Reason.NO_CONNECTION: _("The host takes no connection."),
    Reason.TLS: _("The host cannot show that it is who it says (its certificate)."),
    Reason.TOO_SLOW: _("The answer took too long."),
    Reason.TOO_BIG: _("The answer is too big."),
    Reason.TYPE: _("The answer is of another kind than was asked for."),
    Reason.ENCODING: _("The answer is packed in a way that is not read."),
    Reason.BROKEN: _("The answer broke off or cannot be read."),
    Reason.REDIRECT: _("The host sends on, and does not say where to."),
    Reason.LOOP: _("The host sends round in a circle."),
    Reason.TOO_MANY_REDIRECTS: _("The host sends on too often."),
}


def words_of(reason: Reason) -> str:
    """One sentence for a person."""
    return str(_WORDS[reason]) % {"n": LONGEST}
