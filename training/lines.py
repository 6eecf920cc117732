"""From a picture to lines of text: what the reader in Rust does, written down for evaluation.

The constants here and in `preprocess.py` are the contract; Rust has the same ones.
"""
from dataclasses import dataclass

import cv2
import numpy as np
import torch

import networks
import preprocess
import strings
from samples import HEIGHT_UNIT, STRIDE

SCORE_MIN = 0.35  # of a cell, to count as core
SPARKLE_MIN = 0.5
CELLS_MIN = 3  # of a component
LINES_MAX = 12  # read per picture: bounds the time on pages of text
PAD_LEFT, PAD_RIGHT, PAD_ABOVE = 1.2, 0.5, 0.14  # of the height
WINDOW_OVERLAP = 2.0  # of the height, between windows of a line longer than a strip
WINDOWS_MAX = 3
KEY = set("AI人工智能生成合") | set("generatdmwithbycsoz")


@dataclass
class Box:
    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def height(self):
        return self.bottom - self.top

    @property
    def width(self):
        return self.right - self.left


@dataclass
class Line:
    text: str
    box: Box
    ink_height: float  # of one line, refined by the recogniser; a label of two lines has that of the higher one
    characters: list  # (character, probability)

    @property
    def score(self):
        return score_of(self.text, self.characters)

    @property
    def printed(self):
        """For people: with a doubtful brand put right. Judged is `text`, in which nothing is guessed."""
        return strings.snap_brand(self.characters)


class Reader:
    def __init__(self, detector, recogniser, short_side=preprocess.SHORT_SIDE):
        self.detector, self.recogniser, self.short_side = detector, recogniser, short_side

    @torch.no_grad()
    def read(self, gray):
        """(lines, sparkles) of a gray picture (uint8 [rows, columns])."""
        values, factors = preprocess.detector_input(gray, self.short_side)
        maps = self.detector(torch.from_numpy(np.ascontiguousarray(values, np.float32))[None, None])[0].numpy()
        boxes = merge(components(maps[:3], SCORE_MIN, factors))
        sparkles = components(np.stack([maps[3], maps[4], np.zeros_like(maps[4])]), SPARKLE_MIN, factors)
        columns, boxes = stacks(boxes)
        shown = [self._line(gray, box) for box in nearest_the_edge(boxes, gray.shape)]
        shown += [self._column(gray, column) for column in columns[:2]]
        return join([line for line in shown if line]), sparkles

    def _line(self, gray, box):
        height = box.height
        if height < 4 or box.width < 0.6 * height:
            return None
        best = None
        for window in windows(box):
            values = preprocess.strip(gray, window)
            line = self._recognise(values, box, window)
            if line and (best is None or rank(line) > rank(best)):
                best = line
        return best

    def _column(self, gray, cells):
        """Characters one under the other are read as if they stood side by side."""
        pad = lambda b: (b.left - 0.14 * b.height, b.top - 0.14 * b.height, b.right + 0.14 * b.height, b.bottom + 0.14 * b.height)
        values = np.concatenate([preprocess.resample(gray, pad(b), 32, 32) for b in cells], 1)[:, : preprocess.STRIP_COLUMNS_MAX]
        values = (values - values.mean()) / max(float(values.std()), 4.0)
        whole = Box(min(b.left for b in cells), cells[0].top, max(b.right for b in cells), cells[-1].bottom, min(b.score for b in cells))
        line = self._recognise(values, whole, None)
        if line:
            line.ink_height = max(b.height for b in cells)
        return line

    def _recognise(self, values, box, window):
        out = self.recogniser(torch.from_numpy(values.astype(np.float32))[None, None])[0].numpy()
        characters, span = decode(out[: strings.CLASSES])
        if not characters:
            return None
        text = "".join(c for c, _ in characters)
        if window is not None:
            on_text = torch.zeros(out.shape[1], dtype=torch.bool)
            on_text[span[0] : span[1] + 1] = True
            top, bottom = networks.ink_edges(torch.from_numpy(out[strings.CLASSES :]), on_text).tolist()
            rows = window[3] - window[1]
            if 0.3 < bottom - top < 1.1:
                box = Box(box.left, window[1] + float(top) * rows, box.right, window[1] + float(bottom) * rows, box.score)
        return Line(text, box, box.height, characters)


def rank(line):
    return strings.judge(line.text) in ("compliant", "english", "locale"), line.score


def score_of(text, characters):
    """The least probability among the characters a label is made of, or 0 if there is no label.

    The two characters before the AI element count as well: there stands the brand, or the "not" of a denial.
    """
    if strings.judge(text) not in ("compliant", "english", "locale"):
        return 0.0
    first = max(0, min((at for at, (c, _) in enumerate(characters) if c in "A人"), default=0) - 2)
    return min(sure for at, (c, sure) in enumerate(characters) if c in KEY or first <= at < first + 3)


