"""The strip in hand."""
