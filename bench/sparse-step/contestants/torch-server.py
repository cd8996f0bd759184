"""One PyTorch training step at each request: python torch-server.py FOLDER SPEC, where SPEC is JSON:
{"threads", "way": "dense" | "sparseprop", "layout", "precision", "sparsity"}. The sparse net has the weights that its mask keeps."""

import contextlib
import json
import os
import sys
import time

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lib"))
from nets import Problem  # noqa: E402
from server import answer, peak_bytes  # noqa: E402

folder, spec = sys.argv[1], json.loads(sys.argv[2])
torch.set_num_threads(spec["threads"])
layout = {"default": torch.contiguous_format, "channels_last": torch.channels_last}[spec["layout"]]
problem = Problem(folder)
images, labels = problem.batches(layout=layout)[0]


def dense_net():
    return problem.net(problem.array("parameters.bin"), layout=layout), f"PyTorch {torch.__version__}"


def sparse_net():
    """SparseProp times every layer above 80 % and takes the fastest of its own and PyTorch's."""
    from importlib.metadata import version

    from sparseprop.utils import swap_modules_with_sparse

    parameters = problem.array("parameters.bin")
    mask = problem.array(f"mask-{spec['sparsity']}.bin", np.uint8)
    parameters[: len(mask)] *= mask
    torch.manual_seed(0)
    with contextlib.redirect_stdout(sys.stderr if os.environ.get("BENCH_VERBOSE") else open(os.devnull, "w")):
        net = swap_modules_with_sparse(problem.net(parameters), images.shape)
    kinds = [type(module).__name__ for module in net.modules()]
    swapped = sum(kind.startswith("Sparse") for kind in kinds)
    all_layers = swapped + sum(kind in ("Conv2d", "Linear") for kind in kinds)
    return net, f"SparseProp {version('sparseprop')} ({swapped} of {all_layers} layers sparse at {spec['sparsity']:.0%})"


net, name = sparse_net() if spec["way"] == "sparseprop" else dense_net()
optimizer = torch.optim.SGD(net.parameters(), lr=problem.about["rate"], momentum=0.9, weight_decay=5e-4)
cast = torch.autocast("cpu", torch.bfloat16, enabled=spec["precision"] == "mixed")


def step():
    with cast:
        loss = functional.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in sys.stdin:
    start = time.perf_counter()
    loss = step()
    ms = (time.perf_counter() - start) * 1000
    answer({"steps": [{"ms": ms, "loss": loss}], "peakBytes": peak_bytes(), "version": name})
