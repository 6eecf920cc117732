"""Labels on pictures: a line of text becomes a mask of ink, the mask is laid over a background.

Truth is exact because we drew it: the ink box, the cell of every character, and the contrast of the ink against
what surrounds it. Lengths are pixels; boxes are (left, top, right, bottom).
"""
from dataclasses import dataclass, field

import cv2
import numpy as np

import fonts

cv2.setNumThreads(1)
LUMA = np.float32([0.299, 0.587, 0.114])


@dataclass
class Style:
    """How a label looks. `alpha` is None where a contrast in luma levels is wanted instead."""

    colour: tuple = (255, 255, 255)
    alpha: float = 1.0
    contrast: float = None
    weight: int = 0  # -1 thinner, +1 bolder
    rounding: float = 0.0  # rounds the corners of strokes, as custom faces of vendors have them
    shear: float = 0.0
    stretch: float = 1.0
    spacing: float = 0.0  # of the em
    shadow: bool = False
    outline: bool = False
    ground: str = ""  # "", "pill" (see-through), "tag" (opaque), "ring" (outlined)
    icon: str = ""


@dataclass
class Part:
    """One line of a label, as truth: its ink box and the cell of every character that is not a space."""

    text: str
    box: tuple
    cells: list = field(default_factory=list)


@dataclass
class Stamped:
    parts: list
    contrast: float  # |mean luma of the ink - mean luma of its surround|, in levels of 0-255
    noise: float  # standard deviation of the luma of the surround
    icon: tuple = None  # box of the icon, if any


def style(rng):
    """A look as generators have it: mostly white and see-through; contrast weighted to what is hard to see."""
    draw = rng.random()
    if draw < 0.70:
        colour = (255, 255, 255)
    elif draw < 0.82:
        colour = (rng.randint(0, 30),) * 3
    elif draw < 0.92:
        colour = (rng.randint(90, 225),) * 3
    else:
        colour = tuple(rng.randint(0, 255) for _ in range(3))
    deco = rng.random()
    wanted = 12 * (10 ** rng.random()) if rng.random() < 0.55 else None  # 12-120 levels, half of them under 38
    return Style(
        colour=colour,
        alpha=rng.uniform(0.3, 1.0) if rng.random() < 0.7 else 1.0,
        contrast=wanted,
        weight=rng.choices((-1, 0, 1), (1, 8, 1))[0],
        rounding=rng.uniform(1, 3) if rng.random() < 0.15 else 0.0,
        shear=rng.uniform(0.08, 0.3) if rng.random() < 0.14 else 0.0,
        stretch=rng.uniform(0.82, 1.2) if rng.random() < 0.35 else 1.0,
        spacing=rng.uniform(0.02, 0.22) if rng.random() < 0.25 else 0.0,
        shadow=deco < 0.20,
        outline=0.20 <= deco < 0.30,
        ground="pill" if 0.30 <= deco < 0.37 else "tag" if 0.37 <= deco < 0.42 else "ring" if 0.42 <= deco < 0.47 else "",
        icon=rng.choice(("sparkle", "disc", "square", "triangle", "rings", "star")) if rng.random() < 0.22 else "",
    )


# --- Ink of a line. ---


