"""The training loop: one encoder, three heads, batches of all corpora mixed.

Resumable: the checkpoint holds weights, averages, optimiser and step; the data order depends on
the seed and the epoch alone.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tasks.annotation.training.augment import change_words, swap_names
from tasks.annotation.training.batches import Batch, Example, collate, make_batches, make_examples
from tasks.annotation.training.corpora import Document
from tasks.annotation.training.crf import TransitionScores, negative_log_likelihood
from tasks.annotation.training.network import Network
from tasks.annotation.training.plan import Plan
from tasks.annotation.windows import PieceEncoder

# The loss of a network on some windows, to be made smaller.
Loss = Callable[[Network, Sequence[Example], torch.device], Tensor]


@dataclass(slots=True)
class _State:
    network: Network
    optimizer: torch.optim.AdamW
    averages: dict[str, Tensor]
    step: int = 0
    epoch: int = 0
    seconds: float = 0.0  # of training, over all runs
    progress: float = 0.0  # 0 to 1


def train(
    network: Network,
    documents: Sequence[Document],
    encode: PieceEncoder,
    plan: Plan,
    folder: Path,
    *,
    log: Callable[[str], None],
    evaluate: Callable[[Network], str],
    loss: Loss,
) -> Network:
    """Return the network with averaged weights; checkpoints and the learning curve go to `folder`.

    A run that was broken off goes on from its last checkpoint. `evaluate` describes the averaged
    network after every epoch, for the log. `loss` is what it lowers.
    """
    torch.set_num_threads(plan.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device).train()
    state = _State(network, _optimizer(network, plan), _trainable(network))
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        _restore(state, torch.load(checkpoint, map_location=device, weights_only=True))
        log(f"going on after epoch {state.epoch}, step {state.step}")
    (folder / "plan.json").write_text(json.dumps(asdict(plan), indent=2) + "\n")
    while state.epoch < plan.epochs and _progress(state, plan) < 1:
        batches = _epoch_batches(documents, encode, plan, state.epoch)
        _run_epoch(state, batches, plan, partial(loss, device=device), log)
        state.epoch += 1
        torch.save(_saved(state), checkpoint)
        averaged = averaged_network(network, state.averages)
        torch.save(averaged.state_dict(), folder / "averaged.pt")
        log(f"epoch {state.epoch}: {evaluate(averaged)}")
    return averaged_network(network, state.averages)


def _epoch_batches(
    documents: Sequence[Document], encode: PieceEncoder, plan: Plan, epoch: int
) -> list[list[Example]]:
    rng = random.Random(f"{plan.seed}/{epoch}")  # noqa: S311 - not for secrets
    varied = [swap_names(document, rng) for document in documents]
    limits = (plan.shortest_window, plan.longest_window)
    examples = list(make_examples(varied, encode, limits, rng, change_words))
    batches = make_batches(examples, plan.batch_pieces, rng)
    return [batch for _ in range(plan.passes) for batch in rng.sample(batches, len(batches))]


def _run_epoch(
    state: _State,
    batches: Sequence[Sequence[Example]],
    plan: Plan,
    loss: Callable[[Network, Sequence[Example]], Tensor],
    log: Callable[[str], None],
) -> None:
    pieces, losses, began = 0, [], time.monotonic()
    for number, examples in enumerate(batches):
        started = time.monotonic()
        losses.append(_train_step(state, loss(state.network, examples), plan))
        pieces += sum(len(example.window.pieces) for example in examples)
        state.seconds += time.monotonic() - started
        state.progress = _progress(state, plan, (number + 1) / len(batches))
        if state.step % 50 == 0:
            speed = pieces / (time.monotonic() - began)
            mean = sum(losses) / len(losses)
            log(f"step {state.step} {state.progress:.1%} loss {mean:.4f} pieces/s {speed:.0f}")
            losses = []
        if state.progress >= 1:
            return


def _progress(state: _State, plan: Plan, part: float = 0.0) -> float:
    """Return how much of the run is done, by its minutes if they are limited, else by epochs."""
    if plan.minutes is not None:
        return state.seconds / (60 * plan.minutes)
    return (state.epoch + part) / plan.epochs


def _train_step(state: _State, loss: Tensor, plan: Plan) -> float:
    warm = min(1.0, (state.step + 1) / plan.warm_up)
    for group in state.optimizer.param_groups:
        group["lr"] = group["peak"] * warm * max(0.01, 1 - state.progress)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.step += 1
    decay = min(plan.average, (1 + state.step) / (10 + state.step))
    with torch.no_grad():
        for name, value in _trainable_items(state.network):
            state.averages[name].lerp_(value, 1 - decay)
    return float(loss.detach())


def corpus_loss(network: Network, examples: Sequence[Example], device: torch.device) -> Tensor:
    """Return the mean loss of the words over the heads that they have tags for."""
    batch = collate(examples, device, by_word=network.shape.reads == "words")
    return tag_loss(network, batch, word_states(network, batch))


def word_states(network: Network, batch: Batch) -> Tensor:
    """Return the hidden states (batch, words, 384) that the heads read."""
    with torch.autocast(batch.pieces.device.type, dtype=torch.bfloat16):
        hidden = network(batch.pieces, batch.features, batch.lengths)
    width = hidden.shape[-1]
    states: Tensor = hidden.float().gather(1, batch.heads[:, :, None].expand(-1, -1, width))
    return states


def tag_loss(network: Network, batch: Batch, states: Tensor) -> Tensor:
    """Return the mean negative log likelihood of the tags of the batch's corpora."""
    losses = []
    for head, rows in batch.rows.items():
        transitions = network.transitions[head]
        assert isinstance(transitions, TransitionScores)
        scores = network.heads[head](states[rows])
        losses.append(
            negative_log_likelihood(scores, batch.allowed[head], batch.mask[rows], transitions)
        )
    return torch.stack(losses).sum() / batch.mask.sum()


