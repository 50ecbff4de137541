"""What the finished path sees and where it leads, found anew from the brief, by no method of the planner."""
