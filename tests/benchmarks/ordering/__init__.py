"""Lane sets and solvers of the ordering benchmark."""
