"""Who flies what: a tour shared among aircraft, one battery at a time."""
