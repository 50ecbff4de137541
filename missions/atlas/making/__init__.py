"""How the atlas packs are made from their sources; run by hand, never by the program."""
