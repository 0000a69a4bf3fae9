"""Saved models of both libraries, each written once for a test process."""

from __future__ import annotations

import pytest

import savedmodel_lite


class Saved:
    """Writes models on demand."""

    def __init__(self, root):
        self._root = root
        self._directories = {}

    def directory(self, tf, model):
        """The directory of a model as the library `tf` writes it."""
        writer = "ours" if tf is savedmodel_lite else "theirs"
        key = f"{model.name.replace(' ', '_')}/{writer}"
        if key not in self._directories:
            target = self._root / key
            root, signatures = model.make(tf)
            tf.saved_model.save(root, str(target), signatures=signatures)
            self._directories[key] = target
        return self._directories[key]


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    return Saved(tmp_path_factory.mktemp("models"))
