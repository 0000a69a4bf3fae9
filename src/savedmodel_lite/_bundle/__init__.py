"""Tensor bundles: the files `variables.index` and `variables.data-*` (docs/format.md, section 2).

What lives here: everything about the bytes of a bundle, for use by itself. What may not: object
graphs, variables, anything that knows what a key means.

Read in this order, from bytes up to files: `varint`, `checksum`, `damage`, `block`, `table_writer`,
`table_reader`, `ordered_code`, `tensor_slice`, `entry`, `strings`, `variants`, `chunks`,
`data_file`, `file_names`; then `storable`, `writer`, `index`, `partition`, `reader`, `merge`.
"""

from savedmodel_lite._bundle.entry import BundleEntry
from savedmodel_lite._bundle.file_names import data_file_name, index_file_name
from savedmodel_lite._bundle.merge import merge_bundles
from savedmodel_lite._bundle.reader import BundleReader
from savedmodel_lite._bundle.tensor_slice import TensorSlice, parse_shape_and_slice
from savedmodel_lite._bundle.writer import BundleWriter

__all__ = [
    "BundleEntry",
    "BundleReader",
    "BundleWriter",
    "TensorSlice",
    "data_file_name",
    "index_file_name",
    "merge_bundles",
    "parse_shape_and_slice",
]
