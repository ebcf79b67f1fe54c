"""What people type about planned posts, checked all at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import countries
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import calendar_selectors, calendar_words, selectors, unmoved
from whetstone.core.strategy.awareness_days import by_next_time
from whetstone.core.strategy.content_calendar import Shape, State, is_too_far
from whetstone.web.days import day_field
from whetstone.web.wording import short_day

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.plan.calendar_selectors import PostView
    from whetstone.web.request import Actor

COLUMNS = (
    "title", "network", "shape", "on", "at_time", "words", "link", "has_picture", "alt_text",
    "parts", "seconds", "minutes", "campaign_id", "goal_id", "owner_id",
)  # fmt: skip
MOST_MINUTES = 6000


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class PostForm(forms.Form):
    """A planned post."""

    title = forms.CharField(label=gettext_lazy("What it is"), max_length=160)
    network = forms.ChoiceField(label=gettext_lazy("Where"))
    shape = forms.ChoiceField(label=gettext_lazy("What kind"))
    on = _day(
        label=gettext_lazy("On which day"),
        required=False,
        help_text=gettext_lazy("An idea needs none."),
    )
    at_time = forms.TimeField(
        label=gettext_lazy("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    campaign_id = forms.ChoiceField(label=gettext_lazy("Part of"), required=False)
    goal_id = forms.ChoiceField(
        label=gettext_lazy("It serves"),
        required=False,
        help_text=gettext_lazy("Left open, it serves what its campaign serves."),
    )
    owner_id = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Its words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 5}),
    )
    link = forms.URLField(
        label=gettext_lazy("Where it leads"), required=False, max_length=500, assume_scheme="https"
    )
    has_picture = forms.BooleanField(
        label=gettext_lazy("It has a picture or film"), required=False
    )
    alt_text = forms.CharField(
        label=gettext_lazy("The same in words, for those who do not see it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    parts = forms.IntegerField(
        label=gettext_lazy("Items of a carousel"), required=False, min_value=1, max_value=1000
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds of a film"), required=False, min_value=1, max_value=86_400
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of work"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Left open is unknown, not 0."),
    )
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Facts of the field that it rests on"),
        required=False,
        help_text=gettext_lazy(
            "When one of them changes, this post is flagged. Known limits of the network are "
            "added by themselves."
        ),
        widget=forms.SelectMultiple({"size": 6}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Actor, post: PostView | None = None, **kwargs: Any
    ) -> None:
        self.actor, self.post = actor, post
        cited: list[str] = []
        first: dict[str, Any] = {"form_key": uuid.uuid4(), "shape": Shape.POST.value}
        if post is not None:
            cited = selectors.rests_on(
                actor.workspace_id, calendar_selectors.PLANNED_POST, post.row.pk
            )
            first = {name: getattr(post.row, name) for name in (*COLUMNS, "form_key")}
            first["rests_on"] = cited
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if post is not None:
            unmoved.watch(self, first)
        for name, options in self._options(cited).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def _options(self, cited: list[str]) -> dict[str, Any]:
        space = self.actor.workspace_id
        persons = [(str(one.id), one.name) for one, _rights in people.everybody(space)]
        goals = [(str(pk), title) for pk, _kind, title in selectors.goal_choices(space)]
        runs = [(str(pk), name) for pk, name in calendar_selectors.campaign_choices(space)]
        return {
            "network": calendar_words.network_choices(),
            "shape": [(one.value, calendar_words.shape_name(one)) for one in Shape],
            "campaign_id": [("", _("no campaign")), *runs],
            "goal_id": [("", _("what its campaign serves")), *goals],
            "owner_id": [("", _("nobody yet")), *persons],
            "rests_on": selectors.claim_choices(space, today=self.actor.today, besides=cited),
        }

    def clean_on(self) -> dt.date | None:
        """No new plan for a day that is over."""
        day: dt.date | None = self.cleaned_data["on"]
        held = self.post.row.on if self.post else None
        if self.post is not None and self.post.state is State.POSTED and day != held:
            raise ValidationError(_("It is posted already and stays on its day."))
        if day is not None and day < self.actor.today and day != held:
            raise ValidationError(_("That day is over."))
        if day is not None and day != held and is_too_far(day, today=self.actor.today):
            raise ValidationError(_("That is more than five years ahead."))
        if day is None and self.post is not None and self.post.state is State.SCHEDULED:
            raise ValidationError(_("It is scheduled elsewhere, so it needs its day."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ids become numbers; a time needs a day."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("campaign_id", "goal_id", "owner_id"):
            cleaned[name] = int(cleaned[name]) if cleaned.get(name) else None
        if cleaned.get("at_time") and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", _("A time needs a day."))
        unmoved.look_again(self)
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values under the names of the post's columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class DayForm(forms.Form):
    """On which day a post stands."""

    on = _day(label=gettext_lazy("Another day"), required=False)


class StateForm(forms.Form):
    """Where a post goes; `version` is the one that was read."""

    to = forms.ChoiceField(choices=[(one.value, one.value) for one in State])
    version = forms.IntegerField(required=False, min_value=0)


class CrisisForm(forms.Form):
    """Why everything is paused."""

    reason = forms.CharField(
        label=gettext_lazy("Why, in one sentence"),
        max_length=200,
        help_text=gettext_lazy("The team reads it on the calendar. Name no person."),
    )


class NearMissForm(forms.Form):
    """What almost went out."""

    almost = forms.CharField(label=gettext_lazy("What almost went out"), max_length=500)


class TeamDayForm(forms.Form):
    """A day the team keeps in mind."""

    on = day_field(label=gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("What it is"), max_length=80)
    source = forms.CharField(
        label=gettext_lazy("Where you read that"), max_length=200, required=False
    )


class CountryDaysForm(forms.Form):
    """Another country whose public holidays the team keeps in mind."""

    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=60,
        help_text=gettext_lazy("Its name or its two letters: India, or in."),
    )

    def clean_country(self) -> str:
        """The two letters of a country that there is."""
        code = countries.code_of(str(self.cleaned_data["country"]))
        if not code:
            raise ValidationError(_("No such country. Write its name or its two letters."))
        return code


class AwarenessForm(forms.Form):
    """International days that the team keeps in mind, each by itself."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Which of them"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["days"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [
            (one.key, f"{short_day(day)}: {_(one.name)}") for day, one in by_next_time(today=today)
        ]
