import os, datetime as dt
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"
import pytest
from playwright.sync_api import sync_playwright
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
@pytest.mark.django_db(transaction=True)
def test_js(live_server, make_workspace, make_person, client_as):
    from whetstone.config import loading
    from whetstone.apps.field.models import Edition
    if not Edition.objects.exists(): loading.load(now=NOW)
    from whetstone.apps.learn.models import OwnWork, Practice
    p=make_person(make_workspace()); c=client_as(p)
    with sync_playwright() as pw:
        br=pw.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox","--disable-gpu","--disable-background-networking"])
        ctx=br.new_context(viewport={"width":1280,"height":900}); ctx.add_cookies([{"name":"sessionid","value":c.cookies["sessionid"].value,"url":live_server.url}])
        pg=ctx.new_page(); pg.on("console",lambda m: print("CONSOLE",m.type,m.text)); pg.on("pageerror",lambda e: print("ERR",e))
        u=live_server.url+"/lessons/cri-101-first-hour"
        pg.goto(u); t=pg.locator("textarea[name^=box-]")
        t.nth(0).fill("hello one"); pg.wait_for_timeout(2500)
        print(list(OwnWork.objects.values_list("field","text")), pg.locator("[data-saved-sign]").first.inner_text(), pg.evaluate("Object.keys(localStorage)"))
        ctx.set_offline(True); t.nth(1).fill("offline words"); pg.wait_for_timeout(2000)
        print(pg.locator("[data-saved-sign]").first.inner_text(), pg.evaluate("JSON.stringify(localStorage)"))
        ctx.set_offline(False); pg.wait_for_timeout(1500)
        print(list(OwnWork.objects.values_list("field","text")))
        ctx.set_offline(True); t.nth(1).fill("offline words two"); pg.wait_for_timeout(300); ctx.set_offline(False); 
        pg.goto(u); pg.wait_for_timeout(2500)
        print(pg.locator("textarea[name^=box-]").nth(1).input_value(), list(OwnWork.objects.values_list("field","text")), pg.evaluate("Object.keys(localStorage)"))
        # answer the first question
        q=pg.locator(".quiz").first; q.locator("input[type=checkbox]").nth(0).check(); q.locator("button").click(); pg.wait_for_load_state()
        print(pg.url, Practice.objects.values_list("item_slug","answer","score"))
        pg.screenshot(path="/tmp/shots-reader/answered.png")
        pg.emulate_media(media="print"); pg.screenshot(path="/tmp/shots-reader/print.png",full_page=True,clip={"x":0,"y":0,"width":1280,"height":3000})
        br.close()
