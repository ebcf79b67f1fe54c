"""What sort of statement each claim of the installation is."""

from __future__ import annotations

from whetstone.apps.field.models import Claim


def claim_kinds() -> dict[str, str]:
    """The kind of every claim of the installation; one query."""
    return dict(Claim.objects.filter(workspace=None).order_by().values_list("slug", "kind"))
