"""python3 training/frozen.py [--share 0.01] [--glyphs FOLDER] [--seed N]

The frozen test set: 3,000 pictures with a compliant label, 6,000 without (2,000 with other text laid over, 2,000 with
text in the picture: signs, packages, screens; 2,000 without text), 300 with the bare wording of the standard, which
is the one thing training knows too, and 300 with nothing but a four-pointed star where Gemini puts it. Every picture depends on the seed and its own number alone: a share is a part of
the whole. Strings, faces and photographs are those of the test side. Nothing of it is committed.

`--glyphs` adds pictures with captured marks of vendors (alpha maps `*_alpha.png`), as a set of its own. Another `--seed`
makes another set, in a folder of its own, to choose rules and thresholds on: the frozen one is for measuring.
"""
import argparse
import json
import pathlib
import random

import cv2
import numpy as np

import fonts
import photos
import render
import samples
import strings

SEED = 45438
NINTHS = ("label", "overlay", "in picture", "label", "overlay", "in picture", "label", "none", "none")
COUNT = 9000
CORE_COUNT = 300
SPARKLE_COUNT = 300
CONTRAST_MIN = 14  # levels; below this a person cannot read it either
PLACES = ("bottom right", "bottom left", "top right", "top left", "bottom", "top", "left", "right")
# The marks training must not know by their shape; text is what a reader should make of the map.
GLYPHS = {"doubao": "豆包AI生成", "jimeng": "即梦AI", "yuanbao": "元宝AI生成", "kling": "可灵AI", "qwen": "千问AI生成", "baidu": "百度", "runninghub": "RunningHubAI生成"}
GLYPH_WIDTH = {"doubao": 0.164, "jimeng": 0.211, "yuanbao": 0.085, "kling": 0.13, "qwen": 0.17, "baidu": 0.2, "runninghub": 0.34}  # of the short side
GLYPHS_EACH = 60


