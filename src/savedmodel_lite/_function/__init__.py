"""`tf.function`: Python functions become graphs.

Read in this order: `call_signature` (what a Python function takes), `argument_types` (when two
calls share a trace), `func_graph` (a graph with inputs, captures and outputs),
`control_dependencies` (program order of side effects), `concrete_function` (one trace, callable),
`tracing` (from Python function to concrete function), `polymorphic_function` (`tf.function`).
Nothing here knows objects that are saved, or files.
"""
