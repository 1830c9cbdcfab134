"""Small random encoders with embeddings computed by transformers; run with a Python that has torch,
transformers, safetensors and sentencepiece:  python make_encoder_fixtures.py

Each folder of encoder/ is a Hugging Face model folder plus expected.json: texts, whether each is embedded as a
query or a passage, and the normalised embedding that transformers gives; of rerankers, pairs and their scores."""
import json
import pathlib

import sentencepiece
import torch
from safetensors.torch import save_file
from transformers import (BertConfig, BertForSequenceClassification, BertModel, XLMRobertaConfig,
                          XLMRobertaForSequenceClassification, XLMRobertaModel)

HERE = pathlib.Path(__file__).parent / "encoder"
TEXTS = [
    "a whale swims in the cold sea .",
    "the sea",
    "",
    "who cut the rope of the old ship and why did the captain not see it ?",
    "the captain saw the ship . a sailor cut the rope . the whale was cold and old , and the sea was deep .",
]
WORDS = ("a the whale swims in cold sea . who cut rope of old ship and why did captain not see it ? saw sailor was "
         "deep ,").split()
MAX_TOKENS = 20


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def pool(model, ids, mean):
    with torch.no_grad():
        states = model(torch.tensor([ids])).last_hidden_state[0]
    vector = states.mean(0) if mean else states[0]
    return torch.nn.functional.normalize(vector, dim=0).tolist()


def save(folder, model, config, mean, encode, prompts, prefix=""):
    write_json(folder / "config.json", config)
    write_json(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}])
    write_json(folder / "1_Pooling/config.json", {"pooling_mode_cls_token": not mean, "pooling_mode_mean_tokens": mean,
                                                  "pooling_mode_max_tokens": False})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS})
    if prompts:
        write_json(folder / "config_sentence_transformers.json", {"prompts": prompts})
    weights = {prefix + k: v.contiguous() for k, v in model.state_dict().items()
               if "pooler" not in k and "position_ids" not in k}
    save_file(weights, folder / "model.safetensors")
    expected = []
    for text in TEXTS:
        for kind in ("query", "passage"):
            ids = encode((prompts or {}).get(kind, "") + text)
            expected.append({"text": text, "kind": kind, "embedding": pool(model, ids, mean)})
    write_json(folder / "expected.json", expected)


def randomise(model):
    torch.manual_seed(7)
    for parameter in model.parameters():
        parameter.data.normal_(0, 0.15)
    for name, parameter in model.named_parameters():
        if name.endswith("LayerNorm.weight"):
            parameter.data += 1
    return model.eval()


def bert_parts(name, **changes):
    """Its folder with a tokenizer, its configuration, and the ids of a text without special tokens."""
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + WORDS
    config = BertConfig(**{"vocab_size": len(vocabulary), "hidden_size": 24, "num_hidden_layers": 2,
                           "num_attention_heads": 3, "intermediate_size": 40, "max_position_embeddings": 32} | changes)
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    write_json(folder / "tokenizer_config.json", {"do_lower_case": True, "tokenizer_class": "BertTokenizer"})
    return folder, config, lambda text: [vocabulary.index(w) if w in vocabulary else 1 for w in text.lower().split()]


def bert(name, mean, prompts=None, prefix="", **changes):
    folder, config, ids = bert_parts(name, **changes)
    encode = lambda text: [2] + ids(text)[:MAX_TOKENS - 2] + [3]
    save(folder, randomise(BertModel(config)), config.to_dict(), mean, encode, prompts, prefix)


def xlm_roberta_parts(name, **changes):
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    # <unk> 0, <s> 1, </s> 2 as in the model that XLM-RoBERTa checkpoints come with.
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(TEXTS * 20), model_prefix=str(folder / "m"),
                                             vocab_size=36, model_type="unigram", minloglevel=2)
    (folder / "m.model").rename(folder / "sentencepiece.bpe.model")
    (folder / "m.vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    config = XLMRobertaConfig(**{"vocab_size": pieces.vocab_size() + 2, "hidden_size": 24, "num_hidden_layers": 2,
                                 "num_attention_heads": 3, "intermediate_size": 40, "max_position_embeddings": 34,
                                 "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1, "bos_token_id": 0,
                                 "eos_token_id": 2} | changes)
    return folder, config, lambda text: [3 if i == 0 else i + 1 for i in pieces.encode(text)]


def xlm_roberta(name):
    folder, config, ids = xlm_roberta_parts(name)
    encode = lambda text: [0] + ids(text)[:MAX_TOKENS - 2] + [2]
    save(folder, randomise(XLMRobertaModel(config)), config.to_dict(), False, encode, None)


def reranker(parts, architecture, first, middle, last, typed):
    """`first` q `middle` p `last`, the passage cut to the longest input; the questions are shorter than half of it."""
    folder, config, ids = parts
    model = randomise(architecture(config))
    write_json(folder / "config.json", config.to_dict() | {"architectures": [architecture.__name__]})
    save_file({k: v.contiguous() for k, v in model.state_dict().items() if "position_ids" not in k},
              folder / "model.safetensors")
    longest = config.max_position_embeddings - (0 if typed else config.pad_token_id + 1)
    expected = []
    for question in ("the sea", "who cut the rope ?"):
        for passage in TEXTS:
            begin = first + ids(question) + middle
            row = begin + ids(passage)[:longest - len(begin) - len(last)] + last
            types = [0] * len(begin) + [1 if typed else 0] * (len(row) - len(begin))
            with torch.no_grad():
                score = model(torch.tensor([row]), token_type_ids=torch.tensor([types])).logits.item()
            expected.append({"question": question, "passage": passage, "score": score})
    write_json(folder / "expected.json", expected)


bert("bert_mean", True)
bert("bert_cls_prompts", False, {"query": "who saw ", "passage": "the ship . "}, "bert.")
bert("bert_gelu_new", True, hidden_act="gelu_new")
xlm_roberta("xlm_roberta_cls")
reranker(bert_parts("bert_reranker", max_position_embeddings=24, num_labels=1), BertForSequenceClassification,
         [2], [3], [3], True)
reranker(xlm_roberta_parts("xlm_roberta_reranker", max_position_embeddings=42, num_labels=1),
         XLMRobertaForSequenceClassification, [0], [2, 2], [2], False)
