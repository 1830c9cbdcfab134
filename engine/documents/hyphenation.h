// Whether a hyphen at the end of a line belongs to the word, learnt from the document itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace memlong::pdf {

class Hyphenation {
public:
    /// Remembers the words of a line (not its last one, when that is cut by a hyphen).
    void learn(std::string_view line);

    /// True when "first-" + "second" is written with its hyphen: "well-known", not "exam-ple".
    bool keepsHyphen(std::string_view first, std::string_view second) const;
    /// True when the two are seen written as one word more often than with a hyphen.
    bool isOneWord(std::string_view first, std::string_view second) const;

private:
    void count(std::string_view word);
    std::uint32_t seen(std::string_view word) const;

    std::unordered_map<std::uint64_t, std::uint32_t> m_words; // hash of the small-letter word -> times seen
};

/// The last run of letters of `text` before its final hyphen, and the first run of letters of `text`.
std::string_view lastWordBeforeHyphen(std::string_view text);
std::string_view firstWord(std::string_view text);

} // namespace memlong::pdf
