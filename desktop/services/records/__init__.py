"""What services hand to pages and to the command line, as frozen values."""
