"""What `Checkpoint.restore` returns: assertions about what was restored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from savedmodel_lite._checkpoint.assign import owns_values
from savedmodel_lite._core.errors import RestoreError
from savedmodel_lite._track.object_graph import ObjectGraphView

if TYPE_CHECKING:
    from savedmodel_lite._checkpoint.name_based import NameBasedRestoration
    from savedmodel_lite._checkpoint.restore import Restoration

View = Callable[[], ObjectGraphView]
_SHOWN = 10


class CheckpointLoadStatus:
    """The status of a restore from an object-based checkpoint.

    Args:
      restoration: The restore.
      view: Gives the objects of the program as they are now.
      skip_slot_variables: Whether slot variables of optimizers may stay unrestored.
    """

    def __init__(self, restoration: Restoration, view: View, skip_slot_variables: bool) -> None:
        self._restoration = restoration
        self._view = view
        self._skip_slot_variables = skip_slot_variables

    def assert_consumed(self) -> CheckpointLoadStatus:
        """Asserts that every value was restored, and every object got a value.

        Returns:
          The status itself.

        Raises:
          RestoreError: If a value of the checkpoint has no object, or an object of the program no
            value. It is an `AssertionError`.
        """
        self.assert_existing_objects_matched()
        nodes = self._restoration.nodes
        outcome = self._restoration.outcome
        skipped = set()
        if self._skip_slot_variables:
            skipped = {slot.slot_variable for node in nodes for slot in node.slot_variables}
        for node_id, node in enumerate(nodes):
            unresolved = self._restoration.object_of(node_id) is None
            if node.attributes and unresolved and node_id not in skipped:
                keys = [attribute.checkpoint_key for attribute in node.attributes]
                raise RestoreError(
                    "restore: expected an object for every value of the checkpoint, got none for "
                    f"{keys}. Unresolved object in checkpoint {outcome.node_names()[node_id]}; "
                    "create it, or call expect_partial() instead of assert_consumed()."
                )
        if outcome.unused_attributes:
            names = outcome.node_names()
            lines = "\n".join(
                f"{names[node_id]} ({self._restoration.object_of(node_id)}): {attributes}"
                for node_id, attributes in outcome.unused_attributes.items()
            )
            raise RestoreError(
                "restore: expected objects with a place for every value of the checkpoint, got "
                "unused attributes in these objects (the attributes exist in the checkpoint but "
                f"were not restored):\n{lines}\nUse objects of the classes that were saved."
            )
        return self

    def assert_existing_objects_matched(self) -> CheckpointLoadStatus:
        """Asserts that every object that exists now got a value.

        Returns:
          The status itself.

        Raises:
          RestoreError: If an object of the program got none. It is an `AssertionError`.
        """
        unmatched = self._unmatched()
        if unmatched:
            raise RestoreError(
                f"restore: expected a value for every object, got {len(unmatched)} objects "
                f"without. Found {len(unmatched)} Python objects that were not bound to "
                "checkpointed values, likely due to changes in the Python program. Showing "
                f"{min(_SHOWN, len(unmatched))} of {len(unmatched)} unmatched objects: "
                f"{unmatched[:_SHOWN]}. Restore a checkpoint that has them, or assert less."
            )
        return self

    def assert_nontrivial_match(self) -> CheckpointLoadStatus:
        """Asserts that some object besides the root was matched.

        Returns:
          The status itself.

        Raises:
          RestoreError: If none was. It is an `AssertionError`.
        """
        if len(self._restoration.matched_objects()) > 1:
            return self
        unmatched = self._unmatched()
        if unmatched:
            raise RestoreError(
                "restore: expected objects in the checkpoint that the program has, got no match. "
                "Nothing except the root object matched a checkpointed value. The following "
                f"objects have no matching checkpointed value: {unmatched}. Restore the "
                "checkpoint of this program."
            )
        raise RestoreError(
            "restore: expected objects to load into, got none. Nothing to load. No dependencies "
            f"have been added to {self._view().nodes[0]!r} yet; add them."
        )

    def expect_partial(self) -> CheckpointLoadStatus:
        """Accepts that not all is restored: nothing is logged about it.

        Returns:
          The status itself.
        """
        self._restoration.outcome.expect_partial = True
        return self

    def initialize_or_restore(self, session: Any = None) -> None:
        """Does nothing: values are restored at once."""

    def run_restore_ops(self, session: Any = None) -> None:
        """Does nothing: values are restored at once."""

    def _unmatched(self) -> list[Any]:
        matched = {id(item) for item in self._restoration.matched_objects()}
        view = self._view()
        skipped = view.slots if self._skip_slot_variables else ()
        matched |= {id(view.nodes[slot.variable]) for slot in skipped}
        return _without_values(view.nodes, matched)


class NameBasedSaverStatus:
    """The status of a restore from a name-based checkpoint.

    Args:
      restoration: The restore.
      view: Gives the objects of the program as they are now.
    """

    def __init__(self, restoration: NameBasedRestoration, view: View) -> None:
        self._restoration = restoration
        self._view = view
        self._optional: list[Any] = []

    def add_to_optionally_restored(self, var: Any) -> None:
        """Lets a variable stay unrestored.

        Args:
          var: The variable.
        """
        self._optional.append(var)

    def assert_consumed(self) -> NameBasedSaverStatus:
        """Asserts that every variable that exists now was restored.

        Returns:
          The status itself.

        Raises:
          RestoreError: If one was not. It is an `AssertionError`.
        """
        optional = {id(item) for item in self._optional}
        reached = {id(node) for node in self._view().nodes}
        unmatched = [
            item
            for item in self._restoration.unmatched
            if id(item) in reached and id(item) not in optional
        ]
        if unmatched:
            raise RestoreError(
                "restore: expected the name of every variable in the checkpoint, got "
                f"{len(unmatched)} objects without. Some objects had attributes which were not "
                f"restored: {unmatched[:_SHOWN]}. Name them as they were named when saved."
            )
        return self

    def assert_existing_objects_matched(self) -> NameBasedSaverStatus:
        """As `assert_consumed`."""
        return self.assert_consumed()

    def assert_nontrivial_match(self) -> NameBasedSaverStatus:
        """As `assert_consumed`."""
        return self.assert_consumed()

    def expect_partial(self) -> NameBasedSaverStatus:
        """Returns the status itself; nothing is logged about restores by name."""
        return self

    def initialize_or_restore(self, session: Any = None) -> None:
        """Does nothing: values are restored at once."""

    def run_restore_ops(self, session: Any = None) -> None:
        """Does nothing: values are restored at once."""


class InitializationOnlyStatus:
    """The status of a restore from nothing (`save_path=None`); its assertions fail."""

    def assert_consumed(self) -> NoReturn:
        """Always raises `RestoreError`, an `AssertionError`."""
        raise _nothing_restored()

    def assert_existing_objects_matched(self) -> NoReturn:
        """Always raises `RestoreError`, an `AssertionError`."""
        raise _nothing_restored()

    def assert_nontrivial_match(self) -> NoReturn:
        """Always raises `RestoreError`, an `AssertionError`."""
        raise _nothing_restored()

    def run_restore_ops(self, session: Any = None) -> NoReturn:
        """Always raises `RestoreError`, an `AssertionError`."""
        raise _nothing_restored()

    def initialize_or_restore(self, session: Any = None) -> None:
        """Does nothing: variables have their initial values."""

    def expect_partial(self) -> InitializationOnlyStatus:
        """Returns the status itself."""
        return self


def _without_values(nodes: Iterable[Any], matched: set[int]) -> list[Any]:
    return [node for node in nodes if owns_values(node) and id(node) not in matched]


def _nothing_restored() -> RestoreError:
    return RestoreError(
        "restore: expected a checkpoint, got save_path=None. No checkpoint specified "
        "(save_path=None); nothing is being restored. Pass the prefix of a checkpoint."
    )
