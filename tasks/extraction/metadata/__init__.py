"""What a page says of itself: JSON-LD, meta tags, microdata and the visible byline."""
