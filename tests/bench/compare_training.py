#!/usr/bin/env python3
"""Training steps of memlong and the same steps in PyTorch (eager), in turns: tokens a second and peak memory.

    compare_training.py MEMLONG MODEL DATA QUESTIONS [--threads N] [--rounds N] [--stages STAGE ...]

MEMLONG is the program, MODEL a folder in the LLaMA layout with memory settings (memlong-nano), DATA a folder of
`memlong train prepare`, QUESTIONS a file of `memlong train questions`. Needs torch, safetensors and sentencepiece.

Both sides run the stage with the same weights, tokens, batch, LoRA rank, frozen layers, memory and AdamW, in float32.
PyTorch picks the chunks it retrieves by chance, which spares it the embeddings; its loader does nothing but slice.
"""
import argparse
import json
import math
import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

TOKENS, BATCH, STEPS = 256, 8, 24
CHUNK, TOP_K = 256, 4
LORA = dict(rank=64, alpha=8.0, dropout=0.05)
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj")
STAGES = ("pretrain", "warmup", "memory", "instruct")


# The PyTorch side, in a process of its own: prints one JSON line.

def torch_side(stage, model_folder, data, questions, threads):
    import torch
    from safetensors.torch import load_file
    functional = torch.nn.functional
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    config = json.loads((model_folder / "config.json").read_text())
    heads, kv_heads, dim = config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"]
    layers, memory_layer = config["num_hidden_layers"], config["memlong"]["mem_layer"]
    retrieval_layers = config["memlong"]["ret_attn_layers"]
    weights = {name: tensor.float() for name, tensor in load_file(model_folder / "model.safetensors").items()}
    frozen = memory_layer + 1 if stage == "memory" else 0
    adapted = stage != "pretrain"
    trained, adapters = [], {}

    def train(name):
        trained.append(weights[name].requires_grad_(True))

    for name, tensor in list(weights.items()):
        layer = int(name.split(".")[2]) if ".layers." in name else None
        if not adapted or (tensor.dim() == 1 and (layer is None or layer >= frozen)):
            train(name)
        elif layer is not None and layer >= frozen and any(p in name for p in PROJECTIONS):
            a = torch.empty(LORA["rank"], tensor.shape[1])
            torch.nn.init.kaiming_uniform_(a, a=math.sqrt(5))
            adapters[name] = (a.requires_grad_(True), torch.zeros(tensor.shape[0], LORA["rank"], requires_grad=True))
            trained.extend(adapters[name])
    decay = [p for p in trained if p.dim() >= 2]
    plain = [p for p in trained if p.dim() < 2]
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}],
                                  lr=1e-4, betas=(0.9, 0.95))

    def linear(name, x, training):
        y = functional.linear(x, weights[name])
        if name in adapters:
            a, b = adapters[name]
            inner = functional.dropout(x, LORA["dropout"], training)
            y = y + functional.linear(functional.linear(inner, a), b) * (LORA["alpha"] / LORA["rank"])
        return y

    def norm(name, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + config["rms_norm_eps"]) * weights[name]

    frequencies = config["rope_theta"] ** (-torch.arange(0, dim, 2) / dim)
    angles = torch.outer(torch.arange(1, 2048), frequencies).repeat(1, 2)
    cosines, sines = angles.cos(), angles.sin()

    def rotate(x):
        half = torch.cat((-x[..., dim // 2:], x[..., :dim // 2]), -1)
        return x * cosines[:x.shape[2]] + half * sines[:x.shape[2]]

    def split(x, count):
        return x.view(x.shape[0], x.shape[1], count, dim).transpose(1, 2)

    def layer_forward(index, x, memory, training):
        prefix = f"model.layers.{index}."
        y = norm(prefix + "input_layernorm.weight", x)
        q = rotate(split(linear(prefix + "self_attn.q_proj.weight", y, training), heads))
        k = rotate(split(linear(prefix + "self_attn.k_proj.weight", y, training), kv_heads))
        v = split(linear(prefix + "self_attn.v_proj.weight", y, training), kv_heads)
        length = x.shape[1]
        mask = torch.full((length, length), -math.inf).triu(1)
        if memory is not None and index in retrieval_layers:  # position 0: keys as they were stored
            k, v = torch.cat((memory[0], k), 2), torch.cat((memory[1], v), 2)
            mask = torch.cat((torch.zeros(length, memory[0].shape[2]), mask), 1)
        k, v = (t.repeat_interleave(heads // kv_heads, 1) for t in (k, v))
        scores = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(dim) + mask, -1)
        y = (scores @ v).transpose(1, 2).reshape(x.shape[0], length, heads * dim)
        x = x + linear(prefix + "self_attn.o_proj.weight", y, training)
        y = norm(prefix + "post_attention_layernorm.weight", x)
        gate = functional.silu(linear(prefix + "mlp.gate_proj.weight", y, training))
        return x + linear(prefix + "mlp.down_proj.weight", gate * linear(prefix + "mlp.up_proj.weight", y, training),
                          training)

    def loss_sum(tokens, targets, memory):
        with torch.set_grad_enabled(not adapted):
            x = functional.embedding(tokens, weights["model.embed_tokens.weight"])
        for index in range(layers):
            with torch.set_grad_enabled(index >= frozen):
                x = layer_forward(index, x, memory, True)
        logits = functional.linear(norm("model.norm.weight", x), weights.get("lm_head.weight",
                                                                             weights["model.embed_tokens.weight"]))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum")

    def remember(chunks):
        """[C, n] tokens -> keys and values of the memory layer, half precision."""
        with torch.no_grad():
            x = functional.embedding(chunks, weights["model.embed_tokens.weight"])
            for index in range(memory_layer):
                x = layer_forward(index, x, None, False)
            prefix = f"model.layers.{memory_layer}."
            y = norm(prefix + "input_layernorm.weight", x)
            return tuple(split(linear(f"{prefix}self_attn.{p}_proj.weight", y, False), kv_heads).half() for p in "kv")

    def joined(lanes):
        """Lists of blocks, one a sequence -> what the retrieval layers see."""
        return tuple(torch.stack([torch.cat([block[i] for block in blocks], 1) for blocks in lanes]).float()
                     for i in (0, 1))

    def update():
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()

    def text_steps():
        ids = shard_tokens(data)
        length = len(ids) // BATCH
        ids = torch.tensor(ids[:length * BATCH]).view(BATCH, length)
        lanes = [[] for _ in range(BATCH)]
        for step in range(STEPS):
            part = ids[:, step * TOKENS:(step + 1) * TOKENS + 1]
            memory = None
            if adapted and step >= TOP_K:
                memory = joined([random.sample(lane, TOP_K) for lane in lanes])
            (loss_sum(part[:, :-1], part[:, 1:], memory) / (BATCH * TOKENS)).backward()
            update()
            if adapted:
                keys, values = remember(part[:, :-1])
                for i, lane in enumerate(lanes):
                    lane.append((keys[i], values[i]))
            yield BATCH * TOKENS

    def question_steps():
        import sentencepiece
        pieces = sentencepiece.SentencePieceProcessor(str(model_folder / "tokenizer.model"))
        for line in questions.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            ids = pieces.encode(document["document"])
            whole = torch.tensor(ids[:len(ids) // CHUNK * CHUNK]).view(-1, CHUNK)
            keys, values = remember(whole)
            blocks = list(zip(keys, values))
            if len(ids) % CHUNK:
                blocks.append(tuple(t[0] for t in remember(torch.tensor(ids[len(whole) * CHUNK:])[None])))
            examples = []
            for pair in random.sample(document["questions"], min(BATCH, len(document["questions"]))):
                answer = pieces.encode(pair.get("answer") or pair["answers"][0]) + [2]
                examples.append((pieces.encode(f"Question: {pair['question']}\nAnswer:"), answer))
            groups = {}
            for example in examples:  # sequences with as much memory as each other run together
                chosen = random.sample(blocks, min(TOP_K, len(blocks)))
                groups.setdefault(sum(b[0].shape[1] for b in chosen), []).append((example, chosen))
            total = sum(len(answer) for _, answer in examples)
            for group in groups.values():
                length = max(len(prompt) + len(answer) - 1 for (prompt, answer), _ in group)
                tokens = torch.zeros(len(group), length, dtype=torch.long)
                targets = torch.full((len(group), length), -100)
                for row, ((prompt, answer), _) in enumerate(group):
                    tokens[row, :len(prompt) + len(answer) - 1] = torch.tensor(prompt + answer[:-1])
                    targets[row, len(prompt) - 1:len(prompt) + len(answer) - 1] = torch.tensor(answer)
                (loss_sum(tokens, targets, joined([chosen for _, chosen in group])) / total).backward()
            update()
            yield total

    begin = time.perf_counter()
    tokens = sum(question_steps() if stage == "instruct" else text_steps())
    print(json.dumps(tokens / (time.perf_counter() - begin)))


def shard_tokens(data):
    """The ids of the first shard (engine/training/README.md describes the file)."""
    raw = sorted(data.rglob("train-*.tokens"))[0].read_bytes()
    width, = struct.unpack_from("<I", raw, 16)
    count, = struct.unpack_from("<Q", raw, 24)
    return struct.unpack_from(f"<{count}{'H' if width == 2 else 'I'}", raw, 64)


# The comparison.

def peak_of(command, out):
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return usage.ru_maxrss / 1024


def memlong_side(stage, options):
    with tempfile.TemporaryDirectory() as folder:
        run, settings = pathlib.Path(folder) / "run", pathlib.Path(folder) / "settings.toml"
        lines = {"steps": STEPS, "log_steps": STEPS, "batch_sequences": BATCH, "accumulation": 1,
                 "checkpoint_steps": 1000, "evaluation_sequences": 1, "learning_rate": 1e-4, "precision": '"f32"'}
        if stage in ("pretrain", "warmup", "memory"):
            lines["sequence_tokens"] = TOKENS
        if stage != "pretrain":
            lines |= {"chunk_tokens": CHUNK, "top_k": TOP_K, "memory_tokens": 32768, "positions": '"Zero"',
                      "query": '"segment"', "lora_rank": LORA["rank"], "lora_alpha": LORA["alpha"],
                      "lora_dropout": LORA["dropout"], "memory_layer": -1, "retrieval_layers": "[]"}
        if stage == "instruct":
            lines["context_share"] = 0.0
        if stage == "warmup" or stage == "instruct":
            lines["frozen_layers"] = 0
        settings.write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))
        source = [str(options.questions)] if stage == "instruct" else ["--data", str(options.data)]
        peak = peak_of([options.memlong, "--threads", str(options.threads), "train", stage, *source, "--model",
                        str(options.model), "--output", str(run), "--settings", str(settings)], subprocess.DEVNULL)
        log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
        steps, = (entry for entry in log if "tokens_per_second" in entry)
        return steps["tokens_per_second"], peak


def pytorch_side(stage, options):
    with tempfile.TemporaryFile("w+") as out:
        peak = peak_of([sys.executable, __file__, options.memlong, options.model, options.data, options.questions,
                        "--threads", str(options.threads), "--torch-side", stage], out)
        out.seek(0)
        return json.load(out), peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("memlong")
    for name in ("model", "data", "questions"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES)
    parser.add_argument("--torch-side", choices=STAGES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch_side:
        torch_side(options.torch_side, options.model, options.data, options.questions, options.threads)
        return
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as few:  # both sides see all of these documents once
        few.write("".join(options.questions.read_text(encoding="utf-8").splitlines(keepends=True)[:STEPS]))
        few.flush()
        options.questions = pathlib.Path(few.name)
        compare(options)


def compare(options):
    print("| Step | memlong, tokens/s | PyTorch, tokens/s | Ratio (of each round) | Peak memory, MiB |\n|---|---|---|---|---|")
    for stage in options.stages:
        ours, theirs, ratios = [], [], []
        for _ in range(options.rounds):
            rate, our_peak = memlong_side(stage, options)
            ours.append(rate)
            rate, their_peak = pytorch_side(stage, options)
            theirs.append(rate)
            ratios.append(ours[-1] / theirs[-1])
        print(f"| {stage} | {statistics.median(ours):,.0f} | {statistics.median(theirs):,.0f} "
              f"| {statistics.median(ratios):.2f} ({', '.join(f'{r:.2f}' for r in ratios)}) "
              f"| {our_peak:,.0f} against {their_peak:,.0f} |", flush=True)


main()
