"""The planner's web page; ``desk`` is what is behind it, with nothing drawn."""
