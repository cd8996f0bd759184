"""Dense training in PyTorch, which goes on by so many steps at each request: python torch-run.py SPEC, where SPEC is JSON with
net, data, trainImages, testImages, steps, chunk, batch, evaluateEvery, threads, seed, precision. The first request reads the data.
Crops, flips and normalisation work on the whole batch at once, in the layout that PyTorch is fastest in."""

import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib"))
from nets import build  # noqa: E402
from server import answer, peak_bytes  # noqa: E402

spec = json.loads(sys.argv[1])
torch.set_num_threads(spec["threads"])
torch.manual_seed(spec["seed"])
mean = torch.tensor([125.3, 123.0, 113.9]).view(1, 3, 1, 1)
deviation = torch.tensor([63.0, 62.1, 66.7]).view(1, 3, 1, 1)
cast = torch.autocast("cpu", torch.bfloat16, enabled=spec["precision"] == "mixed")


def read(names, count):
    records = np.concatenate([np.fromfile(os.path.join(spec["data"], name), np.uint8).reshape(-1, 3073) for name in names])
    records = records[:count]
    return torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy()), torch.from_numpy(records[:, 0].astype(np.int64))


def normalised(images):
    return images.float().sub_(mean).div_(deviation).contiguous(memory_format=torch.channels_last)


def augmented(images):
    """Crops from a border of 4 black pixels and flips, each image by itself."""
    count = len(images)
    padded = functional.pad(images, (4, 4, 4, 4))
    rows = torch.randint(9, (count, 1)) + torch.arange(32)
    columns = torch.randint(9, (count, 1)) + torch.arange(32)
    flip = torch.rand(count, 1) < 0.5
    columns = torch.where(flip, columns.flip(1), columns)
    return padded[torch.arange(count)[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


class Training:
    def __init__(self):
        self.train = read([f"data_batch_{number}.bin" for number in range(1, 6)], spec["trainImages"])
        self.test = read(["test_batch.bin"], spec["testImages"])
        self.net = build(**spec["net"]).to(memory_format=torch.channels_last).train()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
        self.done = 0
        self.order = None
        self.accuracy = None
        self.loss = None
        self.phases = {"data": 0.0, "pass": 0.0, "update": 0.0, "evaluation": 0.0}

    def timed(self, phase, work):
        start = time.perf_counter()
        result = work()
        self.phases[phase] += (time.perf_counter() - start) * 1000
        return result

    def batch(self):
        images, labels = self.train
        per_epoch = math.ceil(len(images) / spec["batch"])
        place = self.done % per_epoch
        if place == 0:
            self.order = torch.randperm(len(images))
        chosen = self.order[place * spec["batch"] : (place + 1) * spec["batch"]]
        return normalised(augmented(images[chosen])), labels[chosen]

    def differentiate(self, images, labels):
        with cast:
            loss = functional.cross_entropy(self.net(images), labels)
        self.optimizer.zero_grad()
        loss.backward()
        self.loss = loss.item()

    def update(self):
        rate = 0.1 * 0.5 * (1 + math.cos(math.pi * self.done / spec["steps"]))
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()

    @torch.no_grad()
    def evaluate(self):
        self.net.eval()
        images, labels = self.test
        right = 0
        for first in range(0, len(images), spec["batch"]):
            with cast:
                logits = self.net(normalised(images[first : first + spec["batch"]]))
            right += (logits.argmax(1) == labels[first : first + spec["batch"]]).sum().item()
        self.net.train()
        self.accuracy = right / len(images)

    def go_on(self):
        for _ in range(min(spec["chunk"], spec["steps"] - self.done)):
            batch = self.timed("data", self.batch)
            self.timed("pass", lambda: self.differentiate(*batch))
            self.timed("update", self.update)
            self.done += 1
            if self.done % spec["evaluateEvery"] == 0 or self.done == spec["steps"]:
                self.timed("evaluation", self.evaluate)


training = None
for _ in sys.stdin:
    start = time.perf_counter()
    if training is None:
        training = Training()
    else:
        training.go_on()
    told = {"ms": (time.perf_counter() - start) * 1000, "version": f"PyTorch {torch.__version__}", "peakBytes": peak_bytes()}
    if training.done == spec["steps"]:
        told.update(phases=training.phases, accuracy=training.accuracy, loss=training.loss)
    answer(told)
