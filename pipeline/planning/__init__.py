"""The plan: what a render will speak, in segments, each with its context, pauses, seed and key."""
