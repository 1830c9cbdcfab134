// A small tokenizer and prepared data for the tests of this folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/training/prepare.h"

namespace memlong::test {

/// A SentencePiece model of 400 pieces trained on a few sentences, made once a process.
const std::filesystem::path& smallTokenizer();

/// Deterministic prose of about `words` words.
std::string prose(unsigned seed, int words);

/// Options for `sources` with the small tokenizer.
PrepareOptions smallOptions(const std::vector<std::filesystem::path>& sources,
                            const std::filesystem::path& output);

} // namespace memlong::test
