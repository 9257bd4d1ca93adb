"""When an article was published: what a page tells machines, what it shows, and whose day it is."""