class Maker:
    def __init__(self):
        self.pictures = [picture for _, picture in photos.load("test")]

    def make(self, kind, rng):
        """(RGB picture, truth) of one picture of the set."""
        while True:
            picture = self._ground(rng, kind)
            truth = {"kind": kind}
            if kind in ("label", "core", "overlay"):
                truth = self._overlay(rng, picture, kind)
            elif kind == "sparkle":
                truth = self._sparkle(rng, picture)
            elif kind == "in picture":
                truth["text"] = rng.choice((self._sign, self._package, self._screen))(rng, picture)
            if truth is not None:
                return self._finished(rng, picture, truth)

    def _ground(self, rng, kind):
        long_side = rng.choice((512, 640, 768, 1024, 1024, 1280, 1536, 2048))
        shape = rng.choice((1.0, 0.75, 1.33, 0.5625, 1.78))
        width, height = (long_side, round(long_side / shape)) if shape >= 1 else (round(long_side * shape), long_side)
        draw = rng.random()
        if draw < 0.12:
            return photos.drawn(rng, width, height)
        if draw < 0.15:
            return photos.panels(rng, width, height)
        picture = rng.choice(self.pictures)
        rows, columns = picture.shape[:2]
        scale = max(width / columns, height / rows) * rng.uniform(1.0, 1.6)
        w, h = min(columns, int(width / scale)), min(rows, int(height / scale))
        x, y = rng.randint(0, columns - w), rng.randint(0, rows - h)
        piece = cv2.resize(picture[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        return np.ascontiguousarray(piece[:, ::-1] if rng.random() < 0.5 else piece)

    def _overlay(self, rng, picture, kind):
        rows, columns = picture.shape[:2]
        text = strings.draw("negative" if kind == "overlay" else kind, rng, "test")
        look = render.style(rng)
        look.contrast = None  # as the marks of generators: one strength everywhere
        look.alpha = rng.uniform(0.25, 1) if rng.random() < 0.75 else 1.0
        faces = fonts.pick(rng, "test")
        column = kind != "overlay" and rng.random() < 0.03 and len(text) < 9 and all(ord(c) > 0x2E80 or c in "AI" for c in text)
        drawn = render.block(rng, [text], faces, rng.uniform(0.02, 0.10) * min(rows, columns), look, column)
        if drawn is None:
            return None
        place = rng.choices(PLACES, (48, 14, 8, 14, 8, 2, 3, 3))[0]
        x, y = at(rng, place, (columns, rows), drawn[0].shape)
        stamped = render.stamp(picture, drawn, x, y, look, rng)
        if stamped is None or stamped.contrast < CONTRAST_MIN:
            return None
        box = [f(p.box[i] for p in stamped.parts) for i, f in enumerate((min, min, max, max))]
        ink = max(p.box[3] - p.box[1] for p in stamped.parts)
        name = pathlib.Path(faces[0].path).stem
        return {"kind": kind, "text": text, "box": box, "ink_height": ink, "contrast": stamped.contrast, "font": name, "place": place, "column": column}

    def _sparkle(self, rng, picture):
        """96 pixels at 64 from the corner if both sides are over 1024, else 48 at 32; it then shrinks with the picture."""
        rows, columns = picture.shape[:2]
        size, margin = (96, 64) if min(rows, columns) > 1024 else (48, 32)
        drawn = (render.icon_mask("sparkle", size), [render.Part("", (0, 0, size, size))], None)
        stamped = render.stamp(picture, drawn, columns - size - margin, rows - size - margin, render.Style(alpha=rng.uniform(0.4, 0.8)), rng)
        if stamped is None or stamped.contrast < CONTRAST_MIN:
            return None
        return {"kind": "sparkle", "box": list(stamped.parts[0].box), "ink_height": size, "contrast": stamped.contrast}

    def _sign(self, rng, picture):
        return [self._plate(rng, picture, strings.draw("negative", rng, "test")) for _ in range(rng.randint(1, 3))]

    def _package(self, rng, picture):
        """Lines of small print on a coloured ground."""
        lines = [strings.draw("negative", rng, "test") for _ in range(rng.randint(3, 6))]
        size = min(picture.shape[:2]) * rng.uniform(0.02, 0.05)
        return [self._plate(rng, picture, lines, size)]

    def _plate(self, rng, picture, lines, size=None):
        lines = [lines] if isinstance(lines, str) else lines
        look = render.Style(colour=tuple(rng.randint(0, 255) for _ in range(3)), ground="tag")
        drawn = render.block(rng, lines, fonts.pick(rng, "test"), size or min(picture.shape[:2]) * rng.uniform(0.03, 0.12), look)
        if drawn is None:
            return ""
        drawn = render.tilted(rng, drawn)
        rows, columns = drawn[0].shape
        if rows >= picture.shape[0] or columns >= picture.shape[1]:
            return ""
        left, top = rng.randint(0, picture.shape[1] - columns), rng.randint(0, picture.shape[0] - rows)
        render.stamp(picture, drawn, left, top, look, rng)
        around = picture[top : top + rows, left : left + columns]
        around[:] = cv2.GaussianBlur(around, (0, 0), rng.uniform(0.3, max(0.4, rows / 60)))
        shade = np.linspace(rng.uniform(0.6, 1.0), rng.uniform(0.6, 1.0), columns)[None, :, None]
        around[:] = np.clip(around * shade + np.random.default_rng(rng.getrandbits(32)).normal(0, 3, around.shape), 0, 255)
        return " / ".join(lines)

    def _screen(self, rng, picture):
        rows, columns = picture.shape[:2]
        picture[:] = photos.panels(rng, columns, rows)
        texts = []
        for _ in range(rng.randint(6, 20)):
            text = strings.draw("negative", rng, "test")
            shade = rng.choice((20, 60, 110, 240))
            look = render.Style(colour=(shade,) * 3)
            drawn = render.block(rng, [text], fonts.pick(rng, "test"), min(rows, columns) * rng.uniform(0.015, 0.04), look)
            if drawn and render.stamp(picture, drawn, rng.randint(0, columns), rng.randint(0, rows), look, rng):
                texts.append(text)
        return texts

    def _finished(self, rng, picture, truth):
        rows, columns = picture.shape[:2]
        scale = rng.uniform(0.5, 1.0) if rng.random() < 0.6 else 1.0
        scale = max(scale, min(1.0, 360 / min(rows, columns)))
        if scale < 1:
            picture = cv2.resize(picture, (round(columns * scale), round(rows * scale)), interpolation=cv2.INTER_AREA)
            if "box" in truth:
                truth["box"] = [v * scale for v in truth["box"]]
                truth["ink_height"] *= scale
        truth.update(width=picture.shape[1], height=picture.shape[0], quality=rng.randint(50, 95))
        return picture, truth

    def glyph(self, vendor, alpha, rng):
        """A captured mark at its true place and size, white, on a test photograph."""
        while True:
            picture = self._ground(rng, "glyph")
            rows, columns = picture.shape[:2]
            scale = GLYPH_WIDTH[vendor] * min(rows, columns) * rng.uniform(0.9, 1.15) / alpha.shape[1]
            mask = cv2.resize(alpha, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            margin = round(0.018 * min(rows, columns))
            x = margin if vendor == "runninghub" else columns - mask.shape[1] - margin
            y = margin if vendor == "runninghub" else rows - mask.shape[0] - margin
            stamped = render.stamp(picture, (mask, [render.Part("", (0, 0, mask.shape[1], mask.shape[0]))], None), x, y, render.Style(), rng)
            if stamped is not None and stamped.contrast >= CONTRAST_MIN:
                truth = {"kind": "glyph", "vendor": vendor, "text": GLYPHS[vendor], "contrast": stamped.contrast, "font": vendor}
                return self._finished(rng, picture, truth)


def at(rng, place, size, shape):
    """Corner of a mark of `shape` (rows, columns) at a place of a picture of `size` (width, height)."""
    margin = lambda: rng.uniform(0.005, 0.04) * min(size)
    x = margin() if "left" in place else size[0] - shape[1] - margin() if "right" in place else (size[0] - shape[1]) / 2
    y = margin() if "top" in place else size[1] - shape[0] - margin() if "bottom" in place else rng.uniform(0.3, 0.7) * size[1]
    return max(0, x), max(0, min(y, size[1] - shape[0]))


def jobs(share, glyph_folder):
    """(name, kind, vendor) of every picture to make."""
    out = [(f"{n:05}", NINTHS[n % 9], None) for n in range(round(COUNT * share))]
    out += [(f"core-{n:03}", "core", None) for n in range(round(CORE_COUNT * share))]
    out += [(f"sparkle-{n:03}", "sparkle", None) for n in range(round(SPARKLE_COUNT * share))]
    if glyph_folder:
        out += [(f"{vendor}-{n:02}", "glyph", vendor) for vendor in GLYPHS for n in range(max(1, round(GLYPHS_EACH * share)))]
    return out


def folder(seed):
    return photos.work_folder() / ("frozen" if seed == SEED else f"set-{seed}")


def build(share, glyph_folder, seed):
    store = folder(seed)
    store.mkdir(parents=True, exist_ok=True)
    maker = Maker()
    maps = {v: alpha_map(glyph_folder, v) for v in GLYPHS} if glyph_folder else {}
    with open(store / "truth.jsonl", "w") as listed:
        for name, kind, vendor in jobs(share, glyph_folder):
            rng = random.Random(f"frozen/{seed}/{name}")
            picture, truth = maker.glyph(vendor, maps[vendor], rng) if vendor else maker.make(kind, rng)
            file = name + ".jpg"
            cv2.imwrite(str(store / file), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, truth["quality"]])
            listed.write(json.dumps({"file": file, **truth}, ensure_ascii=False) + "\n")
    print(store)


def alpha_map(folder, vendor):
    path = next(pathlib.Path(folder).rglob(f"{vendor}_alpha.png"))
    return cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--share", type=float, default=1.0, help="part of the set to make, 0-1")
    arguments.add_argument("--glyphs", help="folder with captured marks")
    arguments.add_argument("--seed", type=int, default=SEED, help="default: that of the frozen set")
    given = arguments.parse_args()
    build(given.share, given.glyphs, given.seed)
