// Splitting of text into words before byte-pair merges, as the "pre_tokenizer" of a tokenizer.json says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"

namespace memlong {

/// Bytes [begin, end) of the text; neighbours meet unless a step removes what it splits at.
struct WordRange {
    std::uint32_t begin = 0, end = 0;
};

/// One step: splits every word further. Immutable; any thread.
class SplitStep {
public:
    virtual ~SplitStep() = default;
    virtual void split(std::string_view text, WordRange word, std::vector<WordRange>& out) const = 0;
};

struct PreTokenizer {
    std::vector<std::unique_ptr<const SplitStep>> steps;
    bool byteLevel = false;   // tokens are written in the byte alphabet of GPT-2
    bool prefixSpace = false; // " " is put before a text that does not begin with one
    bool metaspace = false;   // spaces are written "▁"
    bool metaspacePrefix = false;

    std::vector<WordRange> words(std::string_view text) const;
};

/// UnsupportedVersion for a kind of step that this program does not know, Corrupt for a broken pattern.
Result<PreTokenizer> makePreTokenizer(const nlohmann::json& description, const std::string& file);

} // namespace memlong
