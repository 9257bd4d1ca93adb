"""The page as a row of blocks, and which of them are the article."""
