"""The smallest model: one function without variables.

Run: python examples/01_adder.py [directory]
"""

import sys

import savedmodel_lite as tf


class Adder(tf.Module):
    """Adds a number to itself, and one."""

    @tf.function(input_signature=[tf.TensorSpec(shape=None, dtype=tf.float32)])
    def add(self, x):
        return x + x + 1.0


def main(export_dir: str) -> None:
    model = Adder()
    print("1.5 + 1.5 + 1 =", model.add(1.5).numpy())
    tf.saved_model.save(model, export_dir)
    print(tf.saved_model.summarize(export_dir))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "adder")
