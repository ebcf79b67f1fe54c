"""Organisations that stand get an owner: the account that has kept them longest."""

from typing import Any

from django.db import migrations


def name_owners(apps: Any, schema_editor: Any) -> None:
    """The first admin with an account, of an organisation that is no demo."""
    del schema_editor
    organisation, right = apps.get_model("people.Organisation"), apps.get_model("people.PersonRight")
    admins = right.objects.filter(right="admin", person__user__isnull=False, person__left_at=None)
    for one in organisation.objects.filter(owner=None, workspaces__is_demo=False).distinct():
        first = admins.filter(person__workspace__organisation=one).order_by("person_id").first()
        if first is not None:
            organisation.objects.filter(pk=one.pk).update(owner=first.person.user_id)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_organisations_and_rosters")]  # noqa: RUF012  # Django's own form
    operations = [  # noqa: RUF012
        migrations.RunPython(name_owners, migrations.RunPython.noop, elidable=True)
    ]
