"""The words for the reasons of this package."""

WORDS: dict[str, str] = {
    "gone": "{count} of {total} claims are no longer true",
    "doubtful": "{count} of {total} claims are in doubt",
    "refreshed": "{count} of {total} claims changed and were relearned",
    "all_current": "all {total} claims are current",
    "nothing_cited": "nothing here rests on a dated claim",
    "imprecise_dates": "{count} of {total} events are dated to the month or year only",
    "past_review": "{count} of {total} claims are past their review day",
    "in_doubt": "{count} of {total} claims are in doubt",
    "assumed_half_life": "half-lives are judgement until there are data",
    "not_yet_refreshed": "{count} people have not relearned it yet",
    "touch_no_claim": "{count} of {total} changes touch no claim",
    "not_taught": "{skill} is not taught",
    "elective_only": "{skill} is only in an elective",
    "out_of_date": "{skill} rests on {count} claims that are no longer true",
}
