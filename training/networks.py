"""The two networks. Operators: convolution (with bias once batch norm is folded), ReLU, 2x2 and 2x1 max pooling,
nearest upsampling by two, addition. Nothing else, so that a few hundred lines can run them without a library.
"""
import torch
import torch.nn.functional as F
from torch import nn

import strings

DETECTOR_OUTPUTS = 5  # text score, log height, centre offset, sparkle score, log sparkle size
EDGE_OUTPUTS = 3  # top and bottom of the line's ink as a share of the strip's height, and how much this frame knows of them


class Conv(nn.Module):
    """Convolution, batch norm, and ReLU unless told otherwise."""

    def __init__(self, inputs, outputs, kernel=(3, 3), stride=1, padding=None, relu=True):
        super().__init__()
        padding = tuple(k // 2 for k in kernel) if padding is None else padding
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.relu = relu

    def forward(self, x):
        x = self.norm(self.conv(x))
        return F.relu(x) if self.relu else x


class Residual(nn.Module):
    """x + two convolutions, then ReLU."""

    def __init__(self, channels, kernel=(3, 3)):
        super().__init__()
        self.first = Conv(channels, channels, kernel)
        self.second = Conv(channels, channels, kernel, relu=False)

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class Detector(nn.Module):
    """Gray [1, H, W], H and W multiples of 32, to [5, H/4, W/4]."""

    def __init__(self):
        super().__init__()
        self.first = Conv(1, 12, stride=2)
        self.quarter = Conv(12, 24, stride=2)
        self.eighth = nn.Sequential(Conv(24, 40, stride=2), Residual(40))
        self.sixteenth = nn.Sequential(Conv(40, 64, stride=2), Residual(64), Residual(64))
        self.thirtysecond = nn.Sequential(Conv(64, 96, stride=2), Residual(96))
        self.side4, self.side8, self.side16, self.side32 = [nn.Conv2d(c, 24, 1) for c in (24, 40, 64, 96)]
        self.head = Conv(24, 20)
        self.out = nn.Conv2d(20, DETECTOR_OUTPUTS, 1)
        with torch.no_grad():  # nearly everything is background: begin there
            self.out.bias.copy_(torch.tensor([-3.0, 0, 0, -5, 0]))

    def forward(self, x):
        quarter = self.quarter(self.first(x))
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        up = lambda a: F.interpolate(a, scale_factor=2.0, mode="nearest")
        merged = self.side16(sixteenth) + up(self.side32(self.thirtysecond(sixteenth)))
        merged = self.side8(eighth) + up(merged)
        merged = self.side4(quarter) + up(merged)
        return self.out(self.head(merged))


def ink_edges(outputs, on_text):
    """Top and bottom of a line from the edge outputs [..., 3, frames]: the mean over its frames, weighted by the third.

    A frame sees little beside itself: under "AI" it cannot know how high the Chinese characters of the line stand.
    """
    top, bottom, weight = outputs.unbind(-2)
    share = weight.masked_fill(~on_text, -1e4).softmax(-1)
    return torch.stack([(top * share).sum(-1), (bottom * share).sum(-1)], -1)


class Recogniser(nn.Module):
    """Gray strip [1, 32, W], W a multiple of 4, to [classes + 3, W/4]: a score per class and frame, and the ink's edges (see `ink_edges`)."""

    def __init__(self):
        super().__init__()
        self.rows = nn.Sequential(
            Conv(1, 24),
            nn.MaxPool2d(2),
            Conv(24, 48),
            nn.MaxPool2d(2),
            Conv(48, 64),
            Residual(64),
            nn.MaxPool2d((2, 1)),
            Conv(64, 128),
            nn.MaxPool2d((2, 1)),
            Conv(128, 192, kernel=(2, 3), padding=(0, 1)),
        )
        self.line = nn.Sequential(Residual(192, (1, 3)), Residual(192, (1, 3)), Conv(192, 192, (1, 3)))
        self.out = nn.Conv2d(192, strings.CLASSES + EDGE_OUTPUTS, 1)

    def forward(self, x):
        return self.out(self.line(self.rows(x))).squeeze(2)


NETWORKS = {"detector": Detector, "recogniser": Recogniser}

if __name__ == "__main__":
    total = 0
    for name, make in NETWORKS.items():
        count = sum(p.numel() for p in make().parameters())
        total += count
        print(name, count, "parameters")
    print(round(total / 1e6, 3), "MB in 8 bits")
