"""Writing SavedModels: from an object to a directory.

    object ─view─▶ nodes ─signatures─▶ wrappers ─export graph─▶ top-level nodes + library
           ─serialise─▶ SavedModel message ─transaction─▶ directory

Read in this order: `constants`, `options`, `signatures`, `exported_view`, `function_library`,
`saver_functions`, `export_graph`, `op_list`, `fingerprint`, `directory`, `save`; `summary` reads
what was written. Nothing here knows Keras.
"""
