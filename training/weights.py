"""The file of tensors that the program carries, and reading it back.

Little endian throughout:

    8 bytes   magic "YBTENSOR"
    u32       version, 1
    u32       number of tensors
    then for every tensor:
      u8      length of its name, then the name in ASCII
      u8      type of its values: 0 = IEEE 754 binary16, 1 = binary32, 2 = bytes, 3 = scaled 8-bit integers
      u8      number of dimensions, then each as u32
              only for type 3: one binary32 for each index of the first dimension, the scale of its values
              the values, row by row, with no padding; those of type 3 are two's complement, -127 to 127, and what
              they stand for is the value times the scale, in binary32
    32 bytes  SHA-256 of everything before

Convolution weights are [outputs, inputs, rows, columns], named "detector.first.conv.weight" and so on; biases
are [outputs]. "vocabulary" is the UTF-8 text of the recogniser's characters, one for each class from 1 on.
"""
import copy
import hashlib
import math
import struct
from collections import namedtuple

import numpy as np
import torch
from torch import nn

import networks
import strings

MAGIC = b"YBTENSOR"
VERSION = 1
TYPES = {0: np.dtype("<f2"), 1: np.dtype("<f4"), 2: np.dtype("u1")}
SCALED = 3

Scaled = namedtuple("Scaled", "values scales")  # int8 [outputs, ...] and float32 [outputs]


def scaled(values):
    """The nearest 8-bit integers, one scale for each output so that its largest weight becomes 127."""
    largest = np.abs(values.reshape(len(values), -1)).max(1)
    scales = (np.maximum(largest, 1e-12) / 127).astype("<f4")
    return Scaled(np.rint(values / scales.reshape(-1, *[1] * (values.ndim - 1))).astype("i1"), scales)


def unscaled(pair):
    return pair.values.astype(np.float32) * pair.scales.reshape(-1, *[1] * (pair.values.ndim - 1))


def write(path, tensors):
    """Writes named arrays (float16, float32, uint8 or `Scaled`) and returns the SHA-256 of the file."""
    out = bytearray(MAGIC + struct.pack("<II", VERSION, len(tensors)))
    for name, values in tensors.items():
        parts = values.scales.tobytes() if isinstance(values, Scaled) else b""
        code = SCALED if isinstance(values, Scaled) else next(c for c, kind in TYPES.items() if kind == values.dtype)
        values = values.values if isinstance(values, Scaled) else values
        out += struct.pack("<B", len(name)) + name.encode("ascii") + struct.pack("<BB", code, values.ndim)
        out += struct.pack(f"<{values.ndim}I", *values.shape) + parts + np.ascontiguousarray(values).tobytes()
    out += hashlib.sha256(out).digest()
    with open(path, "wb") as file:
        file.write(out)
    return hashlib.sha256(out).hexdigest()


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:8] != MAGIC or hashlib.sha256(data[:-32]).digest() != data[-32:]:
        raise ValueError(f"{path}: not a file of tensors, or damaged")
    version, count = struct.unpack_from("<II", data, 8)
    if version != VERSION:
        raise ValueError(f"{path}: version {version}")
    at, tensors = 16, {}
    for _ in range(count):
        length = data[at]
        name = data[at + 1 : at + 1 + length].decode("ascii")
        code, rank = struct.unpack_from("<BB", data, at + 1 + length)
        shape = struct.unpack_from(f"<{rank}I", data, at + 3 + length)
        at += 3 + length + 4 * rank
        size = math.prod(shape)
        if code == SCALED:
            scales = np.frombuffer(data, "<f4", shape[0], at)
            at += 4 * shape[0]
            tensors[name] = Scaled(np.frombuffer(data, "i1", size, at).reshape(shape), scales)
            at += size
            continue
        tensors[name] = np.frombuffer(data, TYPES[code], size, at).reshape(shape)
        at += size * TYPES[code].itemsize
    return tensors


def folded(net):
    """A copy in which every batch norm has become part of the convolution before it."""
    net = copy.deepcopy(net).eval()
    for layer in net.modules():
        if isinstance(layer, networks.Conv):
            old, norm = layer.conv, layer.norm
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            new = nn.Conv2d(old.in_channels, old.out_channels, old.kernel_size, old.stride, old.padding)
            new.weight.data = old.weight.data * gain.data[:, None, None, None]
            new.bias.data = norm.bias.data - norm.running_mean * gain.data
            layer.conv, layer.norm = new, nn.Identity()
    return net


def tensors_of(kind, net):
    """The arrays of a network as they are shipped: weights in 8 bits with a scale for each output, biases in 32."""
    return {
        f"{kind}.{name}": value.numpy().astype("<f4") if name.endswith("bias") else scaled(value.numpy())
        for name, value in folded(net).state_dict().items()
    }


def as_float(values):
    return unscaled(values) if isinstance(values, Scaled) else values.astype(np.float32)


def load(path):
    """(detector, recogniser) exactly as shipped: evaluation must not measure better weights than users get."""
    tensors = read(path)
    if tensors["vocabulary"].tobytes().decode() != "".join(strings.VOCABULARY):
        raise ValueError(f"{path}: made with another vocabulary")
    nets = []
    for kind, make in networks.NETWORKS.items():
        net = folded(make())
        prefix = kind + "."
        net.load_state_dict({name[len(prefix) :]: torch.from_numpy(as_float(values)) for name, values in tensors.items() if name.startswith(prefix)})
        nets.append(net.eval())
    return nets
