"""Many sequences at once on one loaded model."""
