"""The verbs: one family of operations a file.

`op_table` reads TensorFlow's op table; `registration` has the `@op` decorator; `shape_rules` the
factories for regular shapes; `operators` installs `+`, `[]` and the like on tensors. Every other
file is a family: blocks of kernel, shape rule and friendly function. Nothing here knows functions,
variables or files.
"""
