"""Reads the curriculum's files into values and names every fault with file and line."""

from whetstone.curriculum.compiler import Compiled, compile_curriculum
from whetstone.curriculum.faults import Fault
from whetstone.curriculum.place import find_root
from whetstone.curriculum.versions import lock

__all__ = ["Compiled", "Fault", "compile_curriculum", "find_root", "lock"]
