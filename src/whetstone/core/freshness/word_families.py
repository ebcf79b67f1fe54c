"""Words of one family, and plain words that a syllabus uses for each other.

The stem of `skill_match` takes one ending off. It cannot see that "sold" is of "sell", or that an
advert is an advertisement. Each line is one family: a sentence that holds one of its words is
read as if it held the first. Only words that mean the same in this field stand together; what
merely goes together ("photo" and "picture", "goal" and "measure") cost precision on the choosing
half and stands apart. How they were chosen: docs/why/audit.md.
"""

from __future__ import annotations

from typing import Final

FAMILIES: Final[tuple[str, ...]] = (
    "ad ads advert adverts advertisement advertisements advertising advertise advertiser",
    "sell sells sold sale sales selling seller sellers",
    "buy buys bought buyer buyers buying purchase purchases purchasing purchaser",
    "write writes wrote written writing writer",
    "crisis crises",
    "choose chooses chose chosen choice choices choosing select selecting selection",
    "analysis analyses analyse analysing analyze analyzing",
    "answer answers answering reply replies replying respond responding response responses",
    "employee employees staff personnel",
    "law laws legal legislation",
    "rule rules guideline guidelines",
    "mistake mistakes error errors",
    "fake false forged bogus",
    "apology apologies apologise apologising sorry",
    "verify verifying verified verification",
    "creator creators influencer influencers",
    "hacker hackers hacked hacking",
    "chatbot chatbots bot bots automatic automated automation",
    "approve approves approved approving approval approvals",
    "complaint complaints complain complaining",
    "competitor competitors rival rivals competition",
)

PASSING: Final = frozenset({
    "facebook", "instagram", "tiktok", "linkedin", "youtube", "twitter", "snapchat", "pinterest",
    "reels", "stories", "video", "photo", "ad", "viral", "report", "insights", "staff",
})  # fmt: skip
"""Words that mostly say where or with what, and only sometimes which skill: "sell through
Facebook", "complaints under an advertisement", "agencies report from practice". As the only
evidence of a skill they are worth little."""
