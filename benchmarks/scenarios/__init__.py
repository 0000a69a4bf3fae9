"""The scenarios by subject, each written once as code on the module `tf`.

The list of them, with what they must reach, is `scenario_table.py` beside this folder.
"""
