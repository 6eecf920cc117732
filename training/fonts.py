"""python3 training/fonts.py fetches the typefaces that are no Debian package.

Typefaces, and the ink of single characters out of them. Only typefaces under the SIL Open Font Licence, Apache 2.0
or an open data licence are used for training; the test side has faces that training never sees. Characters are drawn once per face and kept, because drawing text anew for
every sample would cost more than training on it.
"""
import io
import os
import pathlib
import tarfile
import urllib.request
from collections import namedtuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

NOTO = "/usr/share/fonts/opentype/noto/"
TRUETYPE = "/usr/share/fonts/truetype/"

Face = namedtuple("Face", "path index")  # index: face in a collection; 2 is simplified Chinese in Noto CJK


def _noto(*names):
    return [Face(NOTO + name + ".ttc", 2) for name in names]


FETCHED = pathlib.Path(os.environ.get("YANBIAO_TRAINING", pathlib.Path.home() / "yanbiao-training")) / "faces"
# Packages of the npm registry, each with one complete file for simplified Chinese; all under the OFL 1.1.
PACKAGES = {"zcool-kuaile": "5.3.0", "zcool-xiaowei": "5.3.0", "zcool-qingke-huangyou": "5.3.0", "ma-shan-zheng": "5.3.1"}


def _fetched(*names):
    return [Face(str(FETCHED / f"{name}-chinese-simplified-400-normal.woff"), 0) for name in names]


CHINESE = {
    "train": _noto("NotoSansCJK-Light", "NotoSansCJK-DemiLight", "NotoSansCJK-Regular", "NotoSansCJK-Regular", "NotoSansCJK-Bold", "NotoSansCJK-Bold")
    + _noto("NotoSansCJK-Black", "NotoSerifCJK-Regular", "NotoSerifCJK-Bold", "NotoSerifCJK-Black")
    + [Face(TRUETYPE + "wqy/wqy-microhei.ttc", 0), Face(TRUETYPE + "droid/DroidSansFallbackFull.ttf", 0)]
    + [Face(TRUETYPE + "smiley-sans/SmileySans-Oblique.ttf", 0)] * 2
    + [Face(TRUETYPE + "cns11643/TW-Kai-98_1.ttf", 0)] * 2
    + [Face(TRUETYPE + "cns11643/TW-Sung-98_1.ttf", 0)]
    + _fetched("zcool-kuaile", "zcool-kuaile", "zcool-xiaowei", "ma-shan-zheng", "zcool-qingke-huangyou"),
    "test": [
        Face(TRUETYPE + "wqy/wqy-zenhei.ttc", 0),
        Face(TRUETYPE + "arphic/uming.ttc", 0),
        Face(TRUETYPE + "arphic/ukai.ttc", 0),
        Face(TRUETYPE + "lxgw-wenkai/LXGWWenKai-Bold.ttf", 0),
    ]
    + _noto("NotoSansCJK-Medium"),
}
LATIN = {
    "train": [
        Face(TRUETYPE + "noto/NotoSans-Regular.ttf", 0),
        Face(TRUETYPE + "noto/NotoSans-Bold.ttf", 0),
        Face(TRUETYPE + "noto/NotoSans-Italic.ttf", 0),
        Face(TRUETYPE + "noto/NotoSerif-Regular.ttf", 0),
        Face(TRUETYPE + "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", 0),
        Face(TRUETYPE + "roboto/unhinted/RobotoTTF/Roboto-Medium.ttf", 0),
        Face(TRUETYPE + "roboto/unhinted/RobotoCondensed-Regular.ttf", 0),
        Face(TRUETYPE + "open-sans/OpenSans-Semibold.ttf", 0),
        Face(TRUETYPE + "lato/Lato-Regular.ttf", 0),
        Face(TRUETYPE + "lato/Lato-Bold.ttf", 0),
        Face(TRUETYPE + "lato/Lato-BoldItalic.ttf", 0),
        Face("/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", 0),
        Face("/usr/share/fonts/opentype/inter/Inter-Regular.otf", 0),
    ],
    "test": [
        Face(TRUETYPE + "dejavu/DejaVuSans.ttf", 0),
        Face(TRUETYPE + "dejavu/DejaVuSerif.ttf", 0),
        Face(TRUETYPE + "liberation/LiberationSans-Regular.ttf", 0),
        Face(TRUETYPE + "liberation/LiberationSansNarrow-Bold.ttf", 0),
    ],
}
# Whatever a face lacks is taken from these, as systems do.
FALLBACKS = (Face(NOTO + "NotoSansCJK-Regular.ttc", 2), Face(TRUETYPE + "noto/NotoSans-Regular.ttf", 0))

Glyph = namedtuple("Glyph", "ink left top advance")  # ink: uint8 mask of the inked box; top: from the baseline, upwards negative

_fonts = {}
_glyphs = {}
_missing = {}


def pick(rng, side):
    """A pair of faces: for Chinese characters, and for everything else."""
    chinese = rng.choice(CHINESE[side])
    return chinese, rng.choice(LATIN[side]) if rng.random() < 0.45 else chinese


def glyph(face, character, em):
    key = (face, character, em)
    if key not in _glyphs:
        _glyphs[key] = _draw(_face_with(face, character), character, em)
    return _glyphs[key]


def _font(face, em):
    key = (face, em)
    if key not in _fonts:
        _fonts[key] = ImageFont.truetype(face.path, em, index=face.index)
    return _fonts[key]


def _face_with(face, character):
    for candidate in (face, *FALLBACKS):
        if _has(candidate, character):
            return candidate
    return FALLBACKS[0]


def _has(face, character):
    """Whether the face draws something else than its box for missing characters."""
    if character.isspace():
        return True
    if face not in _missing:
        _missing[face] = bytes(_font(face, 32).getmask("\U0010fffe"))
    return bytes(_font(face, 32).getmask(character)) not in (_missing[face], b"")


def _draw(face, character, em):
    font = _font(face, em)
    sheet = Image.new("L", (em * 3, em * 3))
    ImageDraw.Draw(sheet).text((em, em * 2), character, fill=255, font=font, anchor="ls")
    box = sheet.getbbox()
    advance = font.getlength(character)
    if box is None:
        return Glyph(np.zeros((0, 0), np.uint8), 0, 0, advance)
    return Glyph(np.asarray(sheet.crop(box)), box[0] - em, box[1] - em * 2, advance)


def fetch():
    FETCHED.mkdir(parents=True, exist_ok=True)
    for name, version in PACKAGES.items():
        file = f"{name}-chinese-simplified-400-normal.woff"
        with urllib.request.urlopen(f"https://registry.npmjs.org/@fontsource/{name}/-/{name}-{version}.tgz") as answer:
            archive = tarfile.open(fileobj=io.BytesIO(answer.read()))
        (FETCHED / file).write_bytes(archive.extractfile(f"package/files/{file}").read())
        print(FETCHED / file)


if __name__ == "__main__":
    fetch()
