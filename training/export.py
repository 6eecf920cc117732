"""python3 training/export.py --out FOLDER

Writes what the program carries: `visible.tensors` (both networks, 8-bit weights, batch norm folded, and the
vocabulary), `golden.tensors` (inputs with the outputs they must give) and `MANIFEST.json` (what it was made from).
Formats: see weights.py.
"""
import argparse
import hashlib
import json
import pathlib
import random
import subprocess

import numpy as np
import torch

import fonts
import networks
import photos
import samples
import strings
import train
import weights

SIZE_MAX = 1_500_000
GOLDEN_STRIPS = 20
FONT_PACKAGES = (
    "fonts-noto-cjk fonts-noto-cjk-extra fonts-wqy-microhei fonts-droid-fallback fonts-smiley-sans fonts-noto-core fonts-roboto-unhinted "
    "fonts-open-sans fonts-lato fonts-inter fonts-cns11643-kai fonts-cns11643-sung"
).split()


def export(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {"vocabulary": np.frombuffer("".join(strings.VOCABULARY).encode(), np.uint8)}
    runs = {}
    for kind, make in networks.NETWORKS.items():
        saved = torch.load(photos.work_folder() / f"{kind}.pt", weights_only=True, map_location="cpu")
        net = make()
        net.load_state_dict(saved["smooth"])
        tensors.update(weights.tensors_of(kind, net))
        runs[kind] = {"steps": saved["step"], "samples": saved["seen"], "minutes": round(saved["seconds"] / 60), "seed": train.SEED}
    path = folder / "visible.tensors"
    digest = weights.write(path, tensors)
    size = path.stat().st_size
    if size > SIZE_MAX:
        raise SystemExit(f"{path}: {size} bytes, over {SIZE_MAX}")
    golden = weights.write(folder / "golden.tensors", golden_vectors(*weights.load(path)))
    manifest = {
        "visible.tensors": {"sha256": digest, "bytes": size},
        "golden.tensors": {"sha256": golden},
        "runs": runs,
        "vocabulary_classes": strings.CLASSES,
        "fonts": {name: version_of(name) for name in FONT_PACKAGES} | {"@fontsource/" + name: version for name, version in fonts.PACKAGES.items()},
        "python": {"torch": torch.__version__, "numpy": np.__version__},
        "photographs_sha256": hashlib.sha256((photos.work_folder() / "photos" / "list.json").read_bytes()).hexdigest(),
    }
    (folder / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(path, size, "bytes", digest)


def version_of(package):
    return subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True).stdout


@torch.no_grad()
def golden_vectors(detector, recogniser):
    """Strips and one crop as inputs; per frame the best class, its score and the log of the sum of the exponentials
    of all scores, so that every class counts; then the three outputs for the edges. For the crop, all outputs."""
    rng, backgrounds = random.Random("golden"), samples.Backgrounds("test")
    out = {}
    while len(out) < 2 * GOLDEN_STRIPS:
        strips = samples.strip_samples(rng, backgrounds)
        if not strips or strips[0].values.shape[1] > 256:
            continue
        values = strips[0].values.astype("<f2")
        answer = recogniser(torch.from_numpy(values.astype(np.float32))[None, None])[0]
        scores, edges = answer[: strings.CLASSES], answer[strings.CLASSES :]
        best = scores.max(0)
        rows = torch.stack([best.indices.float(), best.values, scores.logsumexp(0), *edges])
        number = len(out) // 2
        out[f"strip.{number:02}.input"] = values  # [32, columns]
        out[f"strip.{number:02}.output"] = rows.numpy().astype("<f4")  # [6, frames]
    crop, _ = samples.crop_sample(rng, backgrounds)
    crop = crop[:128, :128].astype("<f2")
    out["crop.input"] = crop
    out["crop.output"] = detector(torch.from_numpy(crop.astype(np.float32))[None, None])[0].numpy().astype("<f4")
    return out


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=pathlib.Path, default=None, help="default: export/ in the work folder")
    export(arguments.parse_args().out or photos.work_folder() / "export")
