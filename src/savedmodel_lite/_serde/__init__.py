"""Messages <-> our nouns in symmetric pairs, one kind of message a file.

What lives here: `x_to_proto` and `x_from_proto`, and the nouns that no other room has. What may
not: files, and any walk over live objects.
"""