def line_mask(text, faces, height, look):
    """(mask 0..1 of the ink box, cells): a line whose ink is about `height` pixels high. None if nothing is drawn."""
    em = 64 if height <= 72 else 160
    sheet, cells = _set_line(text, faces, em, look.spacing)
    ink = _reshape(sheet, cells, look)
    if ink is None:
        return None
    full, cells = ink
    # The em is what designers choose; 0.92 em is the usual ink height of a line with Chinese characters.
    scale = height / (0.92 * em) if any(ord(c) > 0x2E80 for c in text) else height / full.shape[0]
    size = (max(3, round(full.shape[1] * scale)), max(3, round(full.shape[0] * scale)))
    small = cv2.resize(full, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ratio = size[0] / full.shape[1]
    return small.astype(np.float32) / 255, [(a * ratio, b * ratio) for a, b in cells]


def _set_line(text, faces, em, spacing):
    chinese, latin = faces
    glyphs = [fonts.glyph(chinese if ord(c) > 0x2E80 else latin, c, em) for c in text]
    width = sum(g.advance for g in glyphs) + spacing * em * len(glyphs) + 2 * em
    sheet = np.zeros((em * 2, int(width)), np.uint8)
    at, cells = em / 2, []
    for character, g in zip(text, glyphs):
        x, y = int(round(at + g.left)), int(em * 1.4 + g.top)
        if g.ink.size and x >= 0 and y >= 0:
            rows, columns = g.ink.shape
            target = sheet[y : y + rows, x : x + columns]
            np.maximum(target, g.ink[: target.shape[0], : target.shape[1]], out=target)
        if not character.isspace():
            cells.append((at, at + g.advance))
        at += g.advance + spacing * em
    return sheet, cells


def _reshape(sheet, cells, look):
    """Weight, rounding, shear and stretch; then cut to the ink."""
    if look.weight:
        brush = np.ones((3, 3), np.uint8)
        sheet = cv2.dilate(sheet, brush) if look.weight > 0 else cv2.erode(sheet, brush)
    if look.rounding:
        soft = cv2.GaussianBlur(sheet, (0, 0), look.rounding)
        sheet = cv2.convertScaleAbs(cv2.subtract(soft, 64), alpha=2.0)
    rows = sheet.shape[0]
    middle = look.shear * rows / 2
    if look.shear or look.stretch != 1:
        width = int(sheet.shape[1] * look.stretch + abs(look.shear) * rows) + 2
        move = np.float32([[look.stretch, -look.shear, look.shear * rows], [0, 1, 0]])
        sheet = cv2.warpAffine(sheet, move, (width, rows), flags=cv2.INTER_LINEAR)
    inked_rows, inked_columns = np.flatnonzero(sheet.max(1) > 60), np.flatnonzero(sheet.max(0) > 60)
    if not inked_rows.size:
        return None
    left = inked_columns[0]
    cut = sheet[inked_rows[0] : inked_rows[-1] + 1, left : inked_columns[-1] + 1]
    return cut, [(a * look.stretch + middle - left, b * look.stretch + middle - left) for a, b in cells]


def icon_mask(kind, size):
    """A small mark beside a text, or alone. `sparkle` is the four-pointed star."""
    big = np.zeros((size * 2, size * 2), np.uint8)
    centre, brush = (size, size), max(2, size // 6)
    if kind in ("sparkle", "star"):
        turn = np.linspace(0, 2 * np.pi, 96)
        if kind == "sparkle":
            points = np.stack([np.sign(f) * np.abs(f) ** 3 for f in (np.cos(turn), np.sin(turn))], 1)
        else:
            corner = np.arange(10) * np.pi / 5 - np.pi / 2
            points = np.stack([np.cos(corner), np.sin(corner)], 1) * np.where(np.arange(10) % 2, 0.4, 1)[:, None]
        cv2.fillPoly(big, [np.int32((points * 0.96 + 1) * size)], 255)
    elif kind == "disc":
        cv2.circle(big, centre, int(size * 0.9), 255, -1)
    elif kind == "square":
        cv2.rectangle(big, (2, 2), (2 * size - 3, 2 * size - 3), 255, brush)
    elif kind == "triangle":
        cv2.fillPoly(big, [np.int32([[size, 2], [2 * size - 3, 2 * size - 3], [2, 2 * size - 3]])], 255)
    else:
        cv2.circle(big, (size * 3 // 4, size), size // 2, 255, brush)
        cv2.circle(big, (size * 5 // 4, size), size // 2, 255, brush)
    return cv2.resize(big, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


# --- Several lines as one block. ---


def block(rng, lines, faces, height, look, column=False, close=False):
    """(mask, parts, icon box) of one or more lines, set close or not. With `column`, the characters of the first
    line stand one under the other, and each is a part of its own."""
    texts = [c for c in lines[0] if not c.isspace()] if column else lines
    masks = [(text, line_mask(text, faces, height, look)) for text in texts]
    if any(mask is None for _, mask in masks):
        return None
    width = max(mask.shape[1] for _, (mask, _) in masks)
    gap = max(1, round(height * (rng.uniform(0.05, 0.3) if column or close else rng.uniform(0.05, 0.6))))
    align = 0.5 if column else rng.choice((0.0, 0.5, 1.0))
    rows, parts, top = [], [], 0
    for text, (mask, cells) in masks:
        left = int((width - mask.shape[1]) * align)
        rows.append((top, left, mask))
        parts.append(Part(text, (left, top, left + mask.shape[1], top + mask.shape[0]), [(a + left, b + left) for a, b in cells]))
        top += mask.shape[0] + gap
    sheet = np.zeros((top - gap, width), np.float32)
    for y, x, mask in rows:
        sheet[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
    return _with_icon(rng, sheet, parts, look) if look.icon and not column else (sheet, parts, None)


def _with_icon(rng, sheet, parts, look):
    size = max(6, int((parts[0].box[3] - parts[0].box[1]) * rng.uniform(0.9, 1.6)))
    gap = int(size * rng.uniform(0.12, 0.5))
    rows = max(sheet.shape[0], size)
    out = np.zeros((rows, sheet.shape[1] + gap + size), np.float32)
    down, icon_down = (rows - sheet.shape[0]) // 2, (rows - size) // 2
    out[icon_down : icon_down + size, :size] = icon_mask(look.icon, size)
    out[down : down + sheet.shape[0], size + gap :] = sheet
    return out, [moved(part, size + gap, down) for part in parts], (0, icon_down, size, icon_down + size)


def moved(part, right, down):
    box = (part.box[0] + right, part.box[1] + down, part.box[2] + right, part.box[3] + down)
    return Part(part.text, box, [(a + right, b + right) for a, b in part.cells])


def tilted(rng, drawn):
    """The block as a camera sees a sign: a little turned and in perspective. Boxes become those of the whole."""
    mask, parts, _ = drawn
    rows, columns = mask.shape
    turn = np.deg2rad(rng.uniform(-6, 6))
    corners = np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]])
    spin = np.float32([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    target = (corners @ spin).astype(np.float32) + np.float32([[rng.uniform(-0.1, 0.1) * rows for _ in range(2)] for _ in range(4)])
    target -= target.min(0)
    move = cv2.getPerspectiveTransform(corners, target)
    size = tuple(int(v) + 1 for v in target.max(0))
    out = cv2.warpPerspective(mask, move, size, flags=cv2.INTER_LINEAR)
    across = lambda x: float(cv2.perspectiveTransform(np.float32([[[x, rows / 2]]]), move)[0, 0, 0])
    return out, [Part(p.text, (0, 0, size[0], size[1]), [(across(a), across(b)) for a, b in p.cells]) for p in parts[:1]], None


# --- Laying ink over a picture. ---


def stamp(picture, drawn, left, top, look, rng):
    """Lays a block over an RGB picture in place, its corner at (left, top). None if it does not fit or shows nothing."""
    mask, parts, icon = drawn
    rows, columns = mask.shape
    height, width = picture.shape[:2]
    left, top = int(left), int(top)
    if left < 0 or top < 0 or left + columns > width or top + rows > height:
        return None
    margin = int((parts[0].box[3] - parts[0].box[1]) * 0.6) + 3 if parts else 3
    x0, y0, x1, y1 = max(0, left - margin), max(0, top - margin), min(width, left + columns + margin), min(height, top + rows + margin)
    region = picture[y0:y1, x0:x1].astype(np.float32)
    ink = np.zeros(region.shape[:2], np.float32)
    ink[top - y0 : top - y0 + rows, left - x0 : left - x0 + columns] = mask
    out = _composite(region, ink, margin, look, rng)
    contrast, noise = _contrast(out, ink)
    picture[y0:y1, x0:x1] = np.clip(out, 0, 255).astype(np.uint8)
    shifted = (icon[0] + left, icon[1] + top, icon[2] + left, icon[3] + top) if icon else None
    return Stamped([moved(part, left, top) for part in parts], contrast, noise, shifted)


def _composite(region, ink, margin, look, rng):
    colour = np.float32(look.colour)
    opposite = np.float32([0, 0, 0]) if colour.mean() > 110 else np.float32([255, 255, 255])
    if look.ground:
        region = _ground(region, margin, look, rng, colour, opposite)
    alpha = _alpha(region, ink, colour, look)
    if look.shadow:
        offset = max(1, margin // 10)
        blurred = cv2.GaussianBlur(np.roll(ink, (offset, offset), (0, 1)), (0, 0), max(0.6, margin * 0.08))
        region = region + (opposite - region) * (blurred * 0.55 * alpha)[..., None]
    if look.outline:
        brush = max(1, margin // 10) * 2 + 1
        around = cv2.dilate(ink, np.ones((brush, brush), np.uint8))
        region = region + (opposite - region) * (around * 0.8 * alpha)[..., None]
    return region + (colour - region) * (ink * alpha)[..., None]


def _alpha(region, ink, colour, look):
    if look.contrast is None:
        return look.alpha
    under = float((region[ink > 0.5] @ LUMA).mean()) if (ink > 0.5).any() else 128.0
    return float(np.clip(look.contrast / max(8.0, abs(float(colour @ LUMA) - under)), 0.1, 1.0))


def _ground(region, margin, look, rng, colour, opposite):
    rows, columns = region.shape[:2]
    inset = max(1, margin // 3)
    plate = np.zeros((rows, columns), np.uint8)
    radius = min(rows, columns) // 2 - inset if rng.random() < 0.5 else 1
    for x in (inset + radius, columns - 1 - inset - radius):
        for y in (inset + radius, rows - 1 - inset - radius):
            cv2.circle(plate, (x, y), max(1, radius), 255, -1, cv2.LINE_AA)
    cv2.rectangle(plate, (inset + radius, inset), (columns - 1 - inset - radius, rows - 1 - inset), 255, -1)
    cv2.rectangle(plate, (inset, inset + radius), (columns - 1 - inset, rows - 1 - inset - radius), 255, -1)
    if look.ground == "ring":
        thick = max(1, margin // 8)
        ring = cv2.subtract(plate, cv2.erode(plate, np.ones((2 * thick + 1, 2 * thick + 1), np.uint8)))
        return region + (colour - region) * (ring.astype(np.float32) / 255 * look.alpha)[..., None]
    strength = rng.uniform(0.25, 0.7) if look.ground == "pill" else rng.uniform(0.75, 1)
    return region + (opposite - region) * (plate.astype(np.float32) / 255 * strength)[..., None]


def _contrast(region, ink):
    luma = region @ LUMA
    inked = ink > 0.7
    if inked.sum() < 8:
        inked = ink > 0.45 * max(1e-3, float(ink.max()))
    ring = (cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0.3) & (ink < 0.05)
    if inked.sum() < 4 or ring.sum() < 8:
        return 0.0, 255.0
    return abs(float(luma[inked].mean() - luma[ring].mean())), float(luma[ring].std())


def jpeg(picture, quality):
    coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])


def gray(picture):
    """Luma in whole levels: (77 R + 150 G + 29 B + 128) / 256, rounded down. The reader in Rust does the same."""
    wide = picture.astype(np.uint16)
    return ((77 * wide[..., 0] + 150 * wide[..., 1] + 29 * wide[..., 2] + 128) >> 8).astype(np.uint8)
