"""The plan: the segments that a render will speak, each with its context, pauses, seed and key."""
