"""Objects: how they are found, written, checked, saved, moved through their states, deleted and remembered."""
