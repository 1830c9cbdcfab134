#include "engine/training/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include <toml++/toml.h>

#include "engine/base/files.h"

namespace memlong {
namespace {

constexpr std::uint64_t kMaxSettingsBytes = 1U << 20;
constexpr std::size_t kMaxListItems = 4096;

template <class... Parts> struct Overloaded : Parts... { using Parts::operator()...; };
template <class... Parts> Overloaded(Parts...) -> Overloaded<Parts...>;

/// "" when the value is allowed.
std::string complaint(const SettingField& field, double number) {
    if (std::isfinite(number) && number >= field.low && number <= field.high)
        return {};
    std::ostringstream text;
    text << field.name << " must be from " << field.low << " to " << field.high;
    return text.str();
}

std::string complaint(const SettingField& field, const std::string& word) {
    if (field.choices.empty() || std::ranges::find(field.choices, word) != field.choices.end())
        return {};
    std::string text = field.name + " must be one of";
    for (const std::string& choice : field.choices)
        text += (choice == field.choices.front() ? " " : ", ") + choice;
    return text;
}

const SettingField* findField(const std::vector<SettingField>& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &SettingField::name);
    return found == fields.end() ? nullptr : &*found;
}

std::string unknown(const std::vector<SettingField>& fields, std::string_view name) {
    std::string text = "there is no setting \"" + std::string(name) + "\"; there are";
    for (const SettingField& field : fields)
        text += ' ' + field.name;
    return text;
}

std::string assignNode(const SettingField& field, const toml::node& node) {
    const std::string wrong = field.name + " has a value of the wrong kind";
    return std::visit(Overloaded{[&](std::int64_t* target) {
                                     if (!node.is_integer())
                                         return wrong;
                                     const std::int64_t value = **node.as_integer();
                                     std::string problem = complaint(field, static_cast<double>(value));
                                     if (problem.empty())
                                         *target = value;
                                     return problem;
                                 },
                                 [&](double* target) {
                                     if (!node.is_number())
                                         return wrong;
                                     const double value = *node.value<double>();
                                     std::string problem = complaint(field, value);
                                     if (problem.empty())
                                         *target = value;
                                     return problem;
                                 },
                                 [&](bool* target) {
                                     if (!node.is_boolean())
                                         return wrong;
                                     *target = **node.as_boolean();
                                     return std::string();
                                 },
                                 [&](std::string* target) {
                                     if (!node.is_string())
                                         return wrong;
                                     std::string problem = complaint(field, **node.as_string());
                                     if (problem.empty())
                                         *target = **node.as_string();
                                     return problem;
                                 },
                                 [&](auto* list) {
                                     using Item = typename std::remove_pointer_t<decltype(list)>::value_type;
                                     const toml::array* array = node.as_array();
                                     if (array == nullptr || array->size() > kMaxListItems)
                                         return wrong;
                                     std::remove_pointer_t<decltype(list)> values;
                                     for (const toml::node& entry : *array) {
                                         const auto value = entry.value_exact<Item>();
                                         if (!value)
                                             return wrong;
                                         std::string problem;
                                         if constexpr (std::is_same_v<Item, std::string>)
                                             problem = complaint(field, *value);
                                         else
                                             problem = complaint(field, static_cast<double>(*value));
                                         if (!problem.empty())
                                             return problem;
                                         values.push_back(*value);
                                     }
                                     *list = std::move(values);
                                     return std::string();
                                 }},
                      field.value);
}

template <class Number> bool parseNumber(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> splitList(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (comma > 0)
            items.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

/// A word as a TOML string.
std::string quoted(const std::string& text) {
    std::ostringstream out;
    out << toml::value<std::string>(text);
    return out.str();
}

std::string numberText(double value) {
    char text[40];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    std::string result(text, end);
    if (result.find_first_of(".en") == std::string::npos)
        result += ".0"; // TOML tells integers and numbers apart
    return result;
}

template <class T>
SettingField number(const char* name, T& value, double low, double high, const char* description) {
    return {name, description, &value, low, high, {}};
}

template <class T>
SettingField word(const char* name, T& value, std::vector<std::string> choices, const char* description) {
    return {name, description, &value, 0, 0, std::move(choices)};
}

void append(std::vector<SettingField>& fields, std::vector<SettingField> more) {
    std::ranges::move(more, std::back_inserter(fields));
}

} // namespace

PretrainSettings::PretrainSettings() {
    run.batchSequences = 8;
    run.accumulation = 4;
    run.learningRate = 1e-3;
    run.weightDecay = 0.1;
    run.beta2 = 0.95;
    run.warmupSteps = 100;
    run.finalLearningRate = 0.1;
    run.sequenceTokens = 512;
}

MemoryStageSettings warmupDefaults(int layers) {
    MemoryStageSettings settings;
    settings.memory.positions = "Continual";
    for (std::int64_t layer = layers / 2 + 1; layer < layers; ++layer) // 14..25 of OpenLLaMA's 26
        settings.memory.retrievalLayers.push_back(layer);
    return settings;
}

MemoryStageSettings memoryDefaults(int memoryLayer) {
    MemoryStageSettings settings;
    settings.frozenLayers = memoryLayer + 1; // 0..m
    return settings;
}

InstructSettings instructDefaults(int memoryLayer) {
    InstructSettings settings;
    settings.stage = memoryDefaults(memoryLayer);
    settings.stage.run.batchSequences = 8; // questions about one document
    settings.stage.run.warmupSteps = 100;
    return settings;
}

std::vector<SettingField> settingFields(RunSettings& s) {
    constexpr double kMany = 1e9;
    return {
        number("steps", s.steps, 1, kMany, "Optimizer steps in all"),
        number("sequence_tokens", s.sequenceTokens, 2, 1 << 20, "Tokens of a sequence"),
        number("batch_sequences", s.batchSequences, 1, 4096, "Sequences of one forward pass"),
        number("accumulation", s.accumulation, 1, 65536, "Forward passes of one optimizer step"),
        number("learning_rate", s.learningRate, 0, 10, "Highest learning rate"),
        number("weight_decay", s.weightDecay, 0, 10, "AdamW's weight decay; norms and biases have none"),
        number("beta1", s.beta1, 0, 0.99999, "AdamW's first moment"),
        number("beta2", s.beta2, 0, 0.9999999, "AdamW's second moment"),
        number("epsilon", s.epsilon, 0, 1, "AdamW's epsilon"),
        number("clip_norm", s.clipNorm, 0, 1e6, "Largest norm of the gradient; 0 for no limit"),
        word("schedule", s.schedule, {"cosine", "linear", "constant"}, "Learning rate after the warm-up"),
        number("warmup_steps", s.warmupSteps, 0, kMany, "Steps in which the learning rate rises"),
        number("final_learning_rate", s.finalLearningRate, 0, 1,
               "Learning rate at the end, as a share of the highest"),
        number("seed", s.seed, 0, 9e15, "Of weights, order of the data and dropout"),
        word("precision", s.precision, {"auto", "f32", "bf16"},
             "Of the matrix products; weights are kept in float32"),
        word("result_precision", s.resultPrecision, {"f32", "bf16"}, "Of the weights in the result"),
        word("activation_checkpointing", s.activationCheckpointing, {},
             "Compute layers again in the backward pass instead of keeping their activations"),
        number("log_steps", s.logSteps, 1, kMany, "Steps between two lines of log.jsonl"),
        number("checkpoint_steps", s.checkpointSteps, 1, kMany, "Steps between two checkpoints"),
        number("evaluation_steps", s.evaluationSteps, 0, kMany,
               "Steps between two evaluations; 0 for the end only"),
        number("evaluation_sequences", s.evaluationSequences, 1, kMany,
               "Sequences of the held-out text evaluated"),
    };
}

std::vector<SettingField> settingFields(PretrainSettings& s) {
    auto fields = settingFields(s.run);
    append(
        fields,
        {
            number("layers", s.layers, 1, 512, "Layers of the decoder"),
            number("hidden_size", s.hiddenSize, 8, 65536, "Width of the decoder"),
            number("heads", s.heads, 1, 1024, "Attention heads"),
            number("kv_heads", s.kvHeads, 1, 1024, "Heads of keys and values"),
            number("intermediate_size", s.intermediateSize, 8, 1 << 20, "Width of the feed-forward block"),
            number("context_tokens", s.contextTokens, 2, 1 << 24, "Context that the model is declared for"),
            number("rope_theta", s.ropeTheta, 1, 1e12, "Base of the rotary embedding"),
            word("tied_embeddings", s.tiedEmbeddings, {}, "The language-model head is the embedding"),
            number("initial_deviation", s.initialDeviation, 0, 10, "Standard deviation of fresh weights"),
        });
    return fields;
}

std::vector<SettingField> settingFields(MemoryStageSettings& s) {
    auto fields = settingFields(s.run);
    append(
        fields,
        {
            word("full_weights", s.fullWeights, {}, "Train the weights themselves instead of an adapter"),
            number("lora_rank", s.lora.rank, 1, 4096, "Rank of the adapter"),
            number("lora_alpha", s.lora.alpha, 0, 1e6, "The adapter's product is scaled by alpha / rank"),
            number("lora_dropout", s.lora.dropout, 0, 0.99, "Dropout in front of the adapter"),
            word("lora_targets", s.lora.targets,
                 {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"},
                 "Projections with an adapter"),
            word("train_norms", s.trainNorms, {}, "Train the norms of the trainable layers too"),
            number("frozen_layers", s.frozenLayers, 0, 512, "So many of the lowest layers stay as they are"),
            word("merge", s.merge, {},
                 "Merge the adapter into the result, which is the adapter alone otherwise"),
            number("retrieval_layers", s.memory.retrievalLayers, 0, 511,
                   "Layers that see the memory; [] for the model's"),
            number("memory_layer", s.memory.memoryLayer, -1, 511,
                   "Layer whose keys and values are kept; -1 for the model's"),
            word("positions", s.memory.positions, {"Zero", "Continual"}, "Where the memory lies"),
            number("memory_tokens", s.memory.memoryTokens, 0, 1e9,
                   "Capacity of the memory of a document; 0 for none"),
            number("chunk_tokens", s.memory.chunkTokens, 1, 65536, "Tokens of a chunk"),
            number("top_k", s.memory.topK, 1, 4096, "Chunks retrieved"),
            word("retrieval", s.memory.retrieval, {"dense", "recent", "random"}, "How chunks are chosen"),
            word("query", s.memory.query, {"previous", "segment"},
                 "What is searched for: the text before a sequence, or the sequence itself as in the paper's "
                 "code"),
            word("eviction", s.memory.eviction, {"counter", "fifo"}, "What leaves a full memory"),
        });
    return fields;
}

std::vector<SettingField> settingFields(InstructSettings& s) {
    auto fields = settingFields(s.stage);
    append(fields, {
                       number("context_share", s.contextShare, 0, 1,
                              "Share of the questions with passages in the prompt, too"),
                       number("answer_tokens", s.answerTokens, 1, 65536, "Longer answers are passed over"),
                   });
    return fields;
}

Result<void> readSettings(const std::filesystem::path& file, const std::vector<SettingField>& fields) {
    MEMLONG_ASSIGN(const std::string content, readFile(file, kMaxSettingsBytes));
    const auto wrong = [&](const toml::source_region& source, const std::string& what) {
        return makeError(ErrorCode::InvalidArgument,
                         file.string() + ", line " + std::to_string(source.begin.line) + ": " + what);
    };
    toml::table table;
    try {
        table = toml::parse(content, file.string());
    } catch (const toml::parse_error& error) {
        return wrong(error.source(), std::string(error.description()));
    }
    for (const auto& [key, node] : table) {
        const SettingField* field = findField(fields, key.str());
        if (field == nullptr)
            return wrong(node.source(), unknown(fields, key.str()));
        if (const std::string problem = assignNode(*field, node); !problem.empty())
            return wrong(node.source(), problem);
    }
    return {};
}

Result<void> setSetting(const std::vector<SettingField>& fields, std::string_view name,
                        std::string_view value) {
    const SettingField* field = findField(fields, name);
    if (field == nullptr)
        return makeError(ErrorCode::InvalidArgument, unknown(fields, name));
    // Through TOML's own types, so that both ways have the same rules.
    const std::string text(value);
    std::string problem = field->name + " has a value of the wrong kind: \"" + text + "\"";
    std::visit(Overloaded{[&](std::int64_t*) {
                              std::int64_t parsed = 0;
                              if (parseNumber(value, parsed))
                                  problem = assignNode(*field, toml::value<std::int64_t>(parsed));
                          },
                          [&](double*) {
                              double parsed = 0;
                              if (parseNumber(value, parsed))
                                  problem = assignNode(*field, toml::value<double>(parsed));
                          },
                          [&](bool*) {
                              if (text == "true" || text == "false")
                                  problem = assignNode(*field, toml::value<bool>(text == "true"));
                          },
                          [&](std::string*) { problem = assignNode(*field, toml::value<std::string>(text)); },
                          [&](std::vector<std::string>*) {
                              toml::array array;
                              for (const std::string& item : splitList(value))
                                  array.push_back(item);
                              problem = assignNode(*field, array);
                          },
                          [&](std::vector<std::int64_t>*) {
                              toml::array array;
                              for (const std::string& item : splitList(value)) {
                                  std::int64_t parsed = 0;
                                  if (!parseNumber<std::int64_t>(item, parsed))
                                      return;
                                  array.push_back(parsed);
                              }
                              problem = assignNode(*field, array);
                          }},
               field->value);
    if (!problem.empty())
        return makeError(ErrorCode::InvalidArgument, problem);
    return {};
}

std::string settingsText(const std::vector<SettingField>& fields) {
    std::string text;
    for (const SettingField& field : fields) {
        text += "# " + field.description + "\n" + field.name + " = ";
        std::visit(
            Overloaded{[&](const std::int64_t* value) { text += std::to_string(*value); },
                       [&](const double* value) { text += numberText(*value); },
                       [&](const bool* value) { text += *value ? "true" : "false"; },
                       [&](const std::string* value) { text += quoted(*value); },
                       [&](const auto* list) {
                           text += '[';
                           for (std::size_t i = 0; i < list->size(); ++i) {
                               text += i > 0 ? ", " : "";
                               if constexpr (std::is_same_v<decltype(list), const std::vector<std::string>*>)
                                   text += quoted((*list)[i]);
                               else
                                   text += std::to_string((*list)[i]);
                           }
                           text += ']';
                       }},
            field.value);
        text += "\n";
    }
    return text;
}

} // namespace memlong
