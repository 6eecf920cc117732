"""From pixels to the input of the recogniser. `src/lettering` repeats exactly this; change both or neither.

One resampler serves both: an output pixel covers an interval of the source. Where the interval is at least one
pixel long, it is the area-weighted mean; where it is shorter, linear interpolation at its centre. Outside of the
picture the nearest edge pixel counts.
"""
import numpy as np

STRIP_ROWS = 32
STRIP_COLUMNS_MAX = 640


def axis_weights(start, end, count):
    """(weights [count, span], first source index) of one axis; indices may lie outside of the picture."""
    step = (end - start) / count
    at = start + np.arange(count) * step
    if step >= 1:
        first, last = int(np.floor(start)), int(np.ceil(end))
        source = np.arange(first, last)
        overlap = np.minimum(at[:, None] + step, source + 1) - np.maximum(at[:, None], source)
        return (np.clip(overlap, 0, None) / step).astype(np.float32), first
    centre = at + step / 2 - 0.5
    below = np.floor(centre).astype(int)
    part = (centre - below).astype(np.float32)
    weights = np.zeros((count, below[-1] - below[0] + 2), np.float32)
    rows = np.arange(count)
    weights[rows, below - below[0]] = 1 - part
    weights[rows, below - below[0] + 1] += part
    return weights, int(below[0])


def resample(gray, box, columns, rows):
    """`box` (left, top, right, bottom; may be fractional) of a gray picture as float32 [rows, columns]."""
    across, x = axis_weights(box[0], box[2], columns)
    down, y = axis_weights(box[1], box[3], rows)
    height, width = gray.shape
    xs = np.clip(np.arange(x, x + across.shape[1]), 0, width - 1)
    ys = np.clip(np.arange(y, y + down.shape[1]), 0, height - 1)
    return down @ gray[ys[0] : ys[-1] + 1].astype(np.float32)[ys - ys[0]][:, xs] @ across.T


def strip(gray, box):
    """The recogniser's input for a box: 32 rows, mean 0, standard deviation 1 (a deviation under 4 levels counts as 4)."""
    columns = int(np.ceil((box[2] - box[0]) * STRIP_ROWS / (box[3] - box[1]) / 4) * 4)
    columns = min(max(columns, 16), STRIP_COLUMNS_MAX)
    values = resample(gray, box, columns, STRIP_ROWS)
    return (values - values.mean()) / max(float(values.std()), 4.0)
