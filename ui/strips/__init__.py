"""The strip in hand: what the tool and the card of strips work on together."""
