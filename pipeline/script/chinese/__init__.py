"""Speakers of Chinese prose."""
