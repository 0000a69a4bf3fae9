"""What is saved of devices and of distributed variables, beside TensorFlow's own files."""

from __future__ import annotations

import subprocess
import sys

import models_with_devices as models
import numpy as np
import options_cases as cases
import pytest

import savedmodel_lite as ours
from message_text import model_lines, object_graph_lines
from savedmodel_lite._bundle import BundleReader
from savedmodel_lite._proto import messages as pb

CPU = "/job:localhost/replica:0/task:0/device:CPU:{}".format
ROWS = [(model, policy) for model in models.MODELS for policy in models.POLICIES]


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    directory = tmp_path_factory.mktemp("theirs")
    command = [sys.executable, models.__file__, str(directory)]
    subprocess.run(command, check=True, capture_output=True)
    return directory


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    directory = tmp_path_factory.mktemp("ours")
    models.save_all(ours, directory)
    return directory


@pytest.mark.oracle
@pytest.mark.parametrize(("model", "policy"), ROWS)
def test_messages_are_tensorflows(model, policy, own, theirs):
    got = model_lines(own / model / policy)
    wanted = model_lines(theirs / model / policy)
    assert got == wanted


@pytest.mark.oracle
@pytest.mark.parametrize(("model", "policy"), ROWS)
def test_bundles_are_tensorflows(model, policy, own, theirs):
    paths = [root / model / policy / "variables" / "variables" for root in (own, theirs)]
    readers = [BundleReader(path) for path in paths]
    key = "_CHECKPOINTABLE_OBJECT_GRAPH"
    graphs = [pb.TrackableObjectGraph.FromString(reader.read(key).item()) for reader in readers]
    assert object_graph_lines(graphs[0]) == object_graph_lines(graphs[1])
    keys, wanted = (reader.keys() for reader in readers)
    assert keys == wanted
    for name in sorted(keys):
        if name != key:
            entries = [reader.entry(name) for reader in readers]
            assert entries[0] == entries[1]
            np.testing.assert_array_equal(*[reader.read(name) for reader in readers])


@pytest.mark.oracle
@pytest.mark.parametrize(("model", "policy"), ROWS)
def test_tensorflow_loads_and_calls(model, policy, own, theirs, tensorflow):
    loaded = [tensorflow.saved_model.load(str(root / model / policy)) for root in (own, theirs)]
    for name in vars(loaded[1]):
        wanted = getattr(loaded[1], name)
        if isinstance(wanted, tensorflow.Variable):
            np.testing.assert_array_equal(getattr(loaded[0], name).numpy(), wanted.numpy())
    if hasattr(loaded[1], "f"):
        results = [item.f(tensorflow.constant(3.0)).numpy() for item in loaded]
        assert results[0] == results[1]


PLACES = {
    "": CPU(0),
    "GPU:3": "/job:localhost/replica:0/task:0/device:GPU:3",
    "/job:worker/task:7": "/job:worker/replica:0/task:7/device:CPU:0",
    "/job:ps/replica:1/task:2/device:TPU:*": "/job:ps/replica:1/task:2/device:TPU:0",
}


@pytest.mark.parametrize("given", PLACES)
def test_any_device_can_be_named(given, tmp_path):
    root = ours.Module()
    with ours.device(given or None):
        root.v = ours.Variable(1.0, name="v")
    assert root.v.device == PLACES[given]
    options = ours.saved_model.SaveOptions(experimental_variable_policy="SAVE_VARIABLE_DEVICES")
    ours.saved_model.save(root, tmp_path, options=options)
    graph = cases.meta_graph(tmp_path)
    variable = graph.object_graph_def.nodes[1].variable
    placed = [node.device for node in graph.graph_def.node if node.name.startswith("v")]
    assert [variable.device, *placed] == [PLACES[given]] * 3


def test_components(own):
    graph = cases.meta_graph(own / "mirrored" / "expand_distributed_variables")
    variable = graph.object_graph_def.nodes[1].variable
    parts = variable.experimental_distributed_variable_components
    assert [(part.name, part.device) for part in parts] == [
        ("plain", CPU(0)),
        ("plain/replica_1", CPU(1)),
    ]
    handles = [node.name for node in graph.graph_def.node if node.op == "VarHandleOp"]
    assert handles.count("plain/replica_1") == 1


def test_variables_on_several_hosts_are_in_several_files(tmp_path):
    root = ours.Module()
    for task in (0, 1):
        with ours.device(f"/job:worker/task:{task}"):
            setattr(root, f"v{task}", ours.Variable([float(task)]))
    ours.saved_model.save(root, tmp_path)
    reader = BundleReader(tmp_path / "variables" / "variables")
    assert reader.num_shards == 3  # the object graph is on this host
    assert [reader.entry(f"v{n}/.ATTRIBUTES/VARIABLE_VALUE").shard_id for n in (0, 1)] == [0, 1]
