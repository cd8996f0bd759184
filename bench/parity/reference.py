"""The PyTorch half of the parity check: python reference.py FOLDER. Reads the problem there, trains every case in every
variant (threads, layout, precision) and writes what came out. The sub-nets of a case train in turn on shared weights; what lies
outside the mask of the one that trains stays as it is (frozen), and each has normalisations of its own, but for the stem's."""

import copy
import json
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from nets import Problem, to_torch, torch_name  # noqa: E402

LAYOUTS = {"default": torch.contiguous_format, "channels_last": torch.channels_last}
TYPES = {"float32": torch.float32, "float64": torch.float64}


def with_shared_weights(net):
    """A second net whose weights are the first one's; its normalisations are copies, except the stem's."""
    other = copy.deepcopy(net)
    other.stem, other.head = net.stem, net.head
    theirs = dict(other.named_modules())
    for name, module in net.named_modules():
        if isinstance(module, nn.Conv2d):
            theirs[name].weight = module.weight
    return other


def masks_of(problem, net, file, dtype):
    """The mask of each maskable parameter, by PyTorch's name."""
    flat = torch.from_numpy(problem.array(file, "uint8"))
    found = {}
    for one in problem.about["parameters"]:
        if one["offset"] < problem.about["maskableCount"]:
            values = flat[one["offset"] : one["offset"] + one["length"]].view(*one["shape"])
            found[torch_name(one["name"])] = to_torch(values).to(dtype)
    return found


def differentiate(net, mask, images, labels):
    """Loss, and its derivative with respect to the effective weights at every position."""
    effective = {
        name: (weight.detach() * mask.get(name, 1)).requires_grad_(True) for name, weight in net.named_parameters()
    }
    loss = functional.cross_entropy(functional_call(net, effective, (images,)), labels)
    loss.backward()
    return loss.item(), {name: weight.grad for name, weight in effective.items()}


def dense_steps(nets, batches, rate, about):
    """Training as a PyTorch user writes it."""
    net = nets[0]
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=about["momentum"], weight_decay=about["decay"])
    for images, labels in batches:
        loss = functional.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


def masked_steps(nets, masks, batches, rate, about):
    """The same, one sub-net after the other; weight decay and momentum only where the mask is 1."""
    velocity = {}
    for step, (images, labels) in enumerate(batches):
        net, mask = nets[step % len(nets)], masks[step % len(nets)]
        weights = dict(net.named_parameters())
        loss, gradient = differentiate(net, mask, images, labels)
        with torch.no_grad():
            for name, weight in weights.items():
                here = mask.get(name, torch.ones_like(weight)) != 0
                old = velocity.setdefault(weight, torch.zeros_like(weight))
                new = about["momentum"] * old + gradient[name] + about["decay"] * weight
                old.copy_(torch.where(here, new, old))
                weight.copy_(torch.where(here, weight - rate * new, weight))
        yield loss


def logits_of(net, mask, images):
    weights = {name: weight * mask.get(name, 1) for name, weight in net.named_parameters()}
    net.eval()
    with torch.no_grad():
        return functional_call(net, weights, (images,))


def prepare(problem, case, variant):
    """The nets of a case, one for each sub-net, their masks, and the batches."""
    torch.set_num_threads(variant["threads"])
    dtype, layout = TYPES[variant["type"]], LAYOUTS[variant["layout"]]
    net = problem.net(problem.array(case["weights"]), dtype, layout)
    nets = [net] + [with_shared_weights(net) for _ in case["masks"][1:]]
    masks = [masks_of(problem, net, file, dtype) for file in case["masks"]]
    return nets, masks, problem.batches(dtype, layout)


def first_gradients(problem, case, variant):
    """Of the first images of each batch: the gradient at the first weights, the sub-nets in turn, [batches, parameters]."""
    nets, masks, batches = prepare(problem, case, variant)
    size = problem.about["gradients"]["size"]
    found = []
    for step, (images, labels) in enumerate(batches[: problem.about["gradients"]["batches"]]):
        net, mask = nets[step % len(nets)], masks[step % len(masks)] if masks else {}
        gradient = differentiate(net, mask, images[:size], labels[:size])[1]
        names = {id(parameter): name for name, parameter in net.named_parameters()}
        found.append(problem.flat(net, lambda parameter: gradient[names[id(parameter)]]))
    return np.stack(found)


def train(problem, case, rate, variant):
    nets, masks, batches = prepare(problem, case, variant)
    about = problem.about
    steps = masked_steps(nets, masks, batches, rate, about) if masks else dense_steps(nets, batches, rate, about)
    losses, arrays = list(steps), {}
    for index, one in enumerate(nets):
        arrays[f"weights-{index}"] = problem.flat(one)
        arrays[f"statistics-{index}"] = problem.statistics(one)
        mask = masks[index] if masks else {}
        arrays[f"logits-{index}"] = logits_of(one, mask, batches[0][0]).to(torch.float64).numpy()
    return losses, arrays


class Output:
    """Collects results; arrays go to files beside the problem."""

    def __init__(self, problem):
        self.problem, self.results = problem, []

    def add(self, variant, case, arrays, **rest):
        key = f"torch-{len(self.results)}"
        for name, values in arrays.items():
            values.astype("float64").tofile(os.path.join(self.problem.folder, f"{key}-{name}.bin"))
        found = {"variant": variant["name"], "case": case["name"], "key": key, "arrays": list(arrays), **rest}
        self.results.append(found)
        what = f"learning rate {rest['rate']}" if "rate" in rest else "first gradients"
        print(f"PyTorch, {variant['name']}: {case['name']}, {what}", file=sys.stderr, flush=True)


def main():
    problem = Problem(sys.argv[1])
    output = Output(problem)
    for variant in problem.about["variants"]:
        for case in problem.about["cases"]:
            if variant["gradients"]:
                output.add(variant, case, {"gradients": first_gradients(problem, case, variant)})
            for rate in variant["rates"]:
                losses, arrays = train(problem, case, rate, variant)
                output.add(variant, case, arrays, losses=losses, rate=rate)
    print(json.dumps({"version": torch.__version__, "results": output.results}))


main()
