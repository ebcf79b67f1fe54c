"""The words for the reasons of this package."""

WORDS: dict[str, str] = {
    "unmeasured": "{count} of {team} people are not measured here",
    "small_team": "numbers are shown from {smallest} measured people up; "
    "{shared} share their words",
    "too_few_people": "the team has {team} people and {need} are wanted",
    "single_holder": "of those who share, only {person} holds it",
    "blind_spot": "{area} is probably not covered",
    "behind": "{about} rests on claims that are out of date",
    "stolen": "{hours} booked hours were taken by other work ({blocks} blocks)",
    "after_hours": "{hours} hours were learned outside paid time ({blocks} blocks)",
    "target": "the target is {target}",
    "compared": "{treated} trained teams against {control} that were not yet",
    "too_few_teams": "fewer than {needed} teams a side cannot tell",
    "no_spread": "{treated} and {control} teams: a comparison needs two a side",
    "nobody_to_compare": "no unit had still to start while another had started",
    "drifted_before": "the groups moved apart before the start, so the cause is in doubt",
}
