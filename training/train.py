"""python3 training/train.py detector|recogniser [--minutes M] [--steps N]

Batches are drawn from the number of the step alone, so a run that was stopped goes on as if it had not been, and
two runs see the same data whatever the number of workers. Checkpoints go to the work folder every few minutes.
The recogniser first learns from dense frame labels (fast to start), then, from `--ctc-from`, from whole texts (CTC).

With `--device cuda` batches are large and most of their samples were seen before, see store.py; a run that was
stopped then goes on with an empty store.
"""
import argparse
import copy
import json
import os
import random
import time

# Many small products are slower on several threads than on one, and far slower when cores are shared.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch
import torch.nn.functional as F

import networks
import photos
import samples
import store
import strings

SEED = 1
BATCH = {"detector": 16, "recogniser": 24}
GROUP = {"detector": 1, "recogniser": 4}  # batches drawn together, so that strips of like width meet
RATE = {"detector": 2.5e-3, "recogniser": 2.5e-3}
STEPS = {"detector": 160_000, "recogniser": 240_000}  # a night on two cores, see README.md
CHECKPOINT_SECONDS = 180
REPORT_SECONDS = 60

# On a GPU.
GPU_BATCH = {"detector": 384, "recogniser": 512}
GPU_RATE = {"detector": 2e-3, "recogniser": 2e-3}
GPU_STEPS = {"detector": 6_500, "recogniser": 12_500}
ROOM = {"detector": 200_000, "recogniser": 500_000}  # samples kept: 26 and 17 gigabytes
GROUPS_A_ROUND = {"detector": 3, "recogniser": 1}  # groups of `Batches` that are new in a round of steps
STEPS_A_ROUND = {"detector": 1, "recogniser": 2}  # batches drawn together from the store, so that strips of like width meet


class Batches(torch.utils.data.Dataset):
    """Item n is group n of batches. Numbers beyond the end never come: the caller gives a range."""

    def __init__(self, kind, side, seed, compact=False):
        self.kind, self.side, self.seed, self.compact, self.backgrounds = kind, side, seed, compact, None

    def __len__(self):
        return 1 << 40

    def __getitem__(self, number):
        if self.backgrounds is None:
            self.backgrounds = samples.Backgrounds(self.side)
        rng = random.Random(f"{self.kind}/{self.side}/{self.seed}/{number}")
        if self.kind == "detector":
            drawn = [samples.crop_sample(rng, self.backgrounds) for _ in range(BATCH["detector"])]
            batch = {"input": torch.from_numpy(np.stack([d[0] for d in drawn]))[:, None], "target": torch.from_numpy(np.stack([d[1] for d in drawn]))}
            return store.compact_crops(batch) if self.compact else [batch]
        groups = samples.strip_batches(rng, self.backgrounds, BATCH["recogniser"], GROUP["recogniser"])
        if self.compact:
            return store.compact_strips([strip for group in groups for strip in group])
        batches = [pack(group) for group in groups]
        rng.shuffle(batches)
        return batches


