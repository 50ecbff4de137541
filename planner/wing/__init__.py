"""What aircraft on wings fly otherwise: turns with a radius, climbs and approaches."""
