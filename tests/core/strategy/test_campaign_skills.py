"""What a campaign would need: proposed from what it wants, where it runs, what it spends."""

from whetstone.core.strategy.campaign_skills import MOST, propose_skills


def areas(**facts):
    return [one.area for one in propose_skills(**facts)]


def test_answers_need_a_host_and_taps_need_a_maker():
    assert "COM" in areas(action="replies", networks=1, has_budget=False)
    assert "CRE" in areas(action="link_taps", networks=1, has_budget=False)


def test_money_speaks_for_paid_and_never_for_more_than_five_areas():
    found = areas(action="views", networks=3, has_budget=True)
    assert "PAD" in found
    assert len(found) == len(set(found)) == MOST


def test_an_act_that_nobody_knows_proposes_what_every_campaign_needs():
    assert areas(action="?", networks=0, has_budget=False) == ["CMP", "CRI", "ANA"]
