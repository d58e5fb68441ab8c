"""What an officer can do, one method per verb."""