def averaged_network(network: Network, averages: dict[str, Tensor]) -> Network:
    """Return a copy of the network, on the CPU and for evaluation, with the averaged weights."""
    weights = {**network.state_dict(), **averages}
    copy = Network(network.shape, network.dropout)
    copy.load_state_dict(weights)
    return copy.eval()


def _optimizer(network: Network, plan: Plan) -> torch.optim.AdamW:
    groups: dict[str, list[Tensor]] = {"encoder": [], "heads": [], "transitions": []}
    for name, value in _trainable_items(network):
        groups[name.split(".")[0] if name.split(".")[0] in groups else "encoder"].append(value)
    rates = {
        "encoder": plan.rate,
        "heads": plan.head_rate,
        "transitions": plan.transition_rate,
    }
    return torch.optim.AdamW(
        [{"params": groups[name], "lr": rates[name], "peak": rates[name]} for name in groups],
        weight_decay=plan.weight_decay,
        fused=True,
    )


def _trainable_items(network: Network) -> Iterator[tuple[str, Tensor]]:
    return ((name, value) for name, value in network.named_parameters() if value.requires_grad)


def _trainable(network: Network) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in _trainable_items(network)}


def _saved(state: _State) -> dict[str, Any]:
    return {
        "network": state.network.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "averages": state.averages,
        "step": state.step,
        "epoch": state.epoch,
        "seconds": state.seconds,
        "progress": state.progress,
        "randomness": torch.get_rng_state(),
    }


def _restore(state: _State, saved: dict[str, Any]) -> None:
    state.network.load_state_dict(saved["network"])
    state.optimizer.load_state_dict(saved["optimizer"])
    state.averages = saved["averages"]
    state.step, state.epoch = saved["step"], saved["epoch"]
    state.seconds, state.progress = saved["seconds"], saved["progress"]
    torch.set_rng_state(saved["randomness"].cpu())
