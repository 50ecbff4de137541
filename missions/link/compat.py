"""What DroneKit 2.9.2 needs before it can be imported, and what of pymavlink's must not run free.

Import `dronekit` and `mavutil` from here, never directly.
"""

import collections
import collections.abc
import importlib.metadata
import logging
import os
from typing import Any

# Without it pymavlink loads the MAVLink 1 dialect and, at the first MAVLink 2 byte, replaces the
# object that DroneKit patched: frames then leave with target system 0, which every vehicle obeys.
os.environ["MAVLINK20"] = "1"

DRONEKIT_VERSION = "2.9.2"

_log = logging.getLogger(__name__)


def _imported_dronekit() -> Any:
    installed = importlib.metadata.version("dronekit")
    if installed != DRONEKIT_VERSION:
        raise ImportError(f"Vedette needs DroneKit {DRONEKIT_VERSION}; {installed} is installed.")
    # Python 3.10 took `collections.MutableMapping` away; one class of DroneKit's still derives from it.
    is_missing = not hasattr(collections, "MutableMapping")
    if is_missing:
        setattr(collections, "MutableMapping", collections.abc.MutableMapping)  # noqa: B010 - typeshed lacks it
    try:
        import dronekit as imported  # noqa: PLC0415 - only after the lines above
    finally:
        if is_missing:
            delattr(collections, "MutableMapping")
    return imported


def _to_log(*words: object, **_: object) -> None:
    _log.debug("%s", " ".join(str(word) for word in words))


dronekit: Any = _imported_dronekit()
mavutil: Any = dronekit.mavutil
mavlink: Any = mavutil.mavlink

if mavlink.WIRE_PROTOCOL_VERSION != "2.0":
    raise ImportError("pymavlink was imported before missions.link and speaks MAVLink 1 only.")

# It prints a line for every read of a closed socket: hundreds of thousands in a minute were seen.
mavutil.print = _to_log

# DroneKit logs what vehicles say and every exception in a listener; ours go through values and errors.
for _name in ("dronekit", "autopilot"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False
