"""Looking at a list and taking it, as a person and a worker do together."""

from __future__ import annotations

import io
import zipfile

from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import (
    Person,
    RosterRow,
)
from whetstone.apps.people.rosters import staging, taking


def look(workspace, text, name="people.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    made = staging.upload(
        workspace_id=workspace.pk, name=name, data=data, actor_id=None, now=real_now()
    )
    staging.read(made.pk, clock=real_now)
    made.refresh_from_db()
    return made


def take(workspace, text, *, without_refused=True):
    made = look(workspace, text)
    taking.begin(
        roster_id=made.pk, workspace_id=workspace.pk, without_refused=without_refused,
        now=real_now(),
    )  # fmt: skip
    taking.take(made.pk, now=real_now())
    made.refresh_from_db()
    return made


def codes(made):
    """{row: codes of its flaws} of the refused rows."""
    return {
        row.line: [code for _column, code, _said in row.flaws]
        for row in RosterRow.objects.filter(roster=made, fate="refused")
    }


def fates(made):
    return dict(RosterRow.objects.filter(roster=made).values_list("line", "fate"))


def here(workspace):
    """Everybody as a roster can say them."""
    return {
        (one.name, one.email, one.role_id, one.title, one.team and one.team.name, one.source_id,
         one.left_at is None, tuple(sorted(right.right for right in one.rights.all())))
        for one in Person.objects.filter(workspace=workspace)
    }  # fmt: skip


def school_zip(**more):
    files = {
        "users.csv": "sourcedId,status,enabledUser,username,givenName,familyName,email\n"
        "u1,active,true,a,Ann,Lee,ann@example.org\nu2,active,true,t,Tom,Teach,tom@example.org\n"
        "u3,active,true,p,Pat,Parent,pat@example.org\n",
        "roles.csv": "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
        "r1,u1,primary,student,o1\nr2,u2,primary,teacher,o1\nr3,u3,primary,parent,o1\n",
        "classes.csv": "sourcedId,title,classCode,termSourcedIds\nc1,Practice,P-1,t1\n",
        "enrollments.csv": "sourcedId,classSourcedId,userSourcedId,role\n"
        "e1,c1,u1,student\ne2,c1,u2,teacher\ne3,c1,u9,student\ne4,c9,u1,student\n",
        "academicSessions.csv": "sourcedId,title,endDate\nt1,Autumn,2027-02-12\n",
        "orgs.csv": "sourcedId,name,type\no1,Institute,school\n",
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in files.items():
            if text:
                into.writestr(name, text)
    return out.getvalue()
