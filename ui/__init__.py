"""What the operator sees and does: map, panels, document and command line."""
