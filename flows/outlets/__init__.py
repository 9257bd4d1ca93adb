"""One outlet at a time: found by its address, written to its file, tried."""
