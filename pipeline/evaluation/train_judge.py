"""Train the judge's adapter: `python -m pipeline.evaluation.train_judge ROWS --gguf MODEL --write FILE`.

A LoRA adapter (Hu et al. 2022) of low rank on every linear layer of the upper part of the model, trained on the
log loss of Yes against No as the first token of the answer, which is just what the judge reads. The base is the
quantised file that is served, so the adapter also learns to live with its rounding (as in QLoRA, Dettmers et al.
2023). Needs the extra `train`, some 10 GB of memory, and no GPU: about three seconds a row on one core that knows
bfloat16. What it is trained on comes from `pipeline.evaluation.training_rows`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer

from pipeline.evaluation.training_rows import Example

RANK = 4
ALPHA = 8.0
FIRST_LAYER = 12
"""The layers below stay as they are: nothing has to be passed back through them."""
RATE = 3e-4
WARM_UP = 12  # steps
BATCH = 16  # rows of a step
TOKENS = 2600  # of rows that go through the model together, padding counted
LONGEST = 600  # tokens of a row

_NAMES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}


class Adapted(nn.Module):  # type: ignore[misc,unused-ignore]
    """A frozen linear layer with a trainable product of two thin matrices added to it."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output for `x`."""
        added = (x @ self.a.to(x.dtype).T) @ self.b.to(x.dtype).T
        return self.base(x) + added * (ALPHA / RANK)


@dataclass(frozen=True)
class Tokens:
    """One row as the model reads it."""

    ids: list[int]
    label: float


class Student:
    """The judge in training: `adapters` by the name that llama.cpp gives the layer."""

    def __init__(self, model_file: Path) -> None:
        place, name = str(model_file.parent), model_file.name
        self.tokenizer = AutoTokenizer.from_pretrained(place, gguf_file=name)
        self.model = AutoModelForCausalLM.from_pretrained(place, gguf_file=name, dtype=torch.bfloat16)
        self.model.requires_grad_(False)
        self.adapters = dict(_adapters(self.model))
        answers = [self.tokenizer.encode(word)[0] for word in ("Yes", "No")]
        self._head = self.model.lm_head.weight[answers].float()

    def read(self, example: Example) -> Tokens:
        """The row in tokens, up to where the answer begins."""
        messages = [message.model_dump() for message in example.messages]
        text = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        return Tokens(self.tokenizer.encode(text), float(example.label))

    def logits(self, rows: Sequence[Tokens]) -> Tensor:
        """Log odds of Yes against No for each of `rows`."""
        longest = max(len(row.ids) for row in rows)
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row.ids)] = torch.tensor(row.ids)
            mask[i, : len(row.ids)] = 1
        states = self.model.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
        last = states[torch.arange(len(rows)), mask.sum(1) - 1].float()
        both = last @ self._head.T
        return both[:, 0] - both[:, 1]

    def save(self, path: Path) -> None:
        """Write the adapters as llama.cpp reads them, in half precision."""
        writer = gguf.GGUFWriter(path, "qwen2")
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", ALPHA)
        for name, adapter in self.adapters.items():
            for half, matrix in (("lora_a", adapter.a), ("lora_b", adapter.b)):
                writer.add_tensor(f"{name}.{half}", matrix.detach().numpy().astype(np.float16))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Train for `--steps` steps, each row read once at most, and write the adapter."""
    options = _options().parse_args(arguments)
    torch.manual_seed(options.seed)
    student = Student(options.gguf)
    lines = options.rows.read_text(encoding="utf-8").splitlines()
    rows = [student.read(Example.model_validate(json.loads(line))) for line in lines]
    train(student, [row for row in rows if len(row.ids) <= LONGEST], options.steps)
    student.save(options.write)


def train(student: Student, rows: Sequence[Tokens], steps: int) -> None:
    """One pass over as many of `rows` as `steps` steps take; the rate warms up and then falls to nothing."""
    parameters = [matrix for adapter in student.adapters.values() for matrix in (adapter.a, adapter.b)]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01, betas=(0.9, 0.99))
    steps = min(steps, len(rows) // BATCH)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - step / steps) ** 0.8
        optimiser.zero_grad()
        loss = 0.0
        for part in _parts(rows[step * BATCH : (step + 1) * BATCH]):
            labels = torch.tensor([row.label for row in part])
            share = nn.functional.binary_cross_entropy_with_logits(
                student.logits(part), labels, reduction="sum"
            )
            (share / BATCH).backward()
            loss += share.item() / BATCH
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        print(f"step {step + 1} of {steps}: log loss {loss:.3f}", flush=True)  # noqa: T201


def _parts(rows: Sequence[Tokens]) -> Iterator[list[Tokens]]:
    """`rows` in parts of like length that fit through the model together."""
    part: list[Tokens] = []
    for row in sorted(rows, key=lambda row: len(row.ids)):
        if part and len(row.ids) * (len(part) + 1) > TOKENS:
            yield part
            part = []
        part.append(row)
    yield part


def _adapters(model: Any) -> Iterator[tuple[str, Adapted]]:
    """Put an adapter on each linear layer from FIRST_LAYER up."""
    for number, layer in enumerate(model.model.layers):
        for parent in (layer.self_attn, layer.mlp) if number >= FIRST_LAYER else ():
            for name, other in _NAMES.items():
                if hasattr(parent, name):
                    adapter = Adapted(getattr(parent, name))
                    setattr(parent, name, adapter)
                    yield f"blk.{number}.{other}.weight", adapter


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluation.train_judge", description=__doc__)
    parser.add_argument("rows", type=Path, help="what pipeline.evaluation.training_rows wrote")
    parser.add_argument("--gguf", type=Path, required=True, help="the model file that the adapter is for")
    parser.add_argument("--steps", type=int, default=10_000, help=f"steps of {BATCH} rows at most")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--write", type=Path, required=True, help="file to write: pipeline/data/judge.gguf")
    return parser


if __name__ == "__main__":
    main()
