"""Recording of planned segments: the ready queue, takes, and the interface to proofing."""
