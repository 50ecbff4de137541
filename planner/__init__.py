"""Where should somebody fly? Pure geometry and arithmetic: no files, no clock, no Qt."""
