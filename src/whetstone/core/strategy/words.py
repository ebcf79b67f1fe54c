"""The words for the reasons of this package."""

WORDS: dict[str, str] = {
    "goal_without_top": "{goal} leads to no business goal",
    "parent_not_above": "{goal} stands under {parent}, which is not above it",
    "goal_without_metric": "{goal} has no metric",
    "aim_without": "the metric of {goal} has no {missing}",
    "target_backwards": "the target of {metric} lies behind its baseline ({goal})",
    "question_without_metric": "{goal} is a question that no metric answers",
    "metric_opposed": "{metric} is pulled two ways: {goal} wants it up, {other} wants it down",
    "era_over": "{metric} is counted in a way that has ended; it needs a new start and target",
    "campaign_without_goal": "{campaign} serves no goal",
    "orphan_post": "{post} belongs to no campaign that serves a goal",
    "goal_names": "your goal names the action that counts: {action}",
    "goal_unmeasured": "there are no own numbers for {action} yet",
    "keep_goal_steer_upstream": "{action} stays the goal; steer by what can be seen",
    "signal": "{action}: {n} people an arm show +{lift} %; that is {days} of your {has} days",
    "no_signal": "{action}: {n} people an arm are needed for +{lift} %; that is {days} days, "
    "and you have {has}",
    "no_own_rate": "{action} has not happened on this account yet, so +{lift} % has no size",
    "rate_too_high": "{action} is so common that +{lift} % cannot happen",
    "no_viewers": "{action}: {n} people an arm are needed, and nobody is reached a day",
    "could_show": "in {days} days you could see +{lift} %",
    "would_need_days": "{days} days would be enough",
    "no_values": "give a value to an action to compare them; views have none by themselves",
    "signal_from": "from {days} days on you can see {mde} %, and {lift} % is worth acting on",
    "figure_within": "the {mde} % of {days} days rests on {n} stretches of your past: it may "
    "really be {low} to {high} %",
    "figure_unsure": "the {mde} % of {days} days rests on {n} stretches of your past: it may "
    "really be {low} to {high} %, so {days} days may be too few for {lift} %",
    "signal_never": "no length shows {lift} %; the best is {mde} % in {days} days",
    "history_short": "{have} days of history cannot say what {days} days would show",
    "settling": "people take {lag} days to decide and the effect {settle} days to settle",
    "weekday_pattern": "weekdays differ, so it takes {days} days to see each twice",
    "weekdays_unknown": "too little history to know the weekdays; {days} days see each twice",
    "no_weekday_pattern": "weekdays do not differ",
    "saturates_first": "it needs {needs} days, but by day {stop} nearly everyone has seen it",
    "cap_first": "it needs {needs} days, but after day {stop} each person has seen it more than "
    "{cap} times, your cap",
    "tires_first": "it needs {needs} days, but after day {stop} people have seen it so often that "
    "{lift} % fewer answer",
    "cap_unset": "in {days} days each person reached sees it {seen} times; you gave no cap",
    "cap_far": "in {days} days each person reached sees it {seen} times, within your cap of {cap}",
    "cap_passed": "after day {day} each person reached has seen it more than {cap} times, "
    "your cap",
    "cap_at_once": "on its first day already each person reached sees it {seen} times, and your "
    "cap is {cap}",
    "frequency_unknown": "how often each person sees it cannot be told: no day of your own has "
    "both views and people; an export with views and reach by day would tell",
    "frequency_below_one": "how often each person sees it cannot be told: there are fewer views "
    "than people, so the two are not counted alike",
    "tired_few_weeks": "whether people tire of it cannot be told: {have} whole weeks of your own "
    "have views, people and {action}, and it takes {need}",
    "tired_hardly_moves": "whether people tire of it cannot be told: how often they see it hardly "
    "moves ({low} to {high} times a week, in {weeks} weeks)",
    "not_tired": "no sign that people tire of it: {slope} {action} per 100 people for each "
    "doubling of how often they see it ({low} to {high}, from {weeks} weeks)",
    "tired_little": "people answer less the more often they see it: {slope} {action} per 100 for "
    "each doubling ({low} to {high}, from {weeks} weeks); {days} days do not "
    "cost {lift} % of the answers",
    "tired_from": "people answer less the more often they see it: {slope} {action} per 100 for "
    "each doubling ({low} to {high}, from {weeks} weeks), so more than {day} days "
    "cost {lift} % of the answers",
    "nearly_all_seen": "after day {day} nearly everyone reachable has seen it",
    "longer_does_not_help": "longer does not help: {days} days still only show {mde} %",
    "history_would_do": "{weeks} weeks of daily figures would tell for {days} days",
    "control_region": "hold out a region: nobody there sees the campaign",
    "control_audience": "hold out a random part of the audience",
    "control_staggered": "start the posts on a random half of the days, and compare the days",
    "as_forecast": "{lift} % ({low} to {high}); {forecast} % was forecast and lies inside",
    "below_forecast": "{lift} % ({low} to {high}); less than the {forecast} % that was forecast",
    "above_forecast": "{lift} % ({low} to {high}); more than the {forecast} % that was forecast",
    "no_effect_told": "0 lies inside too: whether anything happened cannot be told",
    "cannot_read": "nothing happened in one of the arms, so no difference can be read",
    "add_control": "hold out a region or an audience: a control helps more than more days",
    "can_show": "{days} days can show a {difference} % difference (from {mde} % on)",
    "cannot_show": "{days} days cannot show a {difference} % difference; from {mde} % on they can",
    "reach": "about {share} of 100 use {network} ({low}-{high})",
    "no_reference": "there is no reference for {network}; ask your own audience",
    "other_country": "the reference asked people in {reference} and says nothing about {country}; "
    "bring a source of your own",
    "own_survey": "moved by {n} answers of your own against {prior} of the reference",
    "no_interaction": "assumed: each group uses a network as its margins say, with no interaction",
    "interaction_of_start": "assumed: what margins do not say is as in the first table",
    "platform_rounded": "the network gave rounded per cents; counted as {n} people",
    "split_first": "{share} of 100 who engaged follow you already; look at both apart",
    "split_unknown": "the network does not say who of them follows you",
    "few_engagers": "{count} people engaged; from {needed} on a test makes sense",
    "over": "{group}: {index} against 100 in your target",
    "under": "{group}: only {index} against 100 in your target",
    "like_target": "{overlap} of 100 look like your target mix",
}
