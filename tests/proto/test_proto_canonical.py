"""Canonical bytes: format.md, section 8."""

import pytest
from google.protobuf.message import Message

from savedmodel_lite._proto import messages as pb
from savedmodel_lite._proto.canonical import canonical_bytes, is_map_entry


def function(**fields):
    return pb.FunctionDef(**fields)


def string_entries(*pairs):
    return [{"key": key, "value": value} for key, value in pairs]


# (name, message, the same message as it must be written)
CASES = [
    (
        "strings bytewise",
        function(ret=string_entries(("b", "1"), ("ab", "2"), ("a", "3"), ("é", "4"), ("Z", "5"))),
        function(ret=string_entries(("Z", "5"), ("a", "3"), ("ab", "2"), ("b", "1"), ("é", "4"))),
    ),
    (
        "code points above the surrogates",
        function(ret=string_entries(("\U00010000", "1"), ("\uffff", "2"))),
        function(ret=string_entries(("\uffff", "2"), ("\U00010000", "1"))),
    ),
    (
        "integers numerically",
        function(resource_arg_unique_id=[{"key": k, "value": k} for k in (10, 2, 300)]),
        function(resource_arg_unique_id=[{"key": k, "value": k} for k in (2, 10, 300)]),
    ),
    (
        "the last of equal keys",
        function(ret=string_entries(("a", "1"), ("b", "2"), ("a", "3"), ("a", "4"))),
        function(ret=string_entries(("a", "4"), ("b", "2"))),
    ),
    (
        "absent key and scalar value",
        function(ret=[{}]),
        function(ret=string_entries(("", ""))),
    ),
    (
        "absent message value",
        pb.NodeDef(attr=[{"key": "k"}]),
        pb.NodeDef(attr=[{"key": "k", "value": pb.AttrValue()}]),
    ),
    (
        "repeated messages that are no maps",
        pb.NamedTupleValue(values=[{"key": "b"}, {"key": "a"}, {"key": "a"}]),
        pb.NamedTupleValue(values=[{"key": "b"}, {"key": "a"}, {"key": "a"}]),
    ),
]


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in CASES], ids=lambda _: "")
def test_order(given, expected):
    before = given.SerializeToString()
    assert canonical_bytes(given) == expected.SerializeToString()
    assert given.SerializeToString() == before


def test_order_at_every_depth():
    def nested(names):
        attrs = [{"key": name, "value": {"func": {"name": "f"}}} for name in names]
        value = pb.AttrValue(func=pb.NameAttrList(attr=attrs))
        listed = pb.AttrValue(list=pb.AttrValue.ListValue(func=[value.func, value.func]))
        return pb.SavedModel(
            meta_graphs=[
                {"graph_def": {"node": [{"attr": [{"key": "f", "value": listed}]}]}},
                {"signature_def": [{"key": name} for name in names]},
            ]
        )

    expected = nested("abc")
    for entry in expected.meta_graphs[1].signature_def:
        entry.value.SetInParent()
    assert canonical_bytes(nested("cab")) == expected.SerializeToString()


def test_unknown_fields_are_kept():
    assert canonical_bytes(pb.NodeDef.FromString(bytes.fromhex("f8060a0a0178"))).hex() == (
        "0a0178f8060a"
    )


def test_every_entry_message_is_a_map_entry():
    def entries(cls):
        for nested in cls.DESCRIPTOR.nested_types:
            yield from entries(getattr(cls, nested.name))
        if cls.DESCRIPTOR.name.endswith("Entry"):
            yield cls.DESCRIPTOR

    classes = [getattr(pb, name) for name in dir(pb)]
    classes = [cls for cls in classes if isinstance(cls, type) and issubclass(cls, Message)]
    found = [descriptor for cls in classes for descriptor in entries(cls)]
    assert found
    assert all(is_map_entry(descriptor) for descriptor in found)
