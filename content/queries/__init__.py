"""Everything that is read of what we teach.

`loaded` is for the machinery, `pages` for who studies, `reading` for how far they are, `demonstrations` for
the lab's catalogue.
"""
