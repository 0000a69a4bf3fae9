"""FarmHash's known answers (docs/format.md names the source) and TensorFlow's own."""

from __future__ import annotations

import pytest

from savedmodel_lite._core.farmhash import fingerprint64, join_fingerprints

KNOWN = [
    (b"", 0x9AE16A3B2F90404F),
    (b"a", 0xB3454265B6DF75E3),
    (b"abc", 0x24A5B3A074E7F369),
    (b"hello world", 0x588FB7478BD6B01B),
    (b"0123456789abcdef", 0x54B961E5DC834067),
    (b"0123456789abcdef0", 0x6DEB36B4A021A909),
    (b"x" * 33, 0xAA49185443E61637),
    (b"x" * 64, 0x5FFB3C754F6913B8),
    (b"x" * 65, 0x447CB9FD96F25F39),
    (bytes(range(256)), 0x496FBE15ED0E171F),
]


@pytest.mark.parametrize(("data", "expected"), KNOWN, ids=lambda value: str(value)[:20])
def test_known_answers(data, expected):
    assert fingerprint64(data) == expected
    assert fingerprint64(memoryview(data)) == expected


def test_two_fingerprints_join_in_order():
    a, abc = fingerprint64(b"a"), fingerprint64(b"abc")
    assert join_fingerprints(0, a) == 0xD8B6300F42E216CF
    assert join_fingerprints(a, abc) == 0xF5B2684DAE83404A
    assert join_fingerprints(abc, a) != join_fingerprints(a, abc)


@pytest.mark.oracle
def test_every_length_is_tensorflows(tensorflow):
    lengths = [*range(300), 1000, 4096, 4097, 100_000]
    texts = [bytes((7 * i + length) % 256 for i in range(length)) for length in lengths]
    digests = tensorflow.fingerprint(tensorflow.constant(texts)).numpy()
    for text, digest in zip(texts, digests, strict=True):
        assert fingerprint64(text) == int.from_bytes(bytes(digest), "little"), len(text)