def decode(logits):
    """(list of (character, probability), (first frame, last frame)): best class per frame, repeats and blanks dropped."""
    probability = np.exp(logits - logits.max(0))
    probability /= probability.sum(0)
    best = probability.argmax(0)
    characters, at = [], 0
    inked = np.flatnonzero(best)
    while at < len(best):
        end = at
        while end < len(best) and best[end] == best[at]:
            end += 1
        if best[at]:
            characters.append((strings.read_classes([best[at]]), float(probability[best[at], at:end].max())))
        at = end
    return characters, (int(inked[0]), int(inked[-1])) if inked.size else (0, 0)


def windows(box):
    """The strips to read for one box: one, or overlapping ones where the line is longer than a strip."""
    height = box.height
    top, bottom = box.top - PAD_ABOVE * height, box.bottom + PAD_ABOVE * height
    left, right = box.left - PAD_LEFT * height, box.right + PAD_RIGHT * height
    longest = preprocess.STRIP_COLUMNS_MAX / preprocess.STRIP_ROWS * (bottom - top)
    out = []
    while len(out) < WINDOWS_MAX:
        out.append((left, top, min(right, left + longest), bottom))
        if left + longest >= right:
            break
        left += longest - WINDOW_OVERLAP * height
    return out


def components(maps, least, factors):
    """Connected cells (8 neighbours) of score, log height and centre offset, as boxes in picture coordinates."""
    score = 1 / (1 + np.exp(-maps[0]))
    count, labels, stats, _ = cv2.connectedComponentsWithStats((score > least).astype(np.uint8), connectivity=8)
    out = []
    for number in range(1, count):
        x, y, w, h, cells = stats[number]
        if cells < CELLS_MIN:
            continue
        inside = labels[y : y + h, x : x + w] == number
        sure = score[y : y + h, x : x + w][inside]
        weight = sure / sure.sum()
        logs = maps[1, y : y + h, x : x + w]
        height = float(np.exp((logs[inside] * weight).sum()) * HEIGHT_UNIT)
        centres = (np.arange(y, y + h)[:, None] + 0.5) * STRIDE + maps[2, y : y + h, x : x + w] * np.exp(logs) * HEIGHT_UNIT
        middle = float((centres[inside] * weight).sum())
        left, right = x * STRIDE - 0.08 * height, (x + w) * STRIDE + 0.08 * height
        out.append(Box(left * factors[0], (middle - height / 2) * factors[1], right * factors[0], (middle + height / 2) * factors[1], float(sure.mean())))
    return out


def merge(boxes):
    """Fragments of one line become one box: same height, same row, a gap under 1.1 heights."""
    merged = []
    for box in sorted(boxes, key=lambda b: b.left):
        for other in merged:
            height, least = max(box.height, other.height), min(box.height, other.height)
            apart = abs(box.top + box.bottom - other.top - other.bottom) / 2
            if apart < 0.35 * height and box.left - other.right < 1.1 * height and least > 0.55 * height:
                wide = other.width / (other.width + box.width)
                other.top, other.bottom = other.top * wide + box.top * (1 - wide), other.bottom * wide + box.bottom * (1 - wide)
                other.right, other.score = max(other.right, box.right), max(other.score, box.score)
                break
        else:
            merged.append(Box(box.left, box.top, box.right, box.bottom, box.score))
    return merged


def stacks(boxes):
    """Boxes of one character each that stand one under the other (three or more), and the boxes that are left."""
    single = sorted((b for b in boxes if b.width < 1.6 * b.height), key=lambda b: b.top)
    columns = []
    for box in single:
        for column in columns:
            last = column[-1]
            if abs(box.left + box.right - last.left - last.right) / 2 < 0.4 * last.width and 0 <= box.top - last.bottom < 0.9 * last.height:
                column.append(box)
                break
        else:
            columns.append([box])
    columns = [column for column in columns if len(column) >= 3]
    used = {id(box) for column in columns for box in column}
    return columns, [box for box in boxes if id(box) not in used]


def nearest_the_edge(boxes, shape):
    """The boxes to read: those in the outer quarter first, the surest first within each."""
    rows, columns = shape
    distance = lambda b: min(b.left, b.top, columns - b.right, rows - b.bottom) / min(shape)
    return sorted(boxes, key=lambda b: (distance(b) > 0.25, -b.score))[:LINES_MAX]


def join(lines):
    """Adds a label that is broken over two lines or two boxes of one row."""
    out = list(lines)
    alone = [line for line in lines if strings.judge(line.text) != "compliant"]
    for a in alone:
        for b in alone:
            text = a.text + b.text
            if a is not b and strings.judge(text) == "compliant" and _together(a.box, b.box):
                box = Box(min(a.box.left, b.box.left), a.box.top, max(a.box.right, b.box.right), max(a.box.bottom, b.box.bottom), min(a.box.score, b.box.score))
                out.append(Line(text, box, max(a.ink_height, b.ink_height), a.characters + b.characters))
    return out


def _together(a, b):
    height, least = max(a.height, b.height), min(a.height, b.height)
    if least < 0.6 * height:
        return False
    beside = abs(a.top - b.top) < 0.6 * height and 0 <= b.left - a.right < 2 * height
    below = 0 <= b.top - a.bottom < height and min(a.right, b.right) > max(a.left, b.left)
    return beside or below
