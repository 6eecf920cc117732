"""python3 training/evaluate.py --program target/release/yanbiao [--limit N]
python3 training/evaluate.py --rapidocr [--limit N]

Runs the program as users have it (or RapidOCR, the yardstick) over the frozen set, one thread, and prints recall at no more than
0.1 % false positives, then recall by contrast, size, typeface and JPEG quality with 95 % intervals, exact texts, errors
of the height and the time. A false positive is a picture without a label in which a label is seen: compliant,
English or in another language. Marks of vendors are no claim of a label.
"""
import argparse
import json
import math
import pathlib
import resource
import subprocess
import tempfile
import time

import cv2
import numpy as np

import frozen
import strings

FALSE_POSITIVES_MAX = 0.001
BINS = {
    "contrast": ((14, 30), (30, 60), (60, 120), (120, 256)),
    "size": ((0, 0.02), (0.02, 0.03), (0.03, 0.05), (0.05, 0.07), (0.07, 0.2)),
    "ink_height": ((0, 12), (12, 20), (20, 40), (40, 300)),
    "quality": ((50, 65), (65, 80), (80, 96)),
}


def interval(hits, count):
    """95 % Wilson interval of a share."""
    if count == 0:
        return 0.0, 1.0
    z, share = 1.96, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def shown(hits, count):
    low, high = interval(hits, count)
    return f"{hits}/{count} = {hits / max(1, count):.3f} [{low:.3f}, {high:.3f}]"


class RapidOcr:
    def __init__(self):
        from rapidocr_onnxruntime import RapidOCR

        self.engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def look(self, picture):
        found, _ = self.engine(picture[..., ::-1])
        labels = [(text, sure, box) for box, text, sure in found or [] if strings.judge(text) in ("compliant", "english", "locale")]
        if not labels:
            return None, []
        text, sure, box = max(labels, key=lambda label: label[1])
        return (text, strings.judge(text), float(sure), max(p[1] for p in box) - min(p[1] for p in box)), []


# What the verdicts of the program are called here.
VERDICTS = {"compliant": "compliant", "other_language": "english"}


