"""Checkpoints: the values of an object graph in a tensor bundle, and back.

What lives here: which tensors an object graph keeps under which keys, how values find their objects
again, and the files that say which checkpoint is the latest. What may not: bytes of bundles
(`_bundle`), and how objects find their children (`_track`).

Read in this order: `keys`, `plan` (what is written), `sharding` and `max_shard_size` (into which
data files), `shards` (writing them), `checkpoint_files`, `checkpoint_state`, `reader`, `assign`
(values into one object), `restore` (which object gets which), `name_based`, `status`, `options`,
`background`, `checkpoint`, `manager`, `shard_files` (checkpoints of several processes).
"""
