"""Training samples: crops with targets for the detector, strips with the text they carry for the recogniser.

Every function takes a seeded `random.Random`; the same seed gives the same sample on the same package versions.
"""
import math
from collections import namedtuple

import cv2
import numpy as np

import fonts
import photos
import preprocess
import render
import strings

CROP = 256  # side of a detector crop, input pixels
STRIDE = 4
HEIGHT_UNIT = 28.0  # the detector speaks of log(height / 28 px)
CORE = 0.25  # half height of the core of a line, of its ink height

Strip = namedtuple("Strip", "values frames classes edges span")


class Backgrounds:
    """Pieces of photographs of one side of the split, and drawn ones."""

    def __init__(self, side):
        self.side = side
        self.pictures = [picture for _, picture in photos.load(side, longest=1000)]

    def piece(self, rng, width, height):
        draw = rng.random()
        if draw < 0.18:
            return photos.drawn(rng, width, height)
        if draw < 0.26:
            return photos.panels(rng, width, height)
        return self._photograph(rng, width, height)

    def _photograph(self, rng, width, height):
        picture = rng.choice(self.pictures)
        rows, columns = picture.shape[:2]
        scale = max(width / columns, height / rows, rng.uniform(0.5, 1.4))
        w, h = min(columns, math.ceil(width / scale)), min(rows, math.ceil(height / scale))
        # Labels stand at edges, so half of the pieces come from there.
        x = rng.choice((0, columns - w)) if rng.random() < 0.4 else rng.randint(0, columns - w)
        y = rows - h if rng.random() < 0.4 else rng.randint(0, rows - h)
        piece = cv2.resize(picture[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_LINEAR)
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        if rng.random() < 0.35:
            piece = cv2.convertScaleAbs(piece, alpha=rng.uniform(0.5, 1.3), beta=rng.uniform(0, 30))
        return np.ascontiguousarray(piece)


# --- Recogniser. ---

_STRIP_KINDS = (("label", 0.36), ("core", 0.09), ("english", 0.06), ("locale", 0.05), ("vendor", 0.06), ("negative", 0.38))


CUTS = 2  # of one rendered picture: rendering costs as much as learning from it
COLUMNS = 0.09  # share of texts that stand in a column
WIDE = 0.3  # share of strips cut as wide as the second look at a likely label cuts them
WIDE_ROOM = 8.0  # heights beside a text from which that can be cut


def look_of(rng):
    """A look, slanted more often and more strongly than most: some vendors set their marks at 20 degrees and more."""
    look = render.style(rng)
    if rng.random() < 0.1:
        look.shear = rng.uniform(0.25, 0.5)
    return look


def may_stand_upright(text):
    """Whether a column of it is to be expected: what stands one under the other is short and Chinese."""
    return len(text) < 9 and all(ord(c) > 0x2E80 or c in "AI" for c in text)


def strip_samples(rng, backgrounds):
    """Strips as the detector would cut them, with their truth. Empty where the ink cannot be seen; the caller draws again."""
    side = backgrounds.side
    kind = rng.choices([k for k, _ in _STRIP_KINDS], [w for _, w in _STRIP_KINDS])[0]
    text = strings.draw(kind, rng, side)
    height = math.exp(rng.uniform(math.log(8), math.log(60)))
    look = look_of(rng)
    if rng.random() < COLUMNS and may_stand_upright(text):
        return _column_samples(rng, backgrounds, text, height, look)
    neighbour = strings.draw("negative", rng, side) if rng.random() < 0.08 else None
    lines = [text] if neighbour is None else rng.choice(([text, neighbour], [neighbour, text]))
    faces = fonts.pick(rng, side)
    drawn = render.block(rng, lines, faces, height, look, close=rng.random() < 0.4)
    if drawn is None:
        return []
    index = lines.index(text)
    if kind == "negative" and neighbour is None and rng.random() < 0.25:
        drawn, index = render.tilted(rng, drawn), 0
    rows, columns = drawn[0].shape
    room = WIDE_ROOM if rng.random() < WIDE else rng.uniform(3, 5)
    picture = backgrounds.piece(rng, int(columns + height * room) + 8, int(rows + height * rng.uniform(1, 2)) + 12)
    left, top = _within(rng, picture.shape[1] - columns), _within(rng, picture.shape[0] - rows)
    stamped = render.stamp(picture, drawn, left, top, look, rng)
    if stamped is None or not visible(stamped, rng):
        return []
    part = stamped.parts[index]
    return [_cut(rng, picture, part, wide=room == WIDE_ROOM and rng.random() < 0.8) for _ in range(CUTS)]


def _column_samples(rng, backgrounds, text, height, look):
    """Characters cut one by one out of a column and laid side by side, as the reader does it."""
    drawn = render.block(rng, [text], fonts.pick(rng, backgrounds.side), height, look, column=True)
    if drawn is None:
        return []
    rows, columns = drawn[0].shape
    picture = backgrounds.piece(rng, int(columns + height * rng.uniform(1, 3)) + 8, int(rows + height * rng.uniform(3, 5)) + 12)
    left, top = _within(rng, picture.shape[1] - columns), _within(rng, picture.shape[0] - rows)
    stamped = render.stamp(picture, drawn, left, top, look, rng)
    if stamped is None or not visible(stamped, rng):
        return []
    return [_cut_column(rng, picture, stamped.parts) for _ in range(CUTS)]


def _cut_column(rng, picture, parts):
    if rng.random() < 0.85:
        picture = render.jpeg(picture, rng.randint(45, 96))
    gray = render.gray(picture)
    tallest = max(part.box[3] - part.box[1] for part in parts)
    side = tallest * 1.28 * math.exp(rng.gauss(0, 0.06))
    middle = (min(p.box[0] for p in parts) + max(p.box[2] for p in parts)) / 2 + rng.gauss(0, 0.06) * side
    centres = [((p.box[1] + p.box[3]) / 2 + rng.gauss(0, 0.05) * side, p) for p in parts]
    # A cell beyond either end, where the column may go on for all the reader knows.
    centres[:0] = [(centres[0][0] - side * rng.uniform(0.9, 1.2), None)] if rng.random() < 0.4 else []
    centres += [(centres[-1][0] + side * rng.uniform(0.9, 1.2), None)] if rng.random() < 0.4 else []
    strips, cells, at = [], [], 0
    for centre, part in centres:
        # A character that the detector missed is cut as wide as any.
        thin = part is not None and part.box[2] - part.box[0] < 0.6 * (part.box[3] - part.box[1]) and rng.random() < 0.6
        wide = 16 if thin else 32
        half = side * wide / 64
        strips.append(preprocess.resample(gray, (middle - half, centre - side / 2, middle + half, centre + side / 2), wide, 32))
        if part is not None:
            ink = min(wide, (part.box[2] - part.box[0]) * 32 / side)
            cells.append((at + (wide - ink) / 2, at + (wide + ink) / 2))
        at += wide
    values = np.hstack(strips)
    values = _disturb(rng, (values - values.mean()) / max(float(values.std()), 4.0))
    edges = (0.5 - tallest / side / 2, 0.5 + tallest / side / 2)
    return _with_truth(values, "".join(p.text for p in parts), cells, 0, at, edges)


def visible(stamped, rng):
    """Ink a person could read; what is nearly lost in a busy ground is kept now and then."""
    return stamped.contrast >= 10 and (stamped.contrast >= stamped.noise or rng.random() < 0.25)


def _within(rng, room):
    return rng.uniform(0, max(0, room)) if rng.random() < 0.6 else max(0, rng.choice((rng.uniform(0, 4), room - rng.uniform(0, 4))))


def _cut(rng, picture, part, wide):
    box, cells = list(part.box), part.cells
    if rng.random() < 0.5 and box[3] - box[1] > 11:
        scale = rng.uniform(max(0.45, 8 / (box[3] - box[1])), 1.0)
        before = picture.shape
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        sx, sy = picture.shape[1] / before[1], picture.shape[0] / before[0]
        box, cells = [box[0] * sx, box[1] * sy, box[2] * sx, box[3] * sy], [(a * sx, b * sx) for a, b in cells]
    if rng.random() < 0.85:
        picture = render.jpeg(picture, rng.randint(45, 96))
    gray = render.gray(picture)
    height = box[3] - box[1]
    loose = 2.0 if rng.random() < 0.2 else 1.0  # a detector is now and then far off
    around = lambda share: rng.gauss(0, share * loose) * height
    top, bottom = box[1] - 0.14 * height + around(0.07), box[3] + 0.14 * height + around(0.07)
    # Wide on the left: the first character is often sparse, and a detector starts late on it.
    beside = (rng.uniform(1.6, 4.2), rng.uniform(0.9, 3.6)) if wide else (rng.uniform(0.15, 1.6), rng.uniform(0.15, 0.9))
    left, right = box[0] - beside[0] * height, box[2] + beside[1] * height
    values = preprocess.strip(gray, (left, top, right, bottom))
    edges = ((box[1] - top) / (bottom - top), (box[3] - top) / (bottom - top))
    values = _disturb(rng, values)
    return _with_truth(values, part.text, cells, left, right, edges)


def _disturb(rng, values):
    if rng.random() < 0.3:
        values = -values
    if rng.random() < 0.15:
        values = cv2.GaussianBlur(values, (0, 0), rng.uniform(0.4, 1.0))
    if rng.random() < 0.25:
        numbers = np.random.default_rng(rng.getrandbits(32))
        values = values + numbers.normal(0, rng.uniform(0.03, 0.25), values.shape).astype(np.float32)
    return values


def _with_truth(values, text, cells, left, right, edges):
    """Frame labels from the cells: we drew the text, so its alignment is known."""
    columns = values.shape[1]
    scale = columns / (right - left)
    centres = np.arange(columns // 4) * 4 + 2
    frames = np.zeros(columns // 4, np.int64)
    classes = [strings.character_class(c) for c in text if not c.isspace()]
    for number, (a, b) in zip(classes, cells):
        a, b = (a - left) * scale, (b - left) * scale
        inner = 0.12 * (b - a)
        covered = (centres >= a + inner - 1) & (centres <= b - inner + 1)
        if not covered.any():
            covered[min(len(frames) - 1, max(0, int((a + b) / 8)))] = True
        frames[covered] = number
    span = ((cells[0][0] - left) * scale / 4, (cells[-1][1] - left) * scale / 4) if cells else (0, 0)
    return Strip(values.astype(np.float32), frames, classes, edges, span)


def strip_batches(rng, backgrounds, size, batches, columns_max=480):
    """`batches` lists of `size` strips each, of similar width within a list so that little is padded."""
    strips = []
    while len(strips) < size * batches:
        new = strip_samples(rng, backgrounds)
        # A text needs more frames than characters, or CTC has no way to spell it.
        strips += [s for s in new if s.values.shape[1] <= columns_max and len(s.classes) <= s.values.shape[1] // 5]
    strips = sorted(strips[: size * batches], key=lambda s: s.values.shape[1])
    return [strips[i : i + size] for i in range(0, len(strips), size)]


# --- Detector. ---


def crop_sample(rng, backgrounds):
    """(crop float32 [256, 256] in -1..1, target [8, 64, 64]): score, weight, log height, offset, and for sparkles
    score, weight, log size; the last plane says where the size of a sparkle counts."""
    zoom = rng.uniform(0.6, 2.0) if rng.random() < 0.7 else 1.0
    side = round(CROP * zoom)
    picture = backgrounds.piece(rng, side, side)
    taken = []
    marks = [_put_line(rng, picture, backgrounds.side, zoom, taken) for _ in range(rng.choices((0, 1, 2, 3, 5), (16, 42, 22, 12, 8))[0])]
    if rng.random() < 0.22:
        marks.append(_put_icon(rng, picture, zoom, taken))
    if rng.random() < 0.85:
        picture = render.jpeg(picture, rng.randint(45, 96))
    gray = render.gray(picture).astype(np.float32)
    if side != CROP:
        gray = cv2.resize(gray, (CROP, CROP), interpolation=cv2.INTER_AREA if side > CROP else cv2.INTER_LINEAR)
    return gray / 127.5 - 1, _targets([m for m in marks if m], CROP / side / STRIDE)


def _put_line(rng, picture, side, zoom, taken):
    """Writes one label or other text; (boxes, whether it counts, icon box) or None if it found no room."""
    kind = rng.choices(("label", "core", "english", "locale", "vendor", "negative"), (36, 12, 6, 6, 8, 32))[0]
    text = strings.draw(kind, rng, side)
    height = math.exp(rng.uniform(math.log(8), math.log(58))) * zoom
    room = picture.shape[1] * 0.95
    height = max(8 * zoom, min(height, room / max(1, len(text)) * 0.95))
    column = rng.random() < 0.25 and may_stand_upright(text)
    lines = [text] if rng.random() > 0.16 or column else [strings.draw("vendor", rng, side), text]
    look = look_of(rng)
    drawn = render.block(rng, lines, fonts.pick(rng, side), height, look, column, close=rng.random() < 0.6)
    if drawn is None:
        return None
    tilt = kind == "negative" and rng.random() < 0.15
    drawn = render.tilted(rng, drawn) if tilt else drawn
    left, top = (_within(rng, picture.shape[axis] - drawn[0].shape[axis]) for axis in (1, 0))
    if not _room(taken, drawn[0].shape, left, top, height * 0.7):
        return None
    stamped = render.stamp(picture, drawn, left, top, look, rng)
    if stamped is None:
        return None
    counts = stamped.contrast >= 12 and stamped.contrast >= 0.8 * stamped.noise and not tilt
    sparkle = stamped.icon if look.icon == "sparkle" else None
    return [p.box for p in stamped.parts], counts, sparkle


def _room(taken, shape, left, top, margin):
    """Whether nothing stands there yet; if so, the place is taken from now on."""
    new = (left - margin, top - margin, left + shape[1] + margin, top + shape[0] + margin)
    if any(new[0] < old[2] and old[0] < new[2] and new[1] < old[3] and old[1] < new[3] for old in taken):
        return False
    taken.append(new)
    return True


def _put_icon(rng, picture, zoom, taken):
    """A mark without text: the four-pointed star is one of ours, the others are not."""
    kind = rng.choice(("sparkle", "sparkle", "sparkle", "star", "disc", "square", "triangle", "rings"))
    size = int(math.exp(rng.uniform(math.log(16), math.log(64))) * zoom)
    look = render.style(rng)
    look.ground = ""
    drawn = (render.icon_mask(kind, size), [render.Part("", (0, 0, size, size))], None)
    left, top = _within(rng, picture.shape[1] - size), _within(rng, picture.shape[0] - size)
    if not _room(taken, (size, size), left, top, size * 0.4):
        return None
    stamped = render.stamp(picture, drawn, left, top, look, rng)
    if stamped is None or kind != "sparkle":
        return None
    return [], stamped.contrast >= 12, stamped.parts[0].box


def _targets(marks, scale):
    cells = CROP // STRIDE
    target = np.zeros((8, cells, cells), np.float32)
    target[1] = target[5] = 1
    rows = np.arange(cells) + 0.5
    for boxes, counts, _ in marks:  # whatever lies around a core is neither text nor background
        for x0, y0, x1, y1 in boxes:
            target[1, max(0, int(y0 * scale - 0.3)) : int(y1 * scale + 0.3) + 1, max(0, int(x0 * scale - 0.3)) : int(x1 * scale + 0.3) + 1] = 0
    for boxes, counts, sparkle in marks:
        for box in boxes if counts else ():
            _core(target, [v * scale for v in box], rows)
        if sparkle is not None:
            _sparkle(target, [v * scale for v in sparkle], counts)
    return target


def _core(target, box, rows):
    x0, y0, x1, y1 = box
    height, middle = y1 - y0, (y0 + y1) / 2
    top, bottom = max(0, math.floor(middle - CORE * height)), math.ceil(middle + CORE * height)
    left, right = max(0, round(x0 + 0.08 * height)), max(round(x0 + 0.08 * height) + 1, round(x1 - 0.08 * height))
    place = (slice(top, max(bottom, top + 1)), slice(left, right))
    target[(0, *place)] = target[(1, *place)] = 1
    target[(2, *place)] = math.log(height * STRIDE / HEIGHT_UNIT)
    target[(3, *place)] = ((middle - rows[place[0]]) / height)[:, None]


def _sparkle(target, box, counts):
    x0, y0, x1, y1 = box
    size = y1 - y0
    target[5, max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1] = 0
    if not counts:
        return
    core = (slice(int((y0 + y1) / 2 - 0.15 * size), int((y0 + y1) / 2 + 0.15 * size) + 1), slice(int((x0 + x1) / 2 - 0.15 * size), int((x0 + x1) / 2 + 0.15 * size) + 1))
    target[(4, *core)] = target[(5, *core)] = target[(7, *core)] = 1
    target[(6, *core)] = math.log(size * STRIDE / HEIGHT_UNIT)
