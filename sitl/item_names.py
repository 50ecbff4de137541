"""What ArduPilot calls the items of a mission in its messages to people."""

from sitl.dialect import mavlink
from sitl.stored_item import StoredItem

_NAMES = {
    "NAV_WAYPOINT": "WP",
    "NAV_SPLINE_WAYPOINT": "SplineWP",
    "NAV_RETURN_TO_LAUNCH": "RTL",
    "NAV_LOITER_UNLIM": "LoitUnlim",
    "NAV_LOITER_TIME": "LoitTime",
    "NAV_GUIDED_ENABLE": "GuidedEnable",
    "NAV_LOITER_TURNS": "LoitTurns",
    "NAV_LOITER_TO_ALT": "LoitAltitude",
    "NAV_SET_YAW_SPEED": "SetYawSpd",
    "NAV_TAKEOFF": "Takeoff",
    "NAV_LAND": "Land",
    "NAV_CONTINUE_AND_CHANGE_ALT": "ContinueAndChangeAlt",
    "NAV_ALTITUDE_WAIT": "AltitudeWait",
    "NAV_VTOL_TAKEOFF": "VTOLTakeoff",
    "NAV_VTOL_LAND": "VTOLLand",
    "NAV_DELAY": "Delay",
    "NAV_PAYLOAD_PLACE": "PayloadPlace",
    "NAV_ATTITUDE_TIME": "NavAttitudeTime",
    "NAV_SCRIPT_TIME": "NavScriptTime",
    "CONDITION_DELAY": "CondDelay",
    "CONDITION_DISTANCE": "CondDist",
    "CONDITION_YAW": "CondYaw",
    "DO_CHANGE_SPEED": "ChangeSpeed",
    "DO_SET_HOME": "SetHome",
    "DO_SET_SERVO": "SetServo",
    "DO_SET_RELAY": "SetRelay",
    "DO_REPEAT_SERVO": "RepeatServo",
    "DO_REPEAT_RELAY": "RepeatRelay",
    "DO_DIGICAM_CONFIGURE": "DigiCamCfg",
    "DO_DIGICAM_CONTROL": "DigiCamCtrl",
    "DO_SET_CAM_TRIGG_DIST": "SetCamTrigDst",
    "DO_SET_ROI_LOCATION": "SetROILocation",
    "DO_SET_ROI_NONE": "SetROINone",
    "DO_SET_ROI": "SetROI",
    "DO_SET_REVERSE": "SetReverse",
    "DO_SET_RESUME_REPEAT_DIST": "SetRepeatDist",
    "DO_GUIDED_LIMITS": "GuidedLimits",
    "DO_INVERTED_FLIGHT": "InvertedFlight",
    "DO_FENCE_ENABLE": "FenceEnable",
    "DO_AUTOTUNE_ENABLE": "AutoTuneEnable",
    "DO_VTOL_TRANSITION": "VTOLTransition",
    "DO_ENGINE_CONTROL": "EngineControl",
    "DO_RETURN_PATH_START": "ReturnPathStart",
    "DO_LAND_START": "LandStart",
    "DO_GO_AROUND": "Go Around",
    "DO_GRIPPER": "Gripper",
    "DO_PARACHUTE": "Parachute",
    "DO_SPRAYER": "Sprayer",
    "DO_AUX_FUNCTION": "AuxFunction",
    "DO_MOUNT_CONTROL": "MountControl",
    "DO_WINCH": "Winch",
    "DO_SEND_SCRIPT_MESSAGE": "Scripting",
    "DO_PAUSE_CONTINUE": "PauseContinue",
    "DO_GIMBAL_MANAGER_PITCHYAW": "GimbalPitchYaw",
    "JUMP_TAG": "Tag",
    "IMAGE_START_CAPTURE": "ImageStartCapture",
    "IMAGE_STOP_CAPTURE": "ImageStopCapture",
    "SET_CAMERA_ZOOM": "SetCameraZoom",
    "SET_CAMERA_FOCUS": "SetCameraFocus",
    "SET_CAMERA_SOURCE": "SetCameraSource",
    "VIDEO_START_CAPTURE": "VideoStartCapture",
    "VIDEO_STOP_CAPTURE": "VideoStopCapture",
}
_BY_NUMBER = {int(getattr(mavlink, "MAV_CMD_" + name)): told for name, told in _NAMES.items()}
_WITH_NUMBER = int(mavlink.MAV_CMD_JUMP_TAG)


def announcement(seq: int, item: StoredItem) -> str:
    """What is said when an item begins (AP_Mission::start_command)."""
    tag = f" {int(item.p1)}" if item.command == _WITH_NUMBER else ""
    return f"Mission: {seq} {_BY_NUMBER.get(item.command, '?')}{tag}"
