"""Who cites claims, and what a demo copy consists of: told once, here."""


def compose() -> None:
    """Wire the registers of the apps."""
