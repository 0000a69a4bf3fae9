"""`tf.saved_model.experimental.TrackableResource`: objects behind a handle that functions capture.

A saved model holds a resource as three functions, which make, fill and destroy it; whoever loads
the model calls the first two.
"""

from __future__ import annotations

import contextlib
from typing import Any

from savedmodel_lite._core.context import device as device_scope
from savedmodel_lite._core.errors import UnsupportedError
from savedmodel_lite._function.polymorphic_function import function
from savedmodel_lite._track.trackable import CHECKPOINT, SAVEDMODEL, Trackable


class TrackableResource(Trackable):
    """Base of objects that hold a resource, such as a table.

    A subclass defines `_create_resource`, which returns the handle, and may define `_initialize`
    and `_destroy_resource`.

    Args:
      device: Where the resource has to be; "" for anywhere.
    """

    def __init__(self, device: str = "") -> None:
        self._resource_handle: Any = None
        self._resource_device = device

    def _create_resource(self) -> Any:
        """Makes the resource; returns its handle, a scalar of dtype resource.

        Raises:
          UnsupportedError: Always; subclasses define it. It is a `NotImplementedError`.
        """
        raise UnsupportedError(
            f"{type(self).__name__}: expected a class that defines _create_resource, got one that "
            "does not. TrackableResource._create_resource not implemented; return a handle from "
            "it."
        )

    def _create_shared(self, shared_name: str) -> Any:
        """Makes the resource in a saved model; `shared_name` is a name that no other one has."""
        return self._create_resource()

    def _initialize(self) -> Any:
        """Fills the resource at `resource_handle`."""

    def _destroy_resource(self) -> Any:
        """Gives the resource back; called when the object is deleted."""

    @property
    def resource_handle(self) -> Any:
        """The handle of the resource, which is made when first asked for."""
        if self._resource_handle is None:
            with device_scope(self._resource_device):
                self._resource_handle = self._create_resource()
        return self._resource_handle

    def _trackable_children(
        self, save_type: str = CHECKPOINT, shared_name: str = "", **kwargs: Any
    ) -> dict[str, Any]:
        children = super()._trackable_children(save_type, **kwargs)
        if save_type != SAVEDMODEL:
            return children

        def _creator() -> Any:
            return self._create_shared(shared_name)

        def _initializer() -> int:
            self._initialize()
            return 1  # The functions of a resource return something.

        def _destroyer() -> int:
            self._destroy_resource()
            return 1

        bodies = {
            "_create_resource": _creator,
            "_initialize": _initializer,
            "_destroy_resource": _destroyer,
        }
        functions = {
            name: function(body, input_signature=[], autograph=False)
            for name, body in bodies.items()
        }
        return {**children, **functions}

    def __del__(self) -> None:
        # An object may go in any state, at the end of the process even after what it needs.
        with contextlib.suppress(Exception):
            self._destroy_resource()
