"""The director's last word on who speaks and how: what is uncertain, and what was corrected."""
