import datetime as dt
import pathlib

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def test_shots(make_workspace, make_person, measured, refresher_for, booked, client_as):
    from whetstone.apps.diagnose.models import SelfRating
    from whetstone.apps.learn import services, selectors
    from whetstone.apps.people import services as people

    w = make_workspace()
    ana = make_person(w, name="Ana", role_id="crea")
    others = [make_person(w, role_id=r) for r in ("head", "cmty", "care", "paid", "anly", "strat")]
    measured(ana, CMP=1.5, ANA=1.4, STR=1.1)
    SelfRating.objects.create(person=ana, area_id="CMP", value=2.8, recorded_at=NOW)
    at = lambda d, h, m=0: dt.datetime(2026, 11, d, h, m, tzinfo=dt.UTC)
    people.black_out(workspace_id=w.pk, starts_on=dt.date(2026, 11, 25), ends_on=dt.date(2026, 11, 25), reason="Launch of the winter film")
    people.replace_busy(person_id=ana.pk, spans=[
        (at(23, 9, 30), at(23, 10)), (at(23, 11), at(23, 12)), (at(23, 14), at(23, 15, 30)),
        (at(24, 9), at(24, 9, 45)), (at(24, 13), at(24, 15)), (at(26, 9), at(26, 11)), (at(26, 11, 30), at(26, 12, 15)), (at(26, 15), at(26, 16))])
    out = pathlib.Path("/tmp/shots-week"); out.mkdir(exist_ok=True)
    c = client_as(ana)
    def save(name, url):
        r = c.get(url); assert r.status_code == 200, (name, r.status_code)
        (out / f"{name}.html").write_bytes(r.content)
    save("today-lesson", "/today")
    booked(ana, at(23, 10), thing=("lesson", "str-101-one-measure"), title="Views, replies or link taps? Choosing the one measure", reasons=[{"code": "free_until", "values": {"start": "10:00", "until": "11:00"}}, {"code": "care_stays", "values": {"count": 2}}])
    booked(ana, at(19, 10), thing=("refresher", "x"), title="Grid squares became tall")
    booked(ana, at(12, 10), thing=("refresher", "x2"), title="Y", state="kept")
    save("today-booked", "/today")
    refresher_for(ana, minutes=12, title="Swipe-up links became stickers")
    refresher_for(ana, minutes=10, title="Reach leaves the feed")
    save("week-before", "/week")
    services.get_current(person_ids=[ana.pk], workspace_id=w.pk, now=NOW)
    save("week", "/week")
    save("today-refresher", "/today")
    save("move", f"/week/bookings/{[b for b in selectors.latest([ana.pk]) if b.starts_at > NOW + dt.timedelta(days=1)][0].uid}/move")
    c.post("/calendar/renewal")
    save("calendar", "/calendar")
    ben = make_person(w)
    c = client_as(ben)
    save("today-empty", "/today")
    save("week-empty", "/week")
    np = make_workspace(name="काठमाडौँ", country="NP", time_zone="Asia/Kathmandu", language="ne")
    from whetstone.apps.people.selectors import Stretch
    sita = make_person(np, hours=[Stretch(d, dt.time(10), dt.time(17)) for d in (6, 0, 1, 2, 3, 4)])
    measured(sita, CMP=1.2)
    services.get_current(person_ids=[sita.pk], workspace_id=np.pk, now=NOW)
    c = client_as(sita)
    save("week-ne", "/week")
    save("today-ne", "/today")
