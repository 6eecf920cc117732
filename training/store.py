"""Samples that stay on the device, so that a GPU learns from each several times.

Drawing is what takes time: sixteen cores draw a tenth of what one GPU learns from. So every batch has a few samples that
are new and many that were seen before, each changed anew on the device: noise, blur, tone, stretch, and for crops what lies beside it.
"""
import torch
import torch.nn.functional as F

CELLS = 64  # rows and columns of a detector target


class Store:
    """A ring of samples, field by field. The oldest make room for the newest."""

    def __init__(self, room, device):
        self.room, self.device, self.fields, self.next, self.count = room, device, {}, 0, 0

    def add(self, samples):
        """`samples` maps names to tensors with one row for each sample. Gives the rows they lie in."""
        size = len(next(iter(samples.values())))
        rows = (torch.arange(size) + self.next) % self.room
        for name, values in samples.items():
            if name not in self.fields:
                self.fields[name] = torch.zeros((self.room, *values.shape[1:]), dtype=values.dtype, device=self.device)
            self.fields[name][rows.to(self.device)] = values.to(self.device)
        self.next, self.count = (self.next + size) % self.room, min(self.room, self.count + size)
        return rows

    def take(self, rows):
        rows = rows.to(self.device)
        return {name: values[rows] for name, values in self.fields.items()}


def _uniform(count, low, high, device, dims):
    return (low + (high - low) * torch.rand(count, device=device)).reshape(-1, *[1] * dims)


def _for_some(count, share, device, dims):
    return (torch.rand(count, device=device) < share).float().reshape(-1, *[1] * dims)


def _blurred(values, most):
    """Each mixed with its mean over 3 x 3 values, by a share of 0 to `most`."""
    soft = F.avg_pool2d(F.pad(values, (1, 1, 1, 1), mode="replicate"), 3, 1)
    part = _uniform(len(values), 0, most, values.device, 3) * _for_some(len(values), 0.35, values.device, 3)
    return values + (soft - values) * part


# --- Detector. ---


def compact_crops(batch):
    return {"values": ((batch["input"][:, 0] + 1) * 127.5).round().to(torch.uint8), "target": batch["target"].half()}


def crops(samples):
    """A batch for the detector: cut and pasted, with other tones, blurred, noisy."""
    values, target = samples["values"].float()[:, None] / 127.5 - 1, samples["target"].float()
    values, target = _pasted(values, target)
    count, device = len(values), values.device
    values = torch.where(_for_some(count, 0.3, device, 3) > 0, -values, values)
    values = values * _uniform(count, 0.8, 1.1, device, 3) + _uniform(count, -0.1, 0.1, device, 3)
    values = _blurred(values, 0.7)
    values = values + torch.randn_like(values) * _uniform(count, 0, 0.04, device, 3) * _for_some(count, 0.5, device, 3)
    return {"input": values.clamp(-1, 1), "target": target}


def _pasted(values, target):
    """Part of one crop put onto another, for one in three: what lies beyond a row or a column where neither has a text."""
    count, device = len(values), values.device
    other = torch.randperm(count, device=device)
    beyond = torch.zeros(count, CELLS, CELLS, dtype=torch.bool, device=device)
    upright = torch.rand(count, device=device) < 0.5
    for axis, chosen in ((1, upright), (2, ~upright)):
        # Texts have a score, and around them the weight is 0.
        empty = (target[:, 1] * (1 - target[:, 0])).amin(3 - axis) > 0
        clear = empty & empty[other]
        clear[:, 1:] &= clear[:, :-1].clone()
        clear[:, : CELLS // 8] = clear[:, -CELLS // 8 :] = False
        edge = (torch.rand(count, CELLS, device=device) * clear).argmax(1)
        pasted = chosen & clear.any(1) & (torch.rand(count, device=device) < 0.35)
        part = (torch.arange(CELLS, device=device)[None] >= edge[:, None]) & pasted[:, None]
        beyond |= part[:, :, None] if axis == 1 else part[:, None, :]
    fine = beyond.repeat_interleave(4, 1).repeat_interleave(4, 2)[:, None]
    return torch.where(fine, values[other], values), torch.where(beyond[:, None], target[other], target)


# --- Recogniser. ---

COLUMNS = 480
FRAMES = COLUMNS // 4
CHARACTERS = 96


def compact_strips(strips):
    """`samples.Strip`s, all as wide as the widest may be."""
    count = len(strips)
    out = {
        "values": torch.zeros(count, 32, COLUMNS, dtype=torch.float16),
        "frames": torch.zeros(count, FRAMES, dtype=torch.int16),
        "classes": torch.zeros(count, CHARACTERS, dtype=torch.int16),
        "lengths": torch.tensor([len(s.classes) for s in strips]),
        "widths": torch.tensor([s.values.shape[1] // 4 for s in strips]),
        "spans": torch.tensor([[float(s.span[0]), float(s.span[1])] for s in strips]),
        "edges": torch.tensor([s.edges for s in strips], dtype=torch.float32),
    }
    for i, s in enumerate(strips):
        out["values"][i, :, : s.values.shape[1]] = torch.from_numpy(s.values)
        out["frames"][i, : len(s.frames)] = torch.from_numpy(s.frames)
        out["classes"][i, : len(s.classes)] = torch.tensor(s.classes)
    return out


def strips(samples):
    """A batch for the recogniser: stretched and moved a little, blurred, noisy, now and then inverted."""
    widest = min(FRAMES, int(samples["widths"].max()))
    values = samples["values"][:, :, : 4 * widest].float()[:, None]
    count, device = len(values), values.device
    tall, wide = _uniform(count, 0.92, 1.1, device, 0), _uniform(count, 0.92, 1.0, device, 0)
    down = _uniform(count, -0.04, 0.04, device, 0)
    values = _stretched(values, tall, wide, down)
    values = torch.where(_for_some(count, 0.3, device, 3) > 0, -values, values)
    values = _blurred(values, 0.6)
    values = values + torch.randn_like(values) * _uniform(count, 0, 0.2, device, 3) * _for_some(count, 0.4, device, 3)
    at = torch.arange(widest, device=device)[None]
    spans = samples["spans"] * wide[:, None]
    source = (at / wide[:, None]).round().long().clamp(max=FRAMES - 1)
    return {
        "input": values,
        "frames": samples["frames"].long().gather(1, source),
        "on_text": (at >= spans[:, :1].clamp(min=0).floor()) & (at <= spans[:, 1:].floor()),
        "edges": (samples["edges"] - 0.5) * tall[:, None] + 0.5 + down[:, None],
        "classes": samples["classes"].long(),
        "lengths": samples["lengths"],
        "widths": (samples["widths"] * wide).ceil().long().clamp(max=widest),
    }


def _stretched(values, tall, wide, down):
    """Height about the middle and width from the left, by bilinear sampling; `down` is a share of the height."""
    count, _, rows, columns = values.shape
    y = (torch.arange(rows, device=values.device) + 0.5) / rows * 2 - 1
    x = (torch.arange(columns, device=values.device) + 0.5) / columns * 2 - 1
    y = (y[None] - 2 * down[:, None]) / tall[:, None]
    x = (x[None] + 1) / wide[:, None] - 1
    grid = torch.stack((x[:, None].expand(-1, rows, -1), y[:, :, None].expand(-1, -1, columns)), -1)
    return F.grid_sample(values, grid, padding_mode="border", align_corners=False)
