"""VoxCPM in PyTorch. Knows nothing of books."""
