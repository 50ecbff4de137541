"""A fixed wing that answers like ArduPilot Plane 4.6."""
