"""The areas of a brief on flat ground: mended, with every distance kept, cut into cells."""
