"""Backgrounds: photographs with a clear licence, and pictures we draw ourselves.

`python3 training/photos.py` fetches the Debian packages below, takes their pictures and those of a folder of
photographs (Kodak, scikit-image), scales them to at most 1600 pixels and stores them under `work_folder()`.
Nothing of it is committed. Test photographs are set apart by the SHA-1 of their name and never enter training.
"""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys

import cv2
import numpy as np

# Wallpaper packages whose debian/copyright gives every picture a free licence (see README.md for which).
PACKAGES = (
    "lomiri-wallpapers-16.04",
    "lomiri-wallpapers-20.04",
    "mate-backgrounds",
    "plasma-workspace-wallpapers",
    "ukui-wallpapers",
)
LONGEST_SIDE = 1600


def work_folder():
    """Where everything big lives: photographs, checkpoints, the frozen set. Outside of the repository."""
    return pathlib.Path(os.environ.get("YANBIAO_TRAINING", "~/yanbiao-training")).expanduser()


def is_test(name):
    return hashlib.sha1(name.encode()).digest()[0] % 10 < 3


def prepare(photo_folder):
    store = work_folder() / "photos"
    store.mkdir(parents=True, exist_ok=True)
    sources = list(_package_pictures()) + list(_folder_pictures(photo_folder))
    seen, listed = [], []
    for name, path in sorted(sources):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is None or min(picture.shape[:2]) < 400 or _seen_before(picture, seen):
            continue
        scale = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
        if scale < 1:
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        kept = store / (name + ".jpg")
        cv2.imwrite(str(kept), picture, [cv2.IMWRITE_JPEG_QUALITY, 96])
        listed.append({"name": name, "side": "test" if is_test(name) else "train", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    (store / "list.json").write_text(json.dumps(listed, indent=1))
    print(len(listed), "photographs,", sum(p["side"] == "test" for p in listed), "of them for the test side only, in", store)


def _package_pictures():
    for package in PACKAGES:
        folder = work_folder() / "packages" / package
        if not folder.exists():
            _fetch(package, folder)
        for path in folder.rglob("*"):
            if path.suffix.lower() in (".jpg", ".png", ".webp") and path.stem != "screenshot":
                # Plasma names its pictures by size, in a folder that has the title.
                title = path.stem if not path.stem[0].isdigit() or package != "plasma-workspace-wallpapers" else path.parents[2].name + "-" + path.stem
                yield f"{package}-{title}", path


def _fetch(package, folder):
    folder.mkdir(parents=True)
    subprocess.run(["apt-get", "download", package], cwd=folder.parent, check=True)
    archive = next(folder.parent.glob(package + "_*.deb"))
    subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)


def _folder_pictures(folder):
    for path in pathlib.Path(folder).rglob("*") if folder else ():
        if path.suffix.lower() in (".jpg", ".png"):
            yield f"{path.parent.name}-{path.stem}", path


def _seen_before(picture, seen):
    """Wallpapers come in several sizes: one of each is enough, and none may sit on both sides of the split."""
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (12, 12), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = small > small.mean()
    if any((bits != other).sum() < 10 for other in seen):
        return True
    seen.append(bits)
    return False


def load(side, longest=None):
    """Pictures of one side as RGB arrays, with their names; scaled down to `longest` pixels if given."""
    store = work_folder() / "photos"
    listed = json.loads((store / "list.json").read_text())
    out = []
    for name in (p["name"] for p in listed if p["side"] == side):
        picture = cv2.cvtColor(cv2.imread(str(store / (name + ".jpg"))), cv2.COLOR_BGR2RGB)
        if longest and max(picture.shape[:2]) > longest:
            scale = longest / max(picture.shape[:2])
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        out.append((name, np.ascontiguousarray(picture)))
    if not out:
        sys.exit("no photographs: run python3 training/photos.py first")
    return out


# --- Pictures drawn by us. All take a seeded `random.Random` and give RGB uint8 arrays. ---


def drawn(rng, width, height):
    """A background without a photograph: gradient, texture, product shot or flat colour."""
    return rng.choices((_gradient, _texture, _product, _flat), (3, 4, 2, 1))[0](rng, width, height)


def _colour(rng):
    return np.float32([rng.randint(0, 255) for _ in range(3)])


def _flat(rng, width, height):
    shade = rng.choice((0, 255, rng.randint(0, 255)))
    return np.full((height, width, 3), shade, np.uint8)


def _gradient(rng, width, height):
    first, second = _colour(rng), _colour(rng)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None] * rng.uniform(-1, 1)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None] * rng.uniform(-1, 1)
    blend = np.clip(across + down + rng.random(), 0, 1)
    grain = _numbers(rng).normal(0, rng.uniform(0.3, 5), (height, width, 1)).astype(np.float32)
    return np.clip(first * (1 - blend) + second * blend + grain, 0, 255).astype(np.uint8)


