"""Importing an operator's own data: looked into in a process of its own, chosen from on a card."""
