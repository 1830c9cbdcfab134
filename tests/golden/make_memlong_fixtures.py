#!/usr/bin/env python3
"""Makes tests/golden/memlong: small random checkpoints with memory, computed by the reference implementation.

    python3 make_memlong_fixtures.py REFERENCE_FOLDER [OUTPUT_FOLDER]

REFERENCE_FOLDER is a checkout of github.com/Bui1dMySea/MemLong (Python). Needs torch, transformers and
safetensors. Its eager attention (RetrievalCausalAttention) is the definition; modules that it imports but that
this does not use (retrievers, flash attention) are replaced by empty ones.

Each folder holds a checkpoint and expected.safetensors: chunks [C, n], keys and values of the memory layer
[C, H, n, D], query [T], logits [T, V] with all chunks in memory.

The reference rotates the keys of a retrieval in place, once more in each retrieval layer, when position_type is
Continual. That is a slip, so every layer gets a fresh copy here.
"""
import copy
import importlib
import json
import pathlib
import shutil
import sys
import types

import torch
from safetensors.torch import save_file

VOCABULARY, HIDDEN, WIDE, LAYERS, HEADS = 64, 32, 24, 4, 4
MEMORY_LAYER, RETRIEVAL_LAYERS = 2, [2, 3]
CHUNKS, CHUNK_TOKENS, QUERY_TOKENS = 3, 16, 20


class Anything:
    """Stands for whatever a missing module would have defined; also works as a decorator."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and callable(args[0]) else self

    def __getattr__(self, name):
        return Anything()


class StubModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Anything,), {})


def stub(name):
    sys.modules[name] = StubModule(name)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, sys.modules[name])


def load_reference(folder):
    """Imports the modelling file, giving empty modules and names for what is not installed."""
    sys.path.insert(0, str(folder))
    import transformers.utils
    for name in ("add_start_docstrings", "add_start_docstrings_to_model_forward", "replace_return_docstrings"):
        if not hasattr(transformers.utils, name):
            setattr(transformers.utils, name, lambda *a, **k: (lambda f: f))
    for name in ("is_flash_attn_2_available", "is_flash_attn_greater_or_equal_2_10"):
        setattr(transformers.utils, name, lambda *a, **k: False)
    for _ in range(50):
        try:
            return (importlib.import_module("src.modeling_llama_position"),
                    importlib.import_module("src.configuration_llama"), importlib.import_module("src.utils"))
        except ModuleNotFoundError as missing:
            if missing.name.startswith("src"):
                raise
            stub(missing.name)
        except ImportError as missing:  # "cannot import name 'X' from 'Y'"
            setattr(sys.modules[missing.name], str(missing).split("'")[1], [])
        for loaded in [name for name in sys.modules if name.startswith("src")]:
            del sys.modules[loaded]
    raise RuntimeError("the reference cannot be imported")


def causal_mask(count):
    mask = torch.full((count, count), torch.finfo(torch.float32).min).triu(diagonal=1)
    return mask[None, None]


class Model:
    """The reference's layers with the embedding and the head around them."""

    def __init__(self, reference, configuration, utilities, position_type, use_gate):
        self.MemCache = utilities.MemCache
        self.config = configuration.LlamaConfig(
            vocab_size=VOCABULARY, hidden_size=HIDDEN, intermediate_size=WIDE, num_hidden_layers=LAYERS,
            num_attention_heads=HEADS, max_position_embeddings=128, mem_layer=MEMORY_LAYER,
            ret_attn_layers=RETRIEVAL_LAYERS, position_type=position_type, use_gate=use_gate,
            mem_dtype="float32")
        self.config._attn_implementation = "eager"
        # Newer transformers fill in a default that this configuration class does not know.
        vars(self.config).update(rope_parameters=None, rope_scaling=None, rope_theta=10000.0)
        memory = utilities.MemConfig(positionals=True, use_gate=use_gate, cache_dtype=torch.float32)
        self.embedding = torch.nn.Embedding(VOCABULARY, HIDDEN)
        self.layers = torch.nn.ModuleList([
            reference.LlamaDecoderLayer(self.config, i, mem_config=memory if i in RETRIEVAL_LAYERS else None)
            for i in range(LAYERS)])
        self.norm = reference.LlamaRMSNorm(HIDDEN, eps=self.config.rms_norm_eps)
        self.head = torch.nn.Linear(HIDDEN, VOCABULARY, bias=False)
        with torch.no_grad():
            for _, parameter in self.parameters():
                if parameter.dim() == 1:
                    parameter.add_(torch.randn_like(parameter) * 0.1)
                elif parameter.dim() == 4:  # gates
                    parameter.copy_(torch.randn_like(parameter))
                else:
                    parameter.copy_(torch.randn_like(parameter) * 0.15)
                parameter.copy_(parameter.to(torch.bfloat16).float())

    def parameters(self):
        parts = {"model.embed_tokens": self.embedding, "model.layers": self.layers, "model.norm": self.norm,
                 "lm_head": self.head}
        return [(f"{prefix}.{name}", parameter) for prefix, module in parts.items()
                for name, parameter in module.named_parameters()]

    def run(self, tokens, memory=None):
        """Final hidden states of [1, T] and what the memory layer would store."""
        count = tokens.shape[1]
        hidden = self.embedding(tokens)
        update = None
        for layer in self.layers:
            outputs = layer(hidden, attention_mask=causal_mask(count), position_ids=torch.arange(count)[None],
                            use_cache=False, mem_caches=copy.copy(memory))
            hidden = outputs[0]
            update = outputs[-1] if outputs[-1] is not None else update
        return self.norm(hidden), update

    def make(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        chunks = torch.randint(3, VOCABULARY, (CHUNKS, CHUNK_TOKENS))
        query = torch.randint(3, VOCABULARY, (1, QUERY_TOKENS))
        with torch.no_grad():
            stored = [self.run(chunk[None])[1] for chunk in chunks]
            memory = self.MemCache(keys=torch.cat([s.keys for s in stored], dim=2),
                                   values=torch.cat([s.values for s in stored], dim=2),
                                   masks=torch.zeros(1, 1, CHUNKS * CHUNK_TOKENS, 1))
            logits = self.head(self.run(query, memory)[0])[0]
            plain = self.head(self.run(query)[0])[0]
        save_file({"chunks": chunks, "query": query[0].contiguous(), "logits": logits.contiguous(),
                   "plain_logits": plain.contiguous(),
                   "keys": torch.cat([s.keys for s in stored]).contiguous(),
                   "values": torch.cat([s.values for s in stored]).contiguous()}, folder / "expected.safetensors")
        save_file({name: parameter.detach().to(torch.bfloat16).contiguous()
                   for name, parameter in self.parameters()}, folder / "model.safetensors", {"format": "pt"})
        keys = ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                "num_key_value_heads", "max_position_embeddings", "rms_norm_eps", "rope_theta", "mem_layer",
                "ret_attn_layers", "position_type", "use_gate")
        settings = {"model_type": "llama", **{key: getattr(self.config, key) for key in keys}}
        (folder / "config.json").write_text(json.dumps(settings, indent=2) + "\n")


def main():
    reference, configuration, utilities = load_reference(pathlib.Path(sys.argv[1]))
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parent / "memlong")
    for position_type in ("Zero", "Continual"):
        for use_gate in (False, True):
            torch.manual_seed(11 + use_gate)
            name = position_type.lower() + ("_gate" if use_gate else "")
            Model(reference, configuration, utilities, position_type, use_gate).make(root / name)


if __name__ == "__main__":
    main()
