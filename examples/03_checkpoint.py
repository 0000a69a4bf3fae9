"""Saving variables during training and going on from where it stopped.

Run: python examples/03_checkpoint.py [directory]
"""

import sys

import numpy as np

import savedmodel_lite as tf


class Line(tf.Module):
    """A straight line with a slope and an offset."""

    def __init__(self) -> None:
        super().__init__()
        self.slope = tf.Variable(0.0)
        self.offset = tf.Variable(0.0)

    def fit(self, x: np.ndarray, y: np.ndarray, steps: int) -> None:
        """Gradient descent on the squared error, in NumPy."""
        for _ in range(steps):
            error = self.slope.numpy() * x + self.offset.numpy() - y
            self.slope.assign_sub(0.1 * float((error * x).mean()))
            self.offset.assign_sub(0.1 * float(error.mean()))


def main(directory: str) -> None:
    x = np.linspace(-1, 1, 50, dtype=np.float32)
    y = 3 * x + 1

    step = tf.Variable(0, dtype=tf.int64)
    line = Line()
    manager = tf.train.CheckpointManager(
        tf.train.Checkpoint(line=line, step=step), directory, max_to_keep=2
    )
    for _ in range(4):
        line.fit(x, y, steps=25)
        step.assign_add(25)
        print("saved", manager.save())

    # Later, in another process: objects of the same structure take up the values.
    line, step = Line(), tf.Variable(0, dtype=tf.int64)
    latest = tf.train.latest_checkpoint(directory)
    tf.train.Checkpoint(line=line, step=step).restore(latest).expect_partial()
    print(f"step {step.numpy()}: y = {line.slope.numpy():.2f} x + {line.offset.numpy():.2f}")
    for name, shape in tf.train.list_variables(latest):
        print(f"  {name} {shape}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "line")
