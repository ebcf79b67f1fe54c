"""Pinterest Ads: days by campaign and ad group, with a Total row. Organic CSV was never seen."""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.shape import Figure, Format, counts

ADS: Final = Format(
    key="pinterest_ads",
    network="pinterest",
    makes="days",
    needs=(frozenset({"date", "campaign name", "ad group name", "pin clicks"}),),
    holds={"date": "on", "campaign name": "part", "ad group name": "part"},
    figures={
        **counts(
            impressions="impressions",
            pin_clicks="clicks",
            outbound_clicks="link_taps",
            total_conversions="conversions",
            checkouts="checkouts",
            spend_in_account_currency="spend",
            checkout_value_in_account_currency="checkout_value",
        ),
        "ctr": Figure("click_rate", "%", adds=False),
        "ecpc": Figure("cost_per_click", adds=False),
        "checkout roas": Figure("return_on_spend", adds=False),
    },
)
FORMATS: Final = (ADS,)
