"""New models over what is stored: which runs are due, and how one is done again."""
