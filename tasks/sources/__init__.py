"""Where articles are listed: feeds, sitemaps, URL lists and folders of saved pages.

Pure parsers: bytes or files in, candidates out. Nothing here touches the network.
"""
