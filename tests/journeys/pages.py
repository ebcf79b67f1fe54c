"""Which pages each visitor of the demo can open, and how a question is answered by hand."""

from __future__ import annotations

LESSON = "/lessons/str-101-reading-a-difference"
CHANGE = "/changes/chg-2026-meta-reach-feed"
DRILL = "/tasks/task-cri-two-hour-drill"
TASK = "/tasks/task-one-page-strategy"
UNREAD = "/changes/chg-2021-ios-tracking"
SYLLABUS, GUIDE = "/courses/cri-101", "/guides/guide-crisis-lead"
ROOMS = {
    "marketer": [
        "/today", "/check", "/profile", "/profile/sharing", "/profile/targets",
        "/profile/progress", "/lessons", LESSON, "/week", "/calendar", "/certificates",
        "/portfolio", "/cards", "/hours", "/plan", "/near-misses",
        "/notices/mine", "/refreshers", "/digest", "/test-quality", "/test-quality/it-str-001",
        "/courses", SYLLABUS, "/glossary", "/search", "/search?q=holding+statement",
        "/search?q=swipe-up&in=claims", "/search?q=xylophonist", LESSON + "/print", "/guides",
        GUIDE, "/drills", DRILL, DRILL + "/drill", "/sessions", "/tasks", "/to-judge", TASK,
        TASK + "/work",
    ],
    "lead": [
        "/sessions", "/sessions/new",
        "/changes", CHANGE, "/changes/chg-2021-swipe-up", "/claims/clm-meta-feed-page-reach",
        "/claims/clm-fig-dmi-average-38", "/profile", "/today", "/week", "/plan",
        "/plan/goals/new", "/plan/campaigns/new", "/plan/calendar?on=2026-11-23",
        "/plan/calendar?as=week&on=2026-11-23", "/plan/calendar?as=list&on=2026-11-23",
        "/plan/calendar/posts/new", "/plan/calendar/crisis", "/plan/calendar/days",
        "/plan/audience", "/plan/audience/engagers", "/plan/reviews", "/plan/reviews/new",
        "/plan/agenda", "/lead", "/lead/requirements", "/people",
        "/plan/report?month=2026-11", "/plan/calendar/matching",
        "/people/import", "/how-current", "/notices", "/claims?on=2021-08-20", "/claims/review",
        "/claims/clm-cal-approval-covers-version", "/refreshers", "/digest",
        "/profile/progress", "/profile/targets", "/log",
        "/calendar/closed", "/permissions", "/my-data",
        "/organisation", "/workspace", "/people?who=left",
        "/changes?shelf=not-confirmed", UNREAD,
        "/lead/words", "/lead/week", "/lead/effect", "/lead/effect/new",
        "/sent", "/sent?kind=block&thing=goals",
        "/lead/cover",
        "/lead/brief", "/lead/brief/signing", "/sent?kind=brief&thing=1",
        "/lead/voices", "/lead/voices/new", "/lead/voices/themes/new", "/lead/voices/rest",
        "/lead/table", "/lead/table/meetings/new", "/lead/budget-share",
        "/lead/budget-share/figures",
        "/data-protection/rules", "/to-judge", "/drills", DRILL + "/messages",
        "/plan/figures", "/plan/figures/new", "/plan/figures/posts",
        "/plan/figures/posts?network=linkedin&campaign=none", "/plan/figures/posts/campaign",
        "/plan/figures/posts/campaign?campaign=out&hashtag=mendit",
    ],
    "leader": [
        "/lead", "/lead/effect", "/lead/cover", "/lead/voices", "/lead/table", "/plan",
        "/plan/audience", "/plan/report", "/changes",
    ],
    "partner": [
        "/advising", "/plan/reviews", "/plan/agenda", "/plan", "/changes", "/plan/figures",
        "/plan/figures/posts/campaign",
    ],
    "instructor": [
        "/classes", "/classes/new", "/changes", "/people", "/audits", "/audits/new",
        "/lead/programme",
    ],
    "student": ["/today", "/check", "/lessons", "/class", "/class/marks"],
    "editor": [
        "/changes", CHANGE, UNREAD, "/changes/new", "/claims", "/claims/new", "/claims/review",
        "/how-current", "/watches", "/watches/new", "/notices", "/notices/mine", "/near-misses",
        "/packs", "/test-quality?area=CRI", "/test-quality/it-str-001", "/secured",
        "/test-quality/booklet",
    ],
}  # fmt: skip
OPEN_PAGES = [
    "/", "/design", "/start", "/account/login/", "/account/signup/", "/account/password/reset/",
    "/join", "/come-in", "/current", "/data-protection",
    "/courses", SYLLABUS, "/glossary", "/guides", GUIDE, "/about-the-curriculum",
]  # fmt: skip


def fill(page, *, scripted: bool = True) -> None:
    """Give some answer to whatever question is open, as a person would: by choosing."""
    if scripted:  # behaviours are fetched after the page's load; an order's selects hide then
        page.locator("[data-order]:not([data-begun])").wait_for(state="detached")
    form = page.locator("#question")
    radios = form.locator("input[type=radio]:not([value=unknown])")
    selects = form.locator("select:visible")
    boxes = form.locator("input[type=checkbox]:not([name=unknown])")
    if radios.count():
        names = dict.fromkeys(radios.evaluate_all("all => all.map(one => one.name)"))
        for place, name in enumerate(names):
            rows = form.locator(f"input[type=radio][name='{name}']:not([value=unknown])")
            rows.nth(min(place, rows.count() - 1)).check()
    elif selects.count():
        for place in range(selects.count()):
            one = selects.nth(place)
            if one.input_value() == "":
                one.select_option(index=place + 1)
    elif boxes.count():
        boxes.first.check()


def next_question(page) -> None:
    """Press the one primary button of the question and wait for what comes."""
    before = page.locator("#question input[name=place]").get_attribute("value")
    page.locator("#question button.button--primary").click()
    page.wait_for_function(
        """place => {
            const shown = document.querySelector("#question input[name=place]");
            return !shown || shown.value !== place;
        }""",
        arg=before,
    )
    page.wait_for_load_state("networkidle")


def overflow(page) -> int:
    """How many pixels the page is wider than its window."""
    page.wait_for_load_state()
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
