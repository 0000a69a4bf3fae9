"""The files of a model's assets: their names in the directory, and copying them."""

from __future__ import annotations

import filecmp
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from savedmodel_lite._core.errors import ExportError, FileMissingError

if TYPE_CHECKING:
    from savedmodel_lite._core.graph import Operation
    from savedmodel_lite._track.asset import Asset


@dataclass(frozen=True, slots=True)
class AssetFile:
    """One asset of a model.

    Attributes:
      name: Name of its file in the model's directory of assets.
      fed: Name of the tensor that loaders feed with the file's path.
      assign: The node that keeps the path.
    """

    name: str
    fed: str
    assign: Operation


class AssetFiles:
    """The assets of a model, in the order of their nodes."""

    def __init__(self) -> None:
        self.assets: list[AssetFile] = []
        self._sources: dict[str, Path] = {}
        self._index: dict[int, int] = {}

    def add(self, asset: Asset, node_id: int, where: str, assign: Operation) -> None:
        """Adds an asset.

        Args:
          asset: The asset.
          node_id: Its id.
          where: Its path, for messages.
          assign: The node that keeps its path.

        Raises:
          FileMissingError: If there is no such file. It is a `FileNotFoundError`.
          ExportError: If its path is not one string. It is a `ValueError`.
        """
        if asset.asset_path._dims != ():
            raise ExportError(
                f"{where}: expected one path, got {asset.asset_path!r}. Make one Asset for each "
                "file."
            )
        source = Path(asset._file_name())
        if not source.is_file():
            got = "a directory" if source.is_dir() else "none"
            raise FileMissingError(
                f"{where}: expected the file {str(source)!r}, got {got}. Put the file in its place "
                "before saving; nothing was written."
            )
        self._index[node_id] = len(self.assets)
        self.assets.append(AssetFile(self._name_of(source), assign.inputs[1].name, assign))

    def _name_of(self, source: Path) -> str:
        """The file's own name; files of one name and other content get a number."""
        name, number = source.name, 0
        while name in self._sources:
            known = self._sources[name]
            if known == source or filecmp.cmp(known, source, shallow=False):
                return name
            number += 1
            name = f"{source.name}_{number}"
        self._sources[name] = source
        return name

    def index_of(self, node_id: int) -> int:
        """The position of an asset in the list."""
        return self._index[node_id]

    def assignments(self) -> list[Operation]:
        """The nodes that keep the paths."""
        return [asset.assign for asset in self.assets]

    def copy_to(self, directory: Path) -> None:
        """Copies the files, as they are now.

        Args:
          directory: Where to; it exists.

        Raises:
          OSError: If a file cannot be copied.
        """
        for name, source in self._sources.items():
            shutil.copyfile(source, directory / name)

    def to_proto(self, field: Any) -> None:
        """Adds the assets to a repeated `AssetFileDef`."""
        for asset in self.assets:
            message = field.add(filename=asset.name)
            message.tensor_info.name = asset.fed