def pack(strips):
    """Strips side by side as one tensor; the shorter ones padded with their mean (0)."""
    columns = max(s.values.shape[1] for s in strips)
    frames = columns // 4
    values = np.zeros((len(strips), 1, 32, columns), np.float32)
    labels = np.zeros((len(strips), frames), np.int64)
    on_text = np.zeros((len(strips), frames), bool)
    for i, s in enumerate(strips):
        values[i, 0, :, : s.values.shape[1]] = s.values
        labels[i, : len(s.frames)] = s.frames
        on_text[i, max(0, int(s.span[0])) : int(s.span[1]) + 1] = True
    return {
        "input": torch.from_numpy(values),
        "frames": torch.from_numpy(labels),
        "on_text": torch.from_numpy(on_text),
        "edges": torch.tensor([s.edges for s in strips], dtype=torch.float32),
        "classes": torch.tensor([c for s in strips for c in s.classes]),
        "lengths": torch.tensor([len(s.classes) for s in strips]),
        "widths": torch.tensor([s.values.shape[1] // 4 for s in strips]),
    }


def detector_loss(out, batch):
    score, weight, height, offset, star, star_weight, star_size, on_star = batch["target"].unbind(1)
    text = _map_loss(out[:, 0], score, weight) + 0.5 * _map_loss(out[:, 3], star, star_weight)
    core = score * weight
    shape = _near(out[:, 1], height) + _near(out[:, 2], offset)
    return text + 2 * (shape * core).sum() / core.sum().clamp(min=1) + (_near(out[:, 4], star_size) * on_star).sum() / on_star.sum().clamp(min=1)


def _near(a, b, beta=0.1):
    return F.smooth_l1_loss(a, b, reduction="none", beta=beta)


def _map_loss(logits, score, weight):
    """Cross entropy on the cores, on the hardest background cells, and the overlap (dice)."""
    entropy = F.binary_cross_entropy_with_logits(logits, score, reduction="none") * weight
    core = score * weight
    count = core.sum().clamp(min=1)
    background = ((1 - score) * entropy).flatten()
    hardest = background.topk(min(background.numel(), int(3 * count) + 2000))[0].mean()
    probability = logits.sigmoid()
    dice = 1 - (2 * (probability * core).sum() + 1) / ((probability * weight).sum() + core.sum() + 1)
    return (entropy * core).sum() / count + 2 * hardest + dice


def recogniser_loss(out, batch, whole_texts):
    logits, edges = out[:, : strings.CLASSES], out[:, strings.CLASSES :]
    on_text = batch["on_text"]
    off = 2 * _near(networks.ink_edges(edges, on_text), batch["edges"], beta=0.02).mean()
    if whole_texts:
        likely = logits.log_softmax(1).permute(2, 0, 1)
        return F.ctc_loss(likely, batch["classes"], batch["widths"], batch["lengths"], zero_infinity=True) + 5 * off
    weight = torch.where(batch["frames"] == 0, 0.5, 1.0)
    entropy = F.cross_entropy(logits, batch["frames"], reduction="none")
    return (entropy * weight).sum() / weight.sum() + 5 * off


# --- How good it is: a few samples of the test side, whose faces, photographs and strings training never sees. ---


@torch.no_grad()
def check_detector(net, batches):
    hit = core = wrong = background = 0
    for batch in batches:
        target = batch["target"]
        shown = net(batch["input"])[:, 0].sigmoid() > 0.35
        is_core, is_background = target[:, 0] * target[:, 1] > 0, (1 - target[:, 0]) * target[:, 1] > 0
        hit, core = hit + int((shown & is_core).sum()), core + int(is_core.sum())
        wrong, background = wrong + int((shown & is_background).sum()), background + int(is_background.sum())
    return {"core_cells_found": round(hit / core, 4), "background_cells_wrong": round(wrong / background, 6)}


@torch.no_grad()
def check_recogniser(net, batches):
    right = lines = 0
    errors = []
    for batch in batches:
        out = net(batch["input"])
        best = out[:, : strings.CLASSES].argmax(1)
        truth = batch["classes"].split(batch["lengths"].tolist())
        for i, row in enumerate(best):
            read = row[: int(batch["widths"][i])].unique_consecutive()
            read = read[read > 0].tolist()
            right, lines = right + (read == truth[i].tolist()), lines + 1
            top, bottom = networks.ink_edges(out[i, strings.CLASSES :], batch["on_text"][i]).tolist()
            real = float(batch["edges"][i, 1] - batch["edges"][i, 0])
            errors.append(abs((bottom - top) / real - 1))
    return {"lines_exact": round(right / lines, 4), "height_error_p90": round(float(np.percentile(errors, 90)), 4)}


CHECKS = {"detector": check_detector, "recogniser": check_recogniser}


# --- The run. ---


class Run:
    """Everything a checkpoint holds."""

    def __init__(self, kind, steps, device):
        torch.manual_seed(SEED)
        self.kind, self.steps, self.device = kind, steps, device
        self.rate = GPU_RATE[kind] if device == "cuda" else RATE[kind]
        self.net = networks.NETWORKS[kind]().to(device, memory_format=torch.channels_last)
        self.smooth = networks.NETWORKS[kind]().to(device)  # running mean of the weights: what is evaluated and exported
        self.smooth.load_state_dict(self.net.state_dict())
        self.optimizer = torch.optim.AdamW(self.net.parameters(), self.rate, weight_decay=1e-3)
        self.step, self.seen, self.seconds = 0, 0, 0.0
        self.file = photos.work_folder() / f"{kind}.pt"
        self.file.parent.mkdir(parents=True, exist_ok=True)

    def resume(self):
        if not self.file.exists():
            return
        saved = torch.load(self.file, weights_only=True, map_location=self.device)
        self.net.load_state_dict(saved["net"])
        self.smooth.load_state_dict(saved["smooth"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step, self.seen, self.seconds = saved["step"], saved["seen"], saved["seconds"]

    def save(self):
        state = {"net": self.net.state_dict(), "smooth": self.smooth.state_dict(), "optimizer": self.optimizer.state_dict()}
        state.update(step=self.step, seen=self.seen, seconds=self.seconds)
        partial = self.file.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, self.file)  # a run that is killed here keeps the older checkpoint

    def set_rate(self):
        """Warm up, hold, and fall in the last third: a run can be stopped while it holds and be made longer."""
        warm = min(1.0, (self.step + 1) / 200)
        left = (self.steps - self.step) / self.steps
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * warm * max(0.01, min(1.0, left * 3))

    def learn(self, batch, whole_texts):
        self.set_rate()
        batch = {name: values.to(self.device) for name, values in batch.items()}
        values = batch["input"].contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            out = self.net(values)
        out = out.float()
        loss = detector_loss(out, batch) if self.kind == "detector" else recogniser_loss(out, batch, whole_texts)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimizer.step()
        self.step, self.seen = self.step + 1, self.seen + values.shape[0]
        self._smooth_weights(min(0.999, self.step / (self.step + 60)))
        return loss.detach()

    @torch.no_grad()
    def _smooth_weights(self, keep):
        pairs = [(kept, new) for kept, new in zip(self.smooth.state_dict().values(), self.net.state_dict().values()) if kept.is_floating_point()]
        torch._foreach_lerp_([kept for kept, _ in pairs], [new for _, new in pairs], 1 - keep)


def report(run, losses, waited, held_out):
    losses = [float(loss) for loss in losses]
    net = copy.deepcopy(run.smooth).cpu().eval()
    line = {"kind": run.kind, "step": run.step, "samples": run.seen, "minutes": round(run.seconds / 60, 1), "loss": round(float(np.mean(losses)), 4)}
    line.update(samples_per_second=round(run.seen / run.seconds, 1), share_waiting_for_data=round(waited, 2), **CHECKS[run.kind](net, held_out))
    print(json.dumps(line), flush=True)
    with open(photos.work_folder() / "log.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


def _rounds(run, workers):
    groups = range(run.step // GROUP[run.kind], run.steps // GROUP[run.kind])
    return torch.utils.data.DataLoader(Batches(run.kind, "train", SEED), batch_size=None, sampler=groups, num_workers=workers)


def _rounds_of_store(run, workers):
    """Lists of batches, of new samples and of samples from the store, until the steps are made."""
    kind, size = run.kind, GPU_BATCH[run.kind] * STEPS_A_ROUND[run.kind]
    rounds = (run.steps - run.step) // STEPS_A_ROUND[kind]
    start = run.step // STEPS_A_ROUND[kind] * GROUPS_A_ROUND[kind]
    numbers = range(start, start + (rounds + ROUNDS_BEFORE) * GROUPS_A_ROUND[kind])
    drawn = iter(torch.utils.data.DataLoader(Batches(kind, "train", SEED, compact=True), batch_size=None, sampler=numbers, num_workers=workers, prefetch_factor=8 if workers else None))
    kept, changed = store.Store(ROOM[kind], run.device), store.crops if kind == "detector" else store.strips
    for number in range(rounds + ROUNDS_BEFORE):
        new = torch.cat([kept.add(next(drawn)) for _ in range(GROUPS_A_ROUND[kind])])
        if number < ROUNDS_BEFORE:
            continue
        old = torch.randint(kept.count, (size - len(new),))
        rows = torch.cat([new, old])
        if kind == "recogniser":
            rows = rows[kept.fields["widths"][rows.to(run.device)].argsort().cpu()]
        parts = rows.chunk(STEPS_A_ROUND[kind])
        yield [changed(kept.take(parts[part])) for part in torch.randperm(len(parts))]


ROUNDS_BEFORE = 100  # drawn before the first step, so that the first batches are not the same samples over and over


def train(kind, steps, minutes, workers, ctc_from, device):
    run = Run(kind, steps, device)
    run.resume()
    held_out = [b for n in range(6 if kind == "detector" else 3) for b in Batches(kind, "test", SEED)[n]]
    rounds = _rounds_of_store(run, workers) if device == "cuda" else _rounds(run, workers)
    began = last = reported = saved = time.time()
    losses, waited = [], 0.0
    run.net.train()
    for batches in rounds:
        waited += time.time() - last
        for batch in batches:
            losses.append(run.learn(batch, whole_texts=run.step >= ctc_from))
        run.seconds += time.time() - last
        last = time.time()
        over = minutes is not None and last - began > minutes * 60
        if last - reported > REPORT_SECONDS or over:
            report(run, losses, waited / (last - began), held_out)
            losses, reported = [], time.time()
        if last - saved > CHECKPOINT_SECONDS or over:
            run.save()
            saved = time.time()
        if over:
            return
        last = time.time()
    if losses:
        report(run, losses, waited / (time.time() - began), held_out)
    run.save()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kind", choices=networks.NETWORKS)
    arguments.add_argument("--minutes", type=float, help="stop after so many minutes; the run can be resumed")
    arguments.add_argument("--steps", type=int, help="length of the whole run, which the learning rate follows")
    arguments.add_argument("--workers", type=int, default=0, help="processes that draw samples; 0 draws between steps")
    arguments.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--ctc-from", type=int, default=6_000, help="step from which the recogniser learns whole texts")
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    steps = (GPU_STEPS if given.device == "cuda" else STEPS)[given.kind]
    train(given.kind, given.steps or steps, given.minutes, given.workers, given.ctc_from, given.device)
