"""Pure functions over text and offsets: markup, normalising, finding a quote, sentences, clutter, counting
tokens.

Every offset that leaves this package counts code points of the text that was given.
"""
