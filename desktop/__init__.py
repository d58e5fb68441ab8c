"""Township Desk: the program."""
