"""Policy as pure functions over dated data."""
