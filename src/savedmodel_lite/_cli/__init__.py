"""The command `savedmodel-lite`. What lives here: arguments and printing; `main` is all of it.

What may not: anything that a program could want, which belongs to the windows.
"""
