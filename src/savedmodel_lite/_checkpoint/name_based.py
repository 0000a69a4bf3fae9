"""Restoring checkpoints of `tf.compat.v1.train.Saver`, whose keys are the names of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from savedmodel_lite._checkpoint.assign import Assignment, assign_variable, owns_values
from savedmodel_lite._checkpoint.restore import PENDING_RESTORES
from savedmodel_lite._track.object_graph import ObjectGraphView, checkpoint_children, view_objects
from savedmodel_lite._track.trackable import Trackable
from savedmodel_lite._track.variable import Variable

if TYPE_CHECKING:
    from savedmodel_lite._bundle.reader import BundleReader


class NameBasedRestoration:
    """One restore by names; goes on for every object that is tracked later.

    Args:
      bundle: The checkpoint.
    """

    def __init__(self, bundle: BundleReader) -> None:
        self._bundle = bundle
        self._seen: dict[int, Any] = {}
        # Objects that own values of which the checkpoint has none.
        self.unmatched: list[Any] = []

    # A restore by name never ends: any object tracked later may have a name in the checkpoint.
    is_done = False

    def restore(self, view: ObjectGraphView) -> None:
        """Restores the variables among some objects, and waits for further children of all.

        Args:
          view: The objects.

        Raises:
          InvalidArgumentError: If a value has another dtype than its variable. Nothing is changed
            then.
          ArgumentError: If a value does not fit the shape of its variable. It is a `ValueError`.
            Nothing is changed then.
          DataLossError: If bytes of the checkpoint are damaged.
        """
        new = [node for node in view.nodes if id(node) not in self._seen]
        assignments: list[Assignment] = []
        for node in new:
            if isinstance(node, Variable) and node._shared_name in self._bundle:
                assignments.append(assign_variable(node, node._shared_name, self._bundle))
            elif owns_values(node):
                self.unmatched.append(node)
        for assignment in assignments:
            assignment.check()
        for node in new:
            self._seen[id(node)] = node
            if isinstance(node, Trackable):
                others = node.__dict__.get(PENDING_RESTORES, ())
                node.__dict__[PENDING_RESTORES] = [*others, self]
        for assignment in assignments:
            assignment.run()

    def child_added(self, name: str, child: Any) -> None:
        """Restores a child and what is reached from it; its name as a child does not matter."""
        self.restore(view_objects(child, checkpoint_children))

    def __deepcopy__(self, memo: dict[int, Any]) -> NameBasedRestoration:
        return self
