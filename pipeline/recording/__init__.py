"""Speaking the planned segments: what can be spoken now, takes, and the seam to whoever listens to them."""
