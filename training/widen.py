"""python3 training/widen.py detector|recogniser OLD.pt

Begins the networks of `networks.py` with the weights of narrower ones, so that both compute the same at first: what
is new is drawn at random and counts for nothing until training makes use of it. Writes the checkpoint that
`train.py` goes on from, at step 0.
"""
import argparse
import re

import torch

import networks
import train

# Where the layers of the narrower networks are now.
MOVED = {"detector": {}, "recogniser": {r"^line\.1\.": "line.2."}}


def widened(kind, old):
    """The state of a new network from that of an old one."""
    net = networks.NETWORKS[kind]()
    new = net.state_dict()
    for name, values in old.items():
        for pattern, place in MOVED[kind].items():
            name = re.sub(pattern, place, name)
        if values.ndim == 0:
            continue
        kept = new[name]
        if kept.ndim == 4:
            kept[: values.shape[0], values.shape[1] :] = 0  # an old output takes nothing from a new input
        kept[tuple(slice(0, length) for length in values.shape)] = values
    for name in new:
        if _is_new_residual(kind, name):
            new[name].zero_()
    net.load_state_dict(new)
    return net


def _is_new_residual(kind, name):
    """A block that was not there adds nothing: the last norm of it starts with a gain of 0."""
    return kind == "recogniser" and name == "line.1.second.norm.weight"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kind", choices=networks.NETWORKS)
    arguments.add_argument("old", help="checkpoint of the narrower network")
    given = arguments.parse_args()
    run = train.Run(given.kind, 1, "cpu")
    net = widened(given.kind, torch.load(given.old, weights_only=True, map_location="cpu")["smooth"])
    run.net.load_state_dict(net.state_dict())
    run.smooth.load_state_dict(net.state_dict())
    run.save()
    print(run.file)
