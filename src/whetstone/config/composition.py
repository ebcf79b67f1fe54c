"""Who cites claims, what a demo copy consists of, where roles are read: told once, here."""


def compose() -> None:
    """Wire the registers of the apps."""
    from whetstone.apps.field import selectors as field
    from whetstone.apps.people import demo, roles
    from whetstone.config.demo import copies

    roles.register(lambda: [(role.id, role.name) for role in field.framework().roles.values()])
    demo.register(copies.enter, copies.throw_away)
