"""The article of pages that tests make: its address, paragraphs and text."""

URL = "https://www.tarnholm-post.example/news/2026/11/19/north-pier-reopens"
PARAGRAPHS = """\
The harbour board of Tarnholm voted on Thursday to reopen the north pier, eleven months after a \
storm tore a hole of forty metres into it.
“We have waited long enough,” board member Ilse Aranda said. “The pilots need it, and so do the \
people who sell them breakfast.”
The repair cost 3.2 million crowns, according to the board’s own figures, a third more than the \
engineers had expected when the work began in March.
Opponents said that the foundations had not been inspected since the storm, and asked the court in \
the capital to stop the opening.
The board has yet to publish the report on which it relied, a spokesman said on Friday evening.""".splitlines()
TEXT = "\n\n".join(PARAGRAPHS)
