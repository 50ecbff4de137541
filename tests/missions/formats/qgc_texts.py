"""Plans as QGroundControl saves them, built member by member."""

import json
from pathlib import Path

Json = dict[str, object]

RING = [[41.50, 19.40], [41.50, 19.41], [41.51, 19.41], [41.51, 19.40]]


def simple(command: int = 16, **members: object) -> Json:
    return {
        "type": "SimpleItem",
        "frame": 3,
        "command": command,
        "params": [0, 0, 0, None, 41.5, 19.4, 100],
        "autoContinue": True,
        **members,
    }


def camera(**members: object) -> Json:
    return {
        "version": 2,
        "CameraName": "Custom Camera",
        "AdjustedFootprintSide": 40.0,
        "AdjustedFootprintFrontal": 20.0,
        "DistanceToSurface": 50.0,
        "DistanceMode": 1,
        "SideOverlap": 60,
        "FrontalOverlap": 70,
        **members,
    }


def transects(*baked: object, **of_camera: object) -> Json:
    return {
        "version": 2,
        "CameraCalc": camera(**of_camera),
        "CameraShots": 12,
        "CameraTriggerInTurnAround": True,
        "HoverAndCapture": False,
        "Refly90Degrees": False,
        "TurnAroundDistance": 10,
        "VisualTransectPoints": RING,
        "Items": list(baked),
    }


def survey(*baked: object, polygon: object = RING, angle: float = 30, **of_camera: object) -> Json:
    return {
        "type": "ComplexItem",
        "complexItemType": "survey",
        "version": 5,
        "angle": angle,
        "entryLocation": 0,
        "flyAlternateTransects": False,
        "splitConcavePolygons": False,
        "polygon": polygon,
        "TransectStyleComplexItem": transects(*baked, **of_camera),
    }


def old_survey(**members: object) -> Json:
    return {
        "type": "ComplexItem",
        "complexItemType": "survey",
        "version": 3,
        "polygon": RING,
        "grid": {
            "altitude": 70,
            "relativeAltitude": True,
            "angle": 15,
            "spacing": 25,
            "turnAroundDistance": 5,
        },
        "camera": {"imageSideOverlap": 50},
        "cameraTriggerDistance": 10,
        "manualGrid": False,
        "fixedValueIsAltitude": True,
        **members,
    }


def corridor(*baked: object, width: float = 80, **of_camera: object) -> Json:
    return {
        "type": "ComplexItem",
        "complexItemType": "CorridorScan",
        "version": 2,
        "CorridorWidth": width,
        "EntryPoint": 0,
        "polyline": RING[:3],
        "TransectStyleComplexItem": transects(*baked, **of_camera),
    }


def structure() -> Json:
    return {"type": "ComplexItem", "complexItemType": "StructureScan", "version": 3, "polygon": RING}


def landing(kind: str = "fwLandingPattern") -> Json:
    return {
        "type": "ComplexItem",
        "complexItemType": kind,
        "version": 2,
        "altitudesAreRelative": True,
        "landCoordinate": [41.5, 19.4, 0],
        "landingApproachCoordinate": [41.51, 19.4, 40],
        "loiterClockwise": False,
        "loiterRadius": 75,
        "stopTakingPhotos": True,
        "stopVideoPhotos": True,
        "useLoiterToAlt": True,
        "valueSetIsDistance": False,
    }


def plan_file(folder: Path, *items: object, mission: Json | None = None, **members: object) -> Path:
    document = {
        "fileType": "Plan",
        "version": 1,
        "mission": {"version": 2, "items": list(items), **(mission or {})},
        **members,
    }
    path = folder / "other.plan"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
