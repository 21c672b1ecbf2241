"""The parts of a MiniCPM-4 transformer stack, one kind of operation per file."""
