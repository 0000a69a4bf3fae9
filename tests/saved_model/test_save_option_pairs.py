"""Every pair of save options together: the model loads in TensorFlow and computes the same."""

from __future__ import annotations

import itertools

import numpy as np
import options_cases as cases
import pytest

import savedmodel_lite as tf

pytestmark = pytest.mark.oracle


def everything():
    """A module with each kind of thing that an option can touch."""

    @tf.custom_gradient
    def doubled_gradient(x):
        return x * x, lambda upstream: upstream * 4.0 * x

    class Everything(tf.Module):
        def __init__(self):
            super().__init__()
            with tf.device("/CPU:0"):
                self.scale = tf.Variable([3.0, 4.0], name="scale")
            with tf.distribute.MirroredStrategy(["/CPU:0", "/CPU:1"]).scope():
                self.mirrored = tf.Variable(2.0, name="mirrored")
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.KeyValueTensorInitializer(["a", "b"], [1.0, 2.0]), 0.0
            )

        @tf.function(input_signature=[tf.TensorSpec([2], tf.float32), tf.TensorSpec([], tf.string)])
        def run(self, x, key):
            tf.raw_ops.Assert(condition=tf.reduce_all(x > 0.0), data=[x])
            squared = doubled_gradient(x)
            return squared * self.scale * self.mirrored + self.table.lookup(key)

    return Everything()


OPTIONS = {
    "debug info": lambda model: {"save_debug_info": True},
    "aliases": lambda model: {"function_aliases": {"run": model.run}},
    "stripper": lambda model: {"experimental_debug_stripper": True},
    "io device": lambda model: {"experimental_io_device": "/job:localhost"},
    "devices": lambda model: {"experimental_variable_policy": "save_variable_devices"},
    "expand": lambda model: {"experimental_variable_policy": "expand_distributed_variables"},
    "no gradients": lambda model: {"experimental_custom_gradients": False},
    "no saver": lambda model: {"experimental_skip_saver": True},
    "shards": lambda model: {
        "experimental_sharding_callback": tf.train.experimental.MaxShardSizePolicy(4)
    },
    "tags": lambda model: {"extra_tags": ["more"]},
    "namespaces": lambda model: {"namespace_whitelist": []},
}
PAIRS = [
    pair for pair in itertools.combinations(OPTIONS, 2) if pair != ("devices", "expand")
]  # two values of one option


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_pairs_load_in_tensorflow(tensorflow, tmp_path, pair):
    model = everything()
    options = tf.saved_model.SaveOptions(
        **{name: value for option in pair for name, value in OPTIONS[option](model).items()}
    )
    tf.saved_model.save(model, tmp_path, options=options)
    loaded = tensorflow.saved_model.load(tmp_path)
    x = tensorflow.constant([1.0, 2.0])
    np.testing.assert_allclose(loaded.run(x, "b"), [8.0, 34.0])
    if "no gradients" not in pair:
        with tensorflow.GradientTape() as tape:
            tape.watch(x)
            result = loaded.run(x, "b")
        np.testing.assert_allclose(tape.gradient(result, x), [4.0 * 6.0, 8.0 * 8.0])
    meta_graph = cases.meta_graph(tmp_path)
    assert meta_graph.HasField("saver_def") == ("no saver" not in pair)
    assert (tmp_path / "debug").exists() == ("debug info" in pair)
    assert len(list((tmp_path / "variables").glob("*.data-*"))) == (3 if "shards" in pair else 1)
    tags = list(meta_graph.meta_info_def.tags)
    assert tags == (["serve", "more"] if "tags" in pair else ["serve"])
    ops = {op.name for op in meta_graph.meta_info_def.stripped_op_list.op}
    assert ("Assert" in ops) == ("stripper" not in pair)
    devices = {
        node.variable.device
        for node in meta_graph.object_graph_def.nodes
        if node.WhichOneof("kind") == "variable"
    }
    assert ("" not in devices) == bool({"devices", "expand"} & set(pair))
