#!/usr/bin/env python3
"""Makes tests/golden/decoder: a tiny random checkpoint of each decoder family with its logits by transformers.

    python3 make_decoder_fixtures.py [OUTPUT_FOLDER]

Needs torch, transformers, peft and safetensors; the program and its tests need none of them.
Each folder holds a Hugging Face checkpoint and expected.safetensors: tokens [T] int64 and logits [T, V] float32
of one forward pass in float32 (weights as stored), computed with the eager attention.
"""
import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import (LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config,
                          Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

SMALL = dict(vocab_size=96, hidden_size=32, intermediate_size=40, num_hidden_layers=4, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=64, bos_token_id=1, eos_token_id=2)
TOKENS = 40


def small(**changes):
    return {**SMALL, **changes}


def randomise(model):
    """Wide enough weights that a mistake anywhere shows in the logits; norms and biases too are not trivial."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.1)
            else:
                parameter.copy_(torch.randn_like(parameter) * 0.15)


def logits_of(model, tokens):
    with torch.no_grad():
        return model.float().eval()(tokens.unsqueeze(0)).logits[0].float().contiguous()


def old_style_rope(folder):
    """Rewrites config.json the way transformers before version 5 wrote it."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    kind = rope.pop("rope_type")
    config["rope_scaling"] = {"type": kind, **rope} if kind != "default" else None
    path.write_text(json.dumps(config, indent=2))


def make(root, name, model_class, config, dtype=torch.bfloat16, shard=None, old=False):
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    torch.manual_seed(sum(name.encode()))
    config._attn_implementation = "eager"
    model = model_class(config)
    randomise(model)
    model = model.to(dtype)
    model.save_pretrained(folder, max_shard_size=shard or "5GB")
    if old:
        old_style_rope(folder)
    # Read again, because .to(dtype) has rounded the rotary frequencies as well.
    model = model_class.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    ids = torch.randint(3, config.vocab_size, (TOKENS,))
    save_file({"tokens": ids, "logits": logits_of(model, ids)}, folder / "expected.safetensors")


def make_adapter(root):
    """A LoRA adapter (rank-stabilised) with trained norms on top of `llama`."""
    folder = root / "llama_adapter"
    shutil.rmtree(folder, ignore_errors=True)
    model = LlamaForCausalLM.from_pretrained(root / "llama", attn_implementation="eager")
    torch.manual_seed(7)
    config = LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "k_proj", "v_proj", "o_proj"],
                        modules_to_save=["norm", "input_layernorm"], use_rslora=True, task_type="CAUSAL_LM")
    peft = get_peft_model(model, config)
    with torch.no_grad():
        for name, parameter in peft.named_parameters():
            if "lora_" in name:
                parameter.copy_(torch.randn_like(parameter) * 0.2)
            elif "modules_to_save" in name:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    peft.save_pretrained(folder)
    path = folder / "adapter_config.json"
    saved = json.loads(path.read_text())
    saved["base_model_name_or_path"] = "../llama"
    path.write_text(json.dumps(saved, indent=2, sort_keys=True))
    (folder / "README.md").unlink(missing_ok=True)
    ids = torch.randint(3, SMALL["vocab_size"], (TOKENS,))
    merged = peft.merge_and_unload()
    save_file({"tokens": ids, "logits": logits_of(merged, ids)}, folder / "expected.safetensors")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "decoder")
    root.mkdir(parents=True, exist_ok=True)
    rope = lambda **settings: {"rope_theta": 10000.0, **settings}
    llama3 = rope(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                  original_max_position_embeddings=32)
    make(root, "llama", LlamaForCausalLM, LlamaConfig(**small(num_key_value_heads=4, num_hidden_layers=3)),
         dtype=torch.float32, old=True)
    make(root, "llama_gqa_bf16", LlamaForCausalLM, LlamaConfig(**small()))
    make(root, "llama_bias_f16", LlamaForCausalLM, LlamaConfig(**small(attention_bias=True, mlp_bias=True)),
         dtype=torch.float16)
    make(root, "llama_sharded", LlamaForCausalLM, LlamaConfig(**small(num_key_value_heads=1)), shard="30KB")
    make(root, "llama_linear", LlamaForCausalLM,
         LlamaConfig(**small(rope_parameters=rope(rope_type="linear", factor=4.0))), old=True)
    make(root, "llama_dynamic", LlamaForCausalLM,
         LlamaConfig(**small(max_position_embeddings=32, rope_parameters=rope(rope_type="dynamic", factor=2.0))))
    make(root, "llama_llama3", LlamaForCausalLM, LlamaConfig(**small(rope_parameters=llama3)))
    make(root, "llama_llama3_old", LlamaForCausalLM, LlamaConfig(**small(rope_parameters=llama3)), old=True)
    make(root, "mistral", MistralForCausalLM, MistralConfig(**small(sliding_window=None, head_dim=8)))
    make(root, "mistral_window", MistralForCausalLM, MistralConfig(**small(sliding_window=16, head_dim=8)))
    make(root, "qwen2", Qwen2ForCausalLM, Qwen2Config(**small(rope_parameters=rope(rope_theta=1e6))))
    make(root, "qwen2_window", Qwen2ForCausalLM,
         Qwen2Config(**small(use_sliding_window=True, sliding_window=12, max_window_layers=2)))
    make(root, "qwen3", Qwen3ForCausalLM, Qwen3Config(**small(head_dim=16, tie_word_embeddings=True)))
    make(root, "smollm2_tied", LlamaForCausalLM,
         LlamaConfig(**small(num_attention_heads=3, num_key_value_heads=1, hidden_size=48, tie_word_embeddings=True)))
    make_adapter(root)


if __name__ == "__main__":
    main()
