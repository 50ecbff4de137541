"""What a vehicle would answer: a simulated one, in a process of its own."""