def _numbers(rng):
    return np.random.default_rng(rng.getrandbits(32))


def _texture(rng, width, height):
    """Noise of several sizes: foliage, stone, cloth, water, seen from afar."""
    numbers = _numbers(rng)
    total = np.zeros((height, width, 3), np.float32)
    cell, weight = rng.choice((3, 6, 12)), 1.0
    for _ in range(rng.randint(2, 4)):
        stretch = rng.choice((1, 1, 3))
        grid = numbers.normal(0, 1, (max(2, height // cell), max(2, width // (cell * stretch)), rng.choice((1, 3)))).astype(np.float32)
        layer = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
        total += weight * layer.reshape(height, width, -1)
        cell, weight = cell * 3, weight * rng.uniform(0.8, 1.8)
    total /= max(1e-3, float(total.std()))
    return np.clip(_colour(rng) + total * rng.uniform(5, 60) * (0.5 + _colour(rng) / 255), 0, 255).astype(np.uint8)


def _product(rng, width, height):
    """One thing on a plain ground with a soft shadow, as shops show it."""
    ground = np.full((height, width, 3), rng.randint(200, 255), np.uint8)
    centre = (int(width * rng.uniform(0.3, 0.7)), int(height * rng.uniform(0.3, 0.7)))
    size = (max(4, int(width * rng.uniform(0.1, 0.35))), max(4, int(height * rng.uniform(0.1, 0.35))))
    shadow = np.zeros((height, width), np.float32)
    cv2.ellipse(shadow, (centre[0], centre[1] + size[1]), (size[0], max(2, size[1] // 6)), 0, 0, 360, 1, -1)
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(1.0, width / 40))[..., None]
    ground = (ground * (1 - 0.4 * shadow)).astype(np.uint8)
    colour = [int(v) for v in _colour(rng)]
    if rng.random() < 0.5:
        cv2.ellipse(ground, centre, size, rng.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(ground, (centre[0] - size[0], centre[1] - size[1]), (centre[0] + size[0], centre[1] + size[1]), colour, -1)
    return ground


def panels(rng, width, height):
    """An empty user interface: bars, cards, lines. `render.py` writes the texts on it."""
    dark = rng.random() < 0.35
    base = rng.randint(10, 40) if dark else rng.randint(235, 255)
    screen = np.full((height, width, 3), base, np.uint8)
    accent = [int(v) for v in _colour(rng)]
    cv2.rectangle(screen, (0, 0), (width, int(height * rng.uniform(0.05, 0.12))), accent, -1)
    for _ in range(rng.randint(2, 7)):
        x, y = rng.randint(0, width - 1), rng.randint(0, height - 1)
        right, bottom = x + rng.randint(20, max(21, width // 2)), y + rng.randint(12, max(13, height // 3))
        shade = base + (rng.randint(8, 40) if dark else -rng.randint(4, 40))
        cv2.rectangle(screen, (x, y), (right, bottom), (shade,) * 3, rng.choice((-1, -1, 1)))
    return screen


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--folder", help="folder with further photographs")
    prepare(arguments.parse_args().folder)
