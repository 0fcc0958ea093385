"""Plans out."""
