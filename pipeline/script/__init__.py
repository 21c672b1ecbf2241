"""Attribution: from a Book to a Script, which says who speaks each line."""
