"""Writes `src/savedmodel_lite/_ops/op_defs.pb`: TensorFlow's op table as data.

Run in the oracle environment: `python tools/make_op_table.py`. The table is the list of every
registered operation in name order, without any descriptions; the release that it was taken from is
kept beside it in `op_table_version.txt`.
"""

from __future__ import annotations

from pathlib import Path

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session

TARGET = Path(__file__).parents[1] / "src" / "savedmodel_lite" / "_ops"


def main() -> None:
    """Writes the two files."""
    table = op_def_pb2.OpList()
    buffer = pywrap_tf_session.TF_GetAllOpList()
    table.ParseFromString(pywrap_tf_session.TF_GetBuffer(buffer))
    ops = sorted(table.op, key=lambda op: op.name)
    stripped = op_def_pb2.OpList()
    for op in ops:
        op.summary = op.description = ""
        for arg in (*op.input_arg, *op.output_arg, *op.attr):
            arg.description = ""
        stripped.op.append(op)
    data = stripped.SerializeToString(deterministic=True)
    (TARGET / "op_defs.pb").write_bytes(data)
    producer = tf.version.GRAPH_DEF_VERSION
    (TARGET / "op_table_version.txt").write_text(f"{tf.version.VERSION} {producer}\n")
    print(f"{len(stripped.op)} operations, {len(data)} bytes")


if __name__ == "__main__":
    main()
