"""One PyTorch training step at each request: python torch-server.py FOLDER THREADS LAYOUT."""

import os
import sys
import time

import torch
from torch.nn import functional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib"))
from nets import Problem  # noqa: E402
from server import answer, peak_bytes  # noqa: E402

folder, threads, layout = sys.argv[1:4]
torch.set_num_threads(int(threads))
layout = {"default": torch.contiguous_format, "channels_last": torch.channels_last}[layout]
problem = Problem(folder)
net = problem.net(problem.array("parameters.bin"), layout=layout)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
images, labels = problem.batches(layout=layout)[0]


def step():
    loss = functional.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in sys.stdin:
    start = time.perf_counter()
    loss = step()
    ms = (time.perf_counter() - start) * 1000
    answer({"ms": ms, "loss": loss, "peakBytes": peak_bytes(), "version": f"PyTorch {torch.__version__}"})
