// Regular expressions of tokenizer files on UTF-8 text. The pattern families of GPT-2, Llama 3 and Qwen run
// as hand-written scanners; all others through ICU.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace memlong {

struct WordRange;

/// Immutable; any thread.
class RegexSplitter {
public:
    /// Corrupt when ICU does not accept the pattern.
    static Result<RegexSplitter> compile(const std::string& pattern, const std::string& file);
    /// Only ICU, also for the patterns that have a scanner: the reference for tests.
    static Result<RegexSplitter> compileWithoutScanner(const std::string& pattern, const std::string& file);
    RegexSplitter(RegexSplitter&&) noexcept;
    RegexSplitter& operator=(RegexSplitter&&) noexcept;
    ~RegexSplitter();

    /// All matches inside `word`, in order. A pattern that takes absurdly long matches nothing more.
    void findAll(std::string_view text, WordRange word, std::vector<WordRange>& matches) const;
    bool hasScanner() const;

private:
    struct State;
    explicit RegexSplitter(std::unique_ptr<const State> state);
    std::unique_ptr<const State> m_state;
};

} // namespace memlong
