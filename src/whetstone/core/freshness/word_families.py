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
    "trends",
})  # fmt: skip
"""Words that mostly say where or with what, and only sometimes which skill: "sell through
Facebook", "complaints under an advertisement", "agencies report from practice". As the only
evidence of a skill they are worth little."""


NEIGHBOURS: Final[tuple[str, ...]] = (
    # Statistics and computing
    "descriptive statistics", "inferential statistics", "multivariate statistics",
    "linear regression", "logistic regression", "regression", "probability theory",
    "machine learning", "neural networks", "data mining", "text mining", "python", "sql",
    "programming", "databases", "cloud computing", "web design", "web development", "html",
    "spreadsheets", "excel", "graph theory", "network analysis", "operations research",
    # Money and running a firm
    "accounting", "double-entry", "bookkeeping", "books of income", "financial statements",
    "balance sheet", "cash flow", "corporate finance", "taxation", "tax", "payroll", "invoicing",
    "supply chain", "logistics", "operations management", "quality management",
    "human resource management", "labour law", "contract law", "company law",
    "business registration", "import and export", "economics", "microeconomics",
    "macroeconomics", "entrepreneurship", "business plan", "health and safety", "first aid",
    # Marketing and public relations at large
    "consumer behaviour", "consumer psychology", "classical conditioning", "brand equity",
    "product life cycle", "pricing strategy", "price elasticity", "sales management",
    "personal selling", "sales force", "retail management", "trade fairs", "packaging",
    "international marketing", "services marketing", "marketing research", "market research",
    "distribution channels", "direct mail", "e-mail marketing", "email marketing", "newsletters",
    "search engine", "search engines", "search engine marketing", "search engine optimisation",
    "media relations", "press release", "press releases", "news release", "press conference",
    "event management", "sponsorship", "lobbying", "investor relations",
    "internal communication", "public relations theory",
    # The study of media, and study itself
    "mass communication", "communication theory", "theories of communication",
    "theory of communication", "public sphere", "history of the internet",
    "history of virtual communities", "history of media", "semiotics", "rhetoric", "sociology",
    "broadcasting", "print media", "typography", "film history", "political communication",
    "research methods", "literature review", "academic writing", "apa style", "citation style",
    "bibliography", "essay writing", "grammar",
    "public speaking", "foreign language",
)  # fmt: skip
"""What stands beside our field in a course of study and shares its words: "linear regression" is
no reading of a chart, and "the theory of the public sphere" nothing of wording in a crisis. Words
inside such a phrase speak for no skill; the rest of the line does. A skill that owns the very same
phrase keeps it, and a longer phrase of a skill wins."""
