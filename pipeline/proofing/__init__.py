"""Proofing: check every take before it is kept, and record its faults as data."""
