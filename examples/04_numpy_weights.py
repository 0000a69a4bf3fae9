"""Weights that come from elsewhere: a dictionary of arrays becomes a model that servers run.

Any operation of TensorFlow can be put into the graph through `tf.raw_ops`, also those that cannot
be run here.

Run: python examples/04_numpy_weights.py [directory]
"""

import sys

import numpy as np

import savedmodel_lite as tf

# As `np.load("weights.npz")`, `model.state_dict()` or `jax.device_get(params)` would give them.
random = np.random.default_rng(seed=0)
WEIGHTS = {
    "encoder/kernel": random.normal(size=(16, 8)).astype(np.float32),
    "encoder/bias": np.zeros(8, np.float32),
    "decoder/kernel": random.normal(size=(8, 16)).astype(np.float32),
    "decoder/bias": np.zeros(16, np.float32),
}


class Autoencoder(tf.Module):
    """Two dense layers; the variables keep the names of the arrays."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.weights = {key: tf.Variable(array, name=key) for key, array in weights.items()}

    def dense(self, x, layer: str):
        return x @ self.weights[f"{layer}/kernel"] + self.weights[f"{layer}/bias"]

    @tf.function(input_signature=[tf.TensorSpec([None, 16], tf.float32)])
    def __call__(self, x):
        return self.dense(tf.nn.relu(self.dense(x, "encoder")), "decoder")

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def parse(self, records):
        """Runs where TensorFlow is; here it is only written."""
        return self(tf.raw_ops.DecodeRaw(bytes=records, out_type=tf.float32))


def main(export_dir: str) -> None:
    model = Autoencoder(WEIGHTS)
    x = np.ones((1, 16), np.float32)
    print("reconstruction:", model(x).numpy().round(2)[0, :4], "...")
    tf.saved_model.save(model, export_dir, signatures=model.__call__)
    print(tf.saved_model.summarize(export_dir))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "autoencoder")
