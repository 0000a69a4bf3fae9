"""A classifier of handwritten digits, trained in NumPy, exported, read back and checked.

The data are the 1797 images of 8x8 pixels of the UCI handwritten digits, which scikit-learn ships:
`pip install scikit-learn`. TensorFlow is not needed.

Run: python examples/02_digits_classifier.py [directory]
"""

import sys

import numpy as np
from sklearn.datasets import load_digits

import savedmodel_lite as tf

NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


class DigitsClassifier(tf.Module):
    """Two dense layers over 64 pixels from 0 to 16; one score per digit."""

    def __init__(self, layers: list[tuple[np.ndarray, np.ndarray]]) -> None:
        super().__init__()
        self.layers = [
            {"kernel": tf.Variable(kernel, name="kernel"), "bias": tf.Variable(bias, name="bias")}
            for kernel, bias in layers
        ]
        self.names = tf.constant(NAMES)

    def logits(self, pixels):
        hidden, output = self.layers
        x = tf.nn.relu(pixels / 16.0 @ hidden["kernel"] + hidden["bias"])
        return x @ output["kernel"] + output["bias"]

    @tf.function(input_signature=[tf.TensorSpec([None, 64], tf.float32, name="pixels")])
    def scores(self, pixels):
        return {"scores": tf.nn.softmax(self.logits(pixels))}

    @tf.function(input_signature=[tf.TensorSpec([None, 64], tf.float32, name="pixels")])
    def label(self, pixels):
        return {"label": tf.gather(self.names, tf.argmax(self.logits(pixels), axis=-1))}


def train(
    pixels: np.ndarray, digits: np.ndarray, hidden: int = 48, steps: int = 600
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Fits the layers by gradient descent with momentum; returns (kernel, bias) of each."""
    random = np.random.default_rng(seed=1)
    x = pixels / 16
    wanted = np.eye(10)[digits]
    parameters = [
        random.normal(0, 64**-0.5, (64, hidden)),
        np.zeros(hidden),
        random.normal(0, hidden**-0.5, (hidden, 10)),
        np.zeros(10),
    ]
    speeds = [np.zeros_like(parameter) for parameter in parameters]
    for _ in range(steps):
        kernel1, bias1, kernel2, bias2 = parameters
        active = np.maximum(x @ kernel1 + bias1, 0)
        logits = active @ kernel2 + bias2
        scores = np.exp(logits - logits.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        error = (scores - wanted) / len(x)
        back = (error @ kernel2.T) * (active > 0)
        slopes = [x.T @ back, back.sum(axis=0), active.T @ error, error.sum(axis=0)]
        speeds = [0.9 * speed - 0.3 * slope for speed, slope in zip(speeds, slopes, strict=True)]
        parameters = [
            parameter + speed for parameter, speed in zip(parameters, speeds, strict=True)
        ]
    kernel1, bias1, kernel2, bias2 = (parameter.astype(np.float32) for parameter in parameters)
    return [(kernel1, bias1), (kernel2, bias2)]


def main(export_dir: str) -> None:
    data = load_digits()
    pixels, digits = data.data.astype(np.float32), data.target
    trained = len(pixels) * 4 // 5
    model = DigitsClassifier(train(pixels[:trained], digits[:trained]))

    # Functions run here on NumPy, in the same graphs that are exported.
    labels = model.label(pixels[trained:])["label"].numpy()
    right = labels == np.array(NAMES, object)[digits[trained:]].astype("S")
    print(f"accuracy on {len(right)} images that were not trained on: {right.mean():.1%}")

    signatures = {"scores": model.scores, "label": model.label}
    tf.saved_model.save(model, export_dir, signatures=signatures)

    print(tf.saved_model.summarize(export_dir))
    report = tf.saved_model.check(export_dir)
    print(report)
    if report.problems:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "digits")
