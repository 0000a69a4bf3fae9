"""Objects whose values a registered saver writes and reads (`_track.registration`).

A saver writes with `SaveV2` under a prefix of its own and reads with `RestoreV2`. While a
checkpoint is planned, what it writes is kept instead of going to a file, and becomes part of the
plan: so nothing is on the disk before everything can be written.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from savedmodel_lite._bundle.reader import BundleReader
from savedmodel_lite._bundle.tensor_slice import parse_shape_and_slice
from savedmodel_lite._bundle.writer import BundleWriter
from savedmodel_lite._checkpoint.keys import checkpoint_path
from savedmodel_lite._core import nest
from savedmodel_lite._core.convert import convert_to_tensor, eager_constant
from savedmodel_lite._core.dtype import string
from savedmodel_lite._core.errors import ArgumentError, InvalidArgumentError
from savedmodel_lite._core.tensor import EagerTensor
from savedmodel_lite._ops.tensor_files import set_default_files, using
from savedmodel_lite._serde.trackable_object_graph import RegisteredSaver
from savedmodel_lite._track.registration import find_saver, get_registered_saver_name, takes
from savedmodel_lite._track.trackable import Trackable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from savedmodel_lite._core.dtype import DType
    from savedmodel_lite._ops.tensor_files import Name
    from savedmodel_lite._track.object_graph import ObjectGraphView

_LOGGER = logging.getLogger("savedmodel_lite")


@dataclass(frozen=True, slots=True)
class Written:
    """One tensor that a saver wrote.

    Attributes:
      key: Its key in the bundle.
      part: Which part of which shape it is, "" for a whole tensor.
      array: Its value.
      dtype: Its element type.
    """

    key: str
    part: str
    array: Any
    dtype: DType


# ---- files -------------------------------------------------------------------------------------


class _Bundles:
    """Bundles on the disk."""

    def write(
        self, prefix: str, names: Sequence[Name], arrays: Sequence[Any], types: Sequence[DType]
    ) -> None:
        """Writes a bundle of one data file."""
        with BundleWriter(prefix) as writer:
            for (key, part), array, dtype in zip(names, arrays, types, strict=True):
                if part:
                    full_shape, tensor_slice = parse_shape_and_slice(part)
                    writer.add_slice(key, full_shape, tensor_slice, array, dtype)
                else:
                    writer.add(key, array, dtype)

    def read(self, prefix: str, names: Sequence[Name], types: Sequence[DType]) -> list[Any]:
        """Reads tensors of a bundle, each of which must be of the type asked for."""
        with BundleReader(prefix) as bundle:
            return [
                _read(bundle, key, part, dtype)
                for (key, part), dtype in zip(names, types, strict=True)
            ]


def _read(bundle: BundleReader, key: str, part: str, dtype: DType) -> Any:
    found = bundle.entry(key).dtype
    if found is not dtype:
        raise InvalidArgumentError(
            None,
            None,
            f"RestoreV2: expected {key!r} to be a {dtype.name}, got {found.name}. tensor_name = "
            f"{key}; expected dtype {dtype.name} does not equal original dtype {found.name}; ask "
            "for the type that was saved.",
        )
    if part:
        return bundle.read_slice(key, parse_shape_and_slice(part)[1])
    return bundle.read(key, copy=True)


class _Kept:
    """Bundles that are kept in memory until a checkpoint is written."""

    def __init__(self) -> None:
        self._bundles: dict[str, list[Written]] = {}

    def write(
        self, prefix: str, names: Sequence[Name], arrays: Sequence[Any], types: Sequence[DType]
    ) -> None:
        """Keeps a bundle."""
        self._bundles[prefix] = [
            Written(key, part, array, dtype)
            for (key, part), array, dtype in zip(names, arrays, types, strict=True)
        ]

    def read(self, prefix: str, names: Sequence[Name], types: Sequence[DType]) -> list[Any]:
        """Reads a bundle of the disk."""
        return _Bundles().read(prefix, names, types)

    def take(self, prefix: str, where: str) -> list[Written]:
        """What was written under a prefix."""
        if prefix not in self._bundles:
            raise ArgumentError(
                f"{where}: expected the prefixes that save_fn wrote with SaveV2, got {prefix!r}. "
                "Return what was given to SaveV2."
            )
        return self._bundles.pop(prefix)


set_default_files(_Bundles())


# ---- saving ------------------------------------------------------------------------------------


def objects_by_saver(view: ObjectGraphView, limit: int) -> dict[str, dict[str, Any]]:
    """By name of a saver, its objects by their names: the paths to them.

    Args:
      view: The objects.
      limit: How many nodes to look at.
    """
    found: dict[str, dict[str, Any]] = {}
    for node_id, node in enumerate(view.nodes[:limit]):
        name = get_registered_saver_name(node) if isinstance(node, Trackable) else None
        if name is not None:
            found.setdefault(name, {})[checkpoint_path(view, node_id)] = node
    return found


def saver_of(view: ObjectGraphView, node_id: int) -> RegisteredSaver | None:
    """Which saver an object has, and by which name it knows the object."""
    node = view.nodes[node_id]
    name = get_registered_saver_name(node) if isinstance(node, Trackable) else None
    return None if name is None else RegisteredSaver(name, checkpoint_path(view, node_id))


def run_savers(objects: dict[str, dict[str, Any]]) -> list[Written]:
    """What registered savers write.

    Args:
      objects: As `objects_by_saver` gives them.

    Raises:
      ArgumentError: If a saver returns something else than prefixes that it wrote. It is a
        `ValueError`.
    """
    kept = _Kept()
    found: list[Written] = []
    for name, trackables in objects.items():
        saver = find_saver(name)
        assert saver is not None
        with using(kept):
            written = saver.save(
                trackables=trackables, file_prefix=eager_constant(f"saver-{name}", string)
            )
        for prefix in prefixes_of(name, written):
            assert isinstance(prefix, EagerTensor)
            for part in prefix._array.ravel().tolist():
                found += kept.take(part.decode(), f"saver {name}")
    return found


def prefixes_of(name: str, written: Any) -> list[Any]:
    """The prefixes that a saver returned, as tensors.

    Args:
      name: The saver.
      written: What it returned: None, or strings in any nesting.

    Raises:
      ArgumentError: If it is something else. It is a `ValueError`.
    """
    leaves = [leaf for leaf in nest.flatten(written) if leaf is not None]
    tensors = []
    for leaf in leaves:
        try:
            tensors.append(convert_to_tensor(leaf, string))
        except (TypeError, ValueError) as error:
            raise ArgumentError(
                f"saver {name}: expected strings from save_fn, got {leaf!r}. Registered saver must "
                "return a (maybe empty) list of string type tensors; return the prefixes."
            ) from error
    return tensors


# ---- restoring ---------------------------------------------------------------------------------


def can_restore(item: Any, saver: RegisteredSaver) -> bool:
    """Whether the saver that wrote an object is there and takes the object that it is now.

    Args:
      item: The object.
      saver: What the checkpoint says of it.

    Raises:
      ArgumentError: If the saver is strict and does not take the object. It is a `ValueError`.
    """
    registered = find_saver(saver.name)
    if registered is None:
        _LOGGER.warning("Registered saver %s was not found when restoring checkpoints.", saver.name)
        return False
    if takes(saver.name, item):
        return True
    if registered.is_strict:
        raise ArgumentError(
            f"saver {saver.name}: expected an object that its predicate takes, got {item!r}. "
            f"Object was saved with the registered saver named '{saver.name}'. However, this saver "
            "cannot be used to restore the object because the predicate does not pass."
        )
    return False


def restore_registered(objects: dict[str, dict[str, Any]], prefix: str) -> None:
    """Lets registered savers restore objects.

    Args:
      objects: By name of a saver, its objects by their names in the checkpoint.
      prefix: The checkpoint.
    """
    for name, trackables in objects.items():
        saver = find_saver(name)
        assert saver is not None
        saver.restore(trackables=trackables, merged_prefix=eager_constant(prefix, string))
