"""restore, clear: out of a failed transfer, and back to what a crew had before a patrol."""

import argparse
from datetime import UTC, datetime

from missions.backups import find_original, note_restored, whole
from missions.data_folder import backups_folder
from missions.link import Restored, Session, clear_vehicle, restore_backup
from planner.times import Instant
from ui.commands.linking import bar, ctrl_c, linked_as_asked
from ui.console import Console

_TOLD_WITHIN_S = 6.0


def run_restore(given: argparse.Namespace, console: Console) -> int:
    """Put back what the vehicle held before the first of the uploads that led to what it holds now."""
    with linked_as_asked(given, console) as session, ctrl_c() as cancelled:
        path = given.file or find_original(given.backups or backups_folder(), _board(session))
        backup = whole(path)
        console.say(f"From {path}, kept {backup.at.to_iso()}: {backup.summary}.")
        done = restore_backup(
            session, backup, force=given.force, progress=bar(console, session), cancelled=cancelled
        )
    note_restored(path.parent, backup.uid, Instant(utc=datetime.now(UTC)))
    console.say(f"Put back into system {done.system_id} and read back equal: {done.words}.")
    console.answer({"file": str(path), **_members(done)})
    return 0


def run_clear(given: argparse.Namespace, console: Console) -> int:
    """Empty mission, fence and rally points, and switch the fence off."""
    with linked_as_asked(given, console) as session, ctrl_c() as cancelled:
        done = clear_vehicle(
            session,
            backups=given.backups or backups_folder(),
            progress=bar(console, session),
            cancelled=cancelled,
        )
    console.say(f"System {done.system_id} holds no mission, no fence and no rally points; its fence is off.")
    console.answer(_members(done))
    return 0


def _board(session: Session) -> str | None:
    state = session.wait_until(lambda newest: newest.uid is not None, deadline_s=_TOLD_WITHIN_S)
    return None if state is None else state.uid


def _members(done: Restored) -> dict[str, object]:
    return {
        "verified": True,
        "items": done.item_count,
        "fence": done.fence_count,
        "rally": done.rally_count,
        "parameters": [
            {"name": one.name, "before": one.before, "after": one.after} for one in done.parameters
        ],
    }
