"""Writes a curriculum as a folder of Markdown that a school may reuse."""

from whetstone.curriculum.export.folder import Exported, export

__all__ = ["Exported", "export"]