def run_program(path, store, limit):
    """The same by the program itself. Its time is the process time of the whole run, decoding and metadata
    included, shared out evenly; a mark that it calls doubtful or unclear is no claim of a label."""
    rows = [json.loads(line) for line in open(store / "truth.jsonl")][:limit]
    names = [str(store / row["file"]) for row in rows]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("".join(name + "\n" for name in names))
        listed.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [path, "check", "--format", "jsonl", "--fail-on", "never", "@" + listed.name]
        printed = subprocess.run(command, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000 / len(rows)
    reports = [json.loads(line) for line in printed.splitlines()]
    answers = {report["asset"]["name"]: report for report in reports if "asset" in report}
    for row, name in zip(rows, names):
        marks = answers[name]["labels"]["explicit"]["marks"]
        take_answer(row, marks, spent)
    return rows


def take_answer(row, marks, spent):
    claimed = [m for m in marks if m["wording"] in VERDICTS and m["standing"] == "label"]
    best = max(claimed, key=lambda m: m["score"], default=None)
    row["doubtful"] = any(m["standing"] == "doubtful" for m in marks)
    row["sparkles"] = [corners(m["box"]) for m in marks if m["wording"] == "vendor_icon"]
    row["unclear"] = any(m["standing"] == "origin_unclear" for m in marks)
    row["ms"] = spent
    row["read"], row["verdict"], row["score"], row["read_height"] = "", "other", 0.0, 0.0
    if best:
        row.update(read=best["text"], verdict=VERDICTS[best["wording"]], score=best["score"], read_height=best["height_px"])
    row["size"] = row.get("ink_height", 0) / min(row["width"], row["height"])


def corners(box):
    left, top, width, height = box
    return left, top, left + width, top + height


def run(engine, store, limit):
    rows = [json.loads(line) for line in open(store / "truth.jsonl")]
    for row in rows[:limit]:
        picture = cv2.cvtColor(cv2.imread(str(store / row["file"])), cv2.COLOR_BGR2RGB)
        began = time.process_time()
        best, row["sparkles"] = engine.look(picture)
        row["ms"] = (time.process_time() - began) * 1000
        row["read"], row["verdict"], row["score"], row["read_height"] = best or ("", "other", 0.0, 0.0)
        row["size"] = row.get("ink_height", 0) / min(row["width"], row["height"])
    return rows[:limit]


def least_score(rows):
    """The lowest score that keeps false positives at or under the limit."""
    wrong = sorted((r["score"] for r in rows if r["kind"] in ("overlay", "in picture", "none") and r["score"] > 0), reverse=True)
    allowed = int(FALSE_POSITIVES_MAX * sum(r["kind"] in ("overlay", "in picture", "none") for r in rows))
    return wrong[allowed] + 1e-6 if len(wrong) > allowed else 1e-6


def scores(rows):
    """Recall and false positives at some scores; denied labels ("not AI generated") apart, as they are the hardest."""
    labels = [r for r in rows if r["kind"] == "label"]
    negatives = [r for r in rows if r["kind"] in ("overlay", "in picture", "none")]
    for least in (0.3, 0.5, 0.7, 0.9):
        wrong = [r for r in negatives if r["score"] >= least]
        denied = sum(says_no(r) for r in wrong)
        found = sum(r["score"] >= least and r["verdict"] == "compliant" for r in labels)
        print(f"score {least}: recall {shown(found, len(labels))}; false positives {len(wrong)}/{len(negatives)}, {denied} of them denied labels")


def says_no(row):
    texts = row.get("text") or []
    return any(strings.judge(part) == "denied" for text in ([texts] if isinstance(texts, str) else texts) for part in text.split(" / "))


def report(rows, least):
    scores(rows)
    least = least_score(rows) if least is None else least
    hit = lambda r: r["score"] >= least and r["verdict"] == "compliant"
    count = lambda group: shown(sum(map(hit, group)), len(group))
    kind = lambda name: [r for r in rows if r["kind"] == name]
    labels, negatives = kind("label"), [r for r in rows if r["kind"] in ("overlay", "in picture", "none")]
    wrong = [r for r in negatives if r["score"] >= least]
    print(f"least score {least:.3f}; false positives {shown(len(wrong), len(negatives))}", [(r["kind"], r.get("text"), r["read"]) for r in wrong[:10]])
    print("recall, all           ", count(labels))
    print("  contrast >= 30      ", count([r for r in labels if r["contrast"] >= 30]))
    print("  and size 2-5 %      ", count([r for r in labels if r["contrast"] >= 30 and 0.02 <= r["size"] < 0.05]))
    print("bare wording          ", count(kind("core")))
    for name, bins in BINS.items():
        for low, high in bins:
            print(f"  {name} {low}-{high}".ljust(22), count([r for r in labels if low <= r[name] < high]))
    for font in sorted({r["font"] for r in labels}):
        print(f"  {font}".ljust(22), count([r for r in labels if r["font"] == font]))
    print("  vertical".ljust(22), count([r for r in labels if r["column"]]))
    _glyphs(kind("glyph"), hit)
    _sparkles(kind("sparkle"), kind("none"))
    _readings([r for r in labels if hit(r)])
    _times(rows)


def _glyphs(rows, hit):
    for vendor in sorted({r["vendor"] for r in rows}):
        group = [r for r in rows if r["vendor"] == vendor]
        print(f"  marks of {vendor}".ljust(22), shown(sum(map(hit, group)), len(group)), "(no label by its text)" if strings.judge(group[0]["text"]) != "compliant" else "")


def _sparkles(with_one, without):
    seen = sum(any(_overlap(r["box"], box) for box in r["sparkles"]) for r in with_one)
    print("sparkles              ", shown(seen, len(with_one)), "; seen where there is none", shown(sum(bool(r["sparkles"]) for r in without), len(without)))


def _overlap(a, b):
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def _readings(found):
    if not found:
        return
    exact = sum(strings.normalise(r["read"]) == strings.normalise(strings.as_readable(r["text"])) for r in found)
    print("exact text, of found  ", shown(exact, len(found)))
    error = [r["read_height"] / r["ink_height"] - 1 for r in found if not r["column"]]
    off = np.abs(error)
    print(f"height error           median {np.median(error):+.3f}, |error| median {np.median(off):.3f}, p90 {np.percentile(off, 90):.3f}")
    clear = [r for r in found if not 0.045 <= r["size"] < 0.055 and not r["column"]]
    right = sum((r["read_height"] / min(r["width"], r["height"]) >= 0.05) == (r["size"] >= 0.05) for r in clear)
    print("5 % verdict outside 4.5-5.5 %", shown(right, len(clear)))


def _times(rows):
    """Of pictures near one megapixel, and of all."""
    near = [r["ms"] for r in rows if 0.8e6 < r["width"] * r["height"] < 1.25e6]
    for name, group in (("about 1 megapixel", near), ("all", [r["ms"] for r in rows])):
        if group:
            print(f"CPU ms, {name}: median {np.median(group):.0f}, p90 {np.percentile(group, 90):.0f} ({len(group)} pictures)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", help="the program, built with --release")
    arguments.add_argument("--rapidocr", action="store_true")
    arguments.add_argument("--limit", type=int, default=None)
    arguments.add_argument("--rows", type=pathlib.Path, default=None, help="also write every picture's result here (JSON lines)")
    arguments.add_argument("--score", type=float, default=None, help="least score of a label; default: what keeps false positives at 0.1 %%")
    arguments.add_argument("--seed", type=int, default=frozen.SEED, help="of the set; default: the frozen one")
    given = arguments.parse_args()
    store = frozen.folder(given.seed)
    if not given.program and not given.rapidocr:
        raise SystemExit("name the program with --program, or give --rapidocr")
    results = run_program(given.program, store, given.limit) if given.program else run(RapidOcr(), store, given.limit)
    if given.rows:
        given.rows.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results))
    report(results, given.score)
