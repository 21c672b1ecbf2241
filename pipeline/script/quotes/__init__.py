"""Quotations: which marks a text uses, and where speech begins and ends between them."""
