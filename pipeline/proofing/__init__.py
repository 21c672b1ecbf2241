"""Proofing: every take is listened to before it is kept, and what is wrong with it is data."""
