"""The warehouse keeps promises: table contracts, one atomic commit a night, stable views."""
