"""Residual and plain nets for small images in plain PyTorch, written without looking at how altsparse computes one, and the
translation of weights between the two: altsparse has kernels as [height, width, in, out] and [in, out]."""

import json
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.shortcut = None
        if stride != 1 or channels != width:
            self.shortcut = nn.ModuleDict(
                {"conv": nn.Conv2d(channels, width, 1, stride, bias=False), "norm": nn.BatchNorm2d(width)}
            )

    def forward(self, x):
        y = functional.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        if self.shortcut is not None:
            x = self.shortcut["norm"](self.shortcut["conv"](x))
        return functional.relu(x + y)


class ResNet(nn.Module):
    def __init__(self, widths, blocks, classes):
        super().__init__()
        self.stem = nn.ModuleDict(
            {"conv": nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), "norm": nn.BatchNorm2d(widths[0])}
        )
        channels = widths[0]
        self.blocks = []
        for stage, width in enumerate(widths):
            holder = nn.Module()
            for index in range(blocks):
                block = Block(channels, width, 2 if stage > 0 and index == 0 else 1)
                holder.add_module(f"block{index}", block)
                self.blocks.append(block)
                channels = width
            self.add_module(f"stage{stage + 1}", holder)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        x = functional.relu(self.stem["norm"](self.stem["conv"](x)))
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean((2, 3)))


class PlainNet(nn.Module):
    """Stages of convolution, normalisation and ReLU, each ended by a maximum over 2 x 2: a VGG with normalisation."""

    def __init__(self, widths, convolutions, classes):
        super().__init__()
        channels = 3
        self.stages = []
        for stage, width in enumerate(widths):
            holder = nn.Module()
            for index in range(convolutions[stage]):
                holder.add_module(f"conv{index}", nn.Conv2d(channels, width, 3, 1, 1, bias=False))
                holder.add_module(f"norm{index}", nn.BatchNorm2d(width))
                channels = width
            self.stages.append((holder, convolutions[stage]))
            self.add_module(f"stage{stage + 1}", holder)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        for holder, count in self.stages:
            for index in range(count):
                x = functional.relu(getattr(holder, f"norm{index}")(getattr(holder, f"conv{index}")(x)))
            x = functional.max_pool2d(x, 2)
        return self.head(x.flatten(1))


def build(widths, classes, blocks=None, convolutions=None):
    return ResNet(widths, blocks, classes) if convolutions is None else PlainNet(widths, convolutions, classes)


class Problem:
    """What writeProblem of exchange.mjs wrote."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "problem.json"), encoding="utf8") as file:
            self.about = json.load(file)

    def array(self, name, kind=np.float32):
        return np.fromfile(os.path.join(self.folder, name), kind)

    def batches(self, dtype=torch.float32, layout=torch.contiguous_format):
        found = []
        for index in range(self.about["batch"]["count"]):
            images = torch.from_numpy(self.array(f"images-{index}.bin")).view(-1, 32, 32, 3).permute(0, 3, 1, 2)
            labels = torch.from_numpy(self.array(f"labels-{index}.bin", np.int32)).long()
            found.append((images.to(dtype).contiguous(memory_format=layout), labels))
        return found

    def net(self, parameters, dtype=torch.float32, layout=torch.contiguous_format):
        """A net with the weights of a flat vector in altsparse's order."""
        net = build(**self.about["net"])
        self.load(net, parameters)
        return net.to(dtype=dtype, memory_format=layout).train()

    def load(self, net, parameters):
        ours = dict(net.named_parameters())
        found = set()
        with torch.no_grad():
            for one in self.about["parameters"]:
                values = torch.from_numpy(parameters[one["offset"] : one["offset"] + one["length"]]).view(*one["shape"])
                name = torch_name(one["name"])
                ours[name].copy_(to_torch(values))
                found.add(name)
        assert found == set(ours), f"not the same parameters: {found ^ set(ours)}"

    def flat(self, net, read=lambda parameter: parameter):
        """The flat vector of what `read` takes from each parameter (its values, its gradient)."""
        ours = dict(net.named_parameters())
        vector = np.zeros(self.about["parameterCount"], np.float64)
        for one in self.about["parameters"]:
            values = from_torch(read(ours[torch_name(one["name"])]).detach().to(torch.float64))
            vector[one["offset"] : one["offset"] + one["length"]] = values.reshape(-1).numpy()
        return vector

    def statistics(self, net):
        """The flat vector of running means and variances."""
        modules = dict(net.named_modules())
        vector = np.zeros(self.about["statisticCount"], np.float64)
        for one in self.about["normalisations"]:
            norm = modules[one["node"].replace("/", ".")]
            both = torch.cat([norm.running_mean, norm.running_var])
            vector[one["offset"] : one["offset"] + 2 * one["channels"]] = both.to(torch.float64).numpy()
        return vector


def torch_name(name):
    node, role = name.rsplit("/", 1)
    return node.replace("/", ".") + "." + {"kernel": "weight", "scale": "weight", "bias": "bias", "offset": "bias"}[role]


def to_torch(values):
    if values.dim() == 4:
        return values.permute(3, 2, 0, 1)
    return values.t() if values.dim() == 2 else values


def from_torch(values):
    if values.dim() == 4:
        return values.permute(2, 3, 1, 0).contiguous()
    return values.t().contiguous() if values.dim() == 2 else values
