"""What a user would pick instead, on the same instance, judged by the same check."""
