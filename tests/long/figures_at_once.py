"""Two hands at once on a team's figures; what is there afterwards. In a store that is set up.

`python -m tests.long.figures_at_once ROUNDS`: in each round two threads take two files about the
same posts, then two give the same posts to two campaigns by one rule, then two match the same
planned posts with the same posted ones. It prints one line, or fails.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
import uuid
from collections import Counter

import django

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
ON = dt.date(2026, 11, 20)
POSTS = 400


def main(rounds: int) -> None:
    django.setup()
    for n in range(rounds):
        workspace = new_workspace(n)
        taken(workspace)
        given(workspace)
        matched(workspace)
    sys.stdout.write(f"{rounds} rounds: nothing lost, nothing doubled\n")


def new_workspace(n: int):
    from whetstone.apps.people import services

    return services.create_workspace(
        organisation=f"Marram {n}", name=f"Marram {n}", now=NOW, country="IE",
        time_zone="Europe/Dublin",
    )  # fmt: skip


def together(*acts) -> list[object]:
    """Do acts in threads that begin at one moment; what each returned or refused."""
    from django.db import connection

    from whetstone.core.kernel.errors import Refused

    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def one(place: int) -> None:
        start.wait()
        try:
            found[place] = acts[place]()
        except Refused as refused:
            found[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def taken(workspace) -> None:
    """One file knows views, the other saves: afterwards every post knows both, said once each."""
    from tests.apps.plan.exports import as_csv, instagram, look, post

    from whetstone.apps.plan import figures_fates, figures_taking
    from whetstone.apps.plan.figures_models import NetworkPost, PostSnapshot, Upload

    figures_fates.AT_ONCE = 50
    rows = [post(n) for n in range(1, POSTS + 1)]
    saves = as_csv(
        ("Post ID", "Account username", "Publish time", "Saves"),
        *((row[0], "marram", row[6], "7") for row in rows),
    )
    files = [look(workspace, instagram(*rows)), look(workspace, saves)]
    for made in files:
        assert made.state == Upload.State.READY, made.report
        figures_taking.begin(
            upload_id=made.pk, workspace_id=workspace.pk, without_refused=True, now=NOW
        )
    acts = [lambda pk=made.pk: figures_taking.take(pk, now=NOW) for made in (*files, files[0])]
    counts = [one for one in together(*acts) if one]
    posts = NetworkPost.objects.filter(workspace=workspace)
    assert posts.count() == POSTS
    assert sum(one["post_new"] for one in counts) == POSTS, counts
    for one in posts:
        assert (one.figures["views"], one.figures["saves"]) == (145, 7), one.figures
    assert PostSnapshot.objects.filter(workspace=workspace).count() == 2 * POSTS


def given(workspace) -> None:
    """Each post is in one campaign, and it was counted once as having moved."""
    from whetstone.apps.plan import figures_assigning, services
    from whetstone.apps.plan.figures_models import NetworkPost
    from whetstone.apps.plan.figures_selectors import Rule

    campaigns = [
        services.create_campaign(
            workspace_id=workspace.pk, name=name, aim="Owners tap", wanted_act="link_taps",
            counted_as="taps", starts_on=ON, ends_on=ON + dt.timedelta(days=20), people_a_day=900,
            audience=9_000, goal_id=None, worthwhile_lift=0.2, now=NOW,
        )
        for name in ("One", "Two")
    ]  # fmt: skip
    acts = [
        lambda pk=one.pk: figures_assigning.assign_posts(
            workspace_id=workspace.pk, campaign_id=pk, rule=Rule(hashtag="#repair"),
            actor_id=None, now=NOW,
        )
        for one in (*campaigns, campaigns[0])
    ]  # fmt: skip
    moved = together(*acts)
    assert sum(moved) == POSTS, moved
    assert not NetworkPost.objects.filter(workspace=workspace, campaign=None).exists()


def matched(workspace) -> None:
    """Each posted one belongs to one planned post, and each of those moved to posted once."""
    from whetstone.apps.plan import calendar_services, matching_services
    from whetstone.apps.plan.figures_models import NetworkPost
    from whetstone.apps.plan.matching_selectors import matched as known
    from whetstone.apps.plan.models_calendar import PostMove
    from whetstone.apps.plan.models_readout import PostMatch
    from whetstone.core.strategy.content_calendar import LINE, State

    own = {"workspace_id": workspace.pk, "actor_id": None, "now": NOW}
    planned = []
    for n in range(6):
        row = calendar_services.make_post(
            title=f"Walk {n}", form_key=uuid.uuid4(), network="instagram", shape="post", on=ON,
            words="", **own,
        )  # fmt: skip
        for to in LINE[1 : LINE.index(State.APPROVED) + 1]:
            calendar_services.move_post(post_id=row.pk, to=to, **own)
        planned.append(row.pk)
    posted = list(NetworkPost.objects.filter(workspace=workspace).values_list("pk", flat=True)[:6])
    pairs = {pk: (came, "link") for pk, came in zip(planned[:3], posted[:3], strict=True)}
    rival = {pk: (came, "person") for pk, came in zip(planned[3:], posted[:3], strict=True)}
    done = together(*(
        lambda said=said: matching_services.match(pairs=said, **own)
        for said in (pairs, dict(reversed(pairs.items())), rival)
    ))  # fmt: skip
    held = [one.pk for one in known(workspace.pk).values() if one is not None]
    assert len(held) == len(set(held)) == 3, (done, held)
    rows = PostMatch.objects.filter(workspace=workspace)
    assert rows.count() == 3, done
    times = Counter(
        PostMove.objects.filter(workspace=workspace, to_state=State.POSTED).values_list(
            "post", flat=True
        )
    )
    assert set(times.values()) == {1}, times


if __name__ == "__main__":
    main(int(sys.argv[1]))
