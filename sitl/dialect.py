"""The one place where pymavlink enters: MAVLink 2, ArduPilot's dialect.

The environment variable has to be set before pymavlink is first imported, else it loads the MAVLink 1
dialect, which can say neither fence nor rally point.
"""

import os

os.environ["MAVLINK20"] = "1"

from pymavlink.dialects.v20 import ardupilotmega as mavlink

Message = mavlink.MAVLink_message

MISSION = int(mavlink.MAV_MISSION_TYPE_MISSION)
FENCE = int(mavlink.MAV_MISSION_TYPE_FENCE)
RALLY = int(mavlink.MAV_MISSION_TYPE_RALLY)
ALL_TYPES = int(mavlink.MAV_MISSION_TYPE_ALL)

__all__ = ["ALL_TYPES", "FENCE", "MISSION", "RALLY", "Message", "mavlink"]
