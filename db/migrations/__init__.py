"""Every schema step, one file each, oldest first."""
