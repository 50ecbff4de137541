"""What the map shows, one module a thing shown; every layer paints with a painter and a camera."""
