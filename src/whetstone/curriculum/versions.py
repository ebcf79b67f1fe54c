"""The lock file: which text stood under which version. A changed text needs a raised version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault as KernelFault
from whetstone.core.kernel.errors import Faults
from whetstone.curriculum.gather import gather

if TYPE_CHECKING:
    from pathlib import Path

    from whetstone.curriculum.draft import Draft, Stamp
    from whetstone.curriculum.faults import FaultLog

FILE: Final = "versions.lock"
_HEAD: Final = "# kind id version hash-of-text. Written by `whetstone curriculum lock`.\n"

Locked = dict[str, tuple[str, str, str, int]]


def lock(root: Path) -> Path:
    """Write versions.lock from the files as they are; the path written.

    Raises:
        Faults: the curriculum has faults. (A text changed without a raised version is one.)
    """
    draft = gather(root)
    check_versions(draft)
    faults = [fault for fault in draft.log.faults if fault.rule != "bad-lock"]
    if faults:
        raise Faults(KernelFault(f"{f.file}:{f.line}", f.what, f.mend) for f in faults)
    path = root / FILE
    lines = sorted(f"{s.kind} {s.id} {s.version} {s.text_hash[:32]}\n" for s in draft.stamps)
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")
    return path


def check_versions(draft: Draft) -> None:
    """Compare the files with the lock file, if there is one."""
    path = draft.root / FILE
    if not path.is_file():
        return
    locked = _read(path, draft.log)
    for stamp in draft.stamps:
        if stamp.id in locked:
            _compare(stamp, locked[stamp.id], draft.log)
    known = {stamp.id for stamp in draft.stamps}
    for id_, (kind, _, _, line) in locked.items():
        if id_ not in known:
            what = f"The {kind} {id_!r} is locked, but no file has it any more."
            mend = "Ids are permanent: bring it back and set its status to retired or withdrawn."
            draft.log.fault((FILE, line), "id-gone", what, mend)


def _read(path: Path, log: FaultLog) -> Locked:
    locked: Locked = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split()
        if len(words) != 4:  # noqa: PLR2004 - kind, id, version, hash
            mend = "Write the file anew with `whetstone curriculum lock`."
            log.fault((FILE, number), "bad-lock", "This line cannot be read.", mend)
            continue
        locked[words[1]] = (words[0], words[2], words[3], number)
    return locked


def _compare(stamp: Stamp, locked: tuple[str, str, str, int], log: FaultLog) -> None:
    _, version, text_hash, _ = locked
    if _order(stamp.version) < _order(version):
        what = f"{stamp.id} has version {stamp.version}; it had {version} before."
        log.fault(stamp.place, "version-lowered", what, "Versions only rise.")
    elif stamp.version == version and not stamp.text_hash.startswith(text_hash):
        what = f"The text of {stamp.id} has changed, and its version is still {version}."
        mend = "Raise the version (and add a changelog entry), then `whetstone curriculum lock`."
        log.fault(stamp.place, "version-not-raised", what, mend)
    elif stamp.version != version:
        what = f"{stamp.id} is at {stamp.version}; the lock file says {version}."
        log.hint(stamp.place, "lock-behind", what, "Run `whetstone curriculum lock`.")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
