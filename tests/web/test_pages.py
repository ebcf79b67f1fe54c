"""The pages that belong to no room, through the real settings."""

from __future__ import annotations


def test_the_living_page_opens_for_anybody(client):
    answer = client.get("/design")
    assert answer.status_code == 200
    assert b"<style" not in answer.content
    assert "unsafe-inline" not in answer.headers.get("Content-Security-Policy", "")


def test_an_address_that_leads_nowhere_offers_a_way_on(client):
    answer = client.get("/nowhere-at-all")
    assert answer.status_code == 404
    assert b"There is no such page." in answer.content
    assert b'href="/">To the first page' in answer.content
