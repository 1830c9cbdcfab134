#include "engine/text/normalized_text.h"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

namespace memlong {
namespace {

/// Replaces `current` by `changed`; `step[i]` is the byte of the old text at which new byte i begins.
void advance(NormalizedText& current, std::string changed, std::vector<std::uint32_t> step) {
    if (!current.origin.empty())
        for (std::uint32_t& position : step)
            position = current.origin[position];
    current.text = std::move(changed);
    current.origin = std::move(step);
}

const icu::Normalizer2* normalizerFor(UnicodeForm form, UErrorCode& status) {
    switch (form) {
    case UnicodeForm::Nfc:
        return icu::Normalizer2::getNFCInstance(status);
    case UnicodeForm::Nfd:
        return icu::Normalizer2::getNFDInstance(status);
    case UnicodeForm::Nfkc:
        return icu::Normalizer2::getNFKCInstance(status);
    case UnicodeForm::Nfkd:
        return icu::Normalizer2::getNFKDInstance(status);
    case UnicodeForm::Lowercase:
        break;
    }
    return nullptr;
}

} // namespace

void applyUnicodeForm(NormalizedText& current, UnicodeForm form) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = normalizerFor(form, status);
    const bool ascii = std::all_of(current.text.begin(), current.text.end(),
                                   [](char c) { return static_cast<signed char>(c) >= 0; });
    if (U_FAILURE(status) || (normalizer != nullptr && ascii))
        return;
    icu::Edits edits;
    std::string changed;
    icu::StringByteSink<std::string> sink(&changed, static_cast<int32_t>(current.text.size()));
    if (normalizer != nullptr)
        normalizer->normalizeUTF8(0, current.text, sink, &edits, status);
    else
        icu::CaseMap::utf8ToLower("", 0, current.text, sink, &edits, status);
    if (U_FAILURE(status) || !edits.hasChanges())
        return;
    std::vector<std::uint32_t> step(changed.size() + 1);
    auto spans = edits.getFineIterator();
    while (spans.next(status)) {
        const auto source = static_cast<std::uint32_t>(spans.sourceIndex());
        for (int32_t i = 0; i < spans.newLength(); ++i)
            step[static_cast<std::size_t>(spans.destinationIndex() + i)] =
                spans.hasChange() ? source : source + static_cast<std::uint32_t>(i);
    }
    step.back() = static_cast<std::uint32_t>(current.text.size());
    advance(current, std::move(changed), std::move(step));
}

void replaceAll(NormalizedText& current, std::string_view pattern, std::string_view replacement) {
    if (current.text.find(pattern) == std::string::npos)
        return;
    std::string changed;
    std::vector<std::uint32_t> step;
    changed.reserve(current.text.size() * 5 / 4);
    step.reserve(current.text.size() * 5 / 4);
    const std::string_view old = current.text;
    for (std::size_t i = 0; i < old.size();) {
        if (old.substr(i, pattern.size()) == pattern) {
            changed += replacement;
            step.insert(step.end(), replacement.size(), static_cast<std::uint32_t>(i));
            i += pattern.size();
        } else {
            changed += old[i];
            step.push_back(static_cast<std::uint32_t>(i++));
        }
    }
    step.push_back(static_cast<std::uint32_t>(old.size()));
    advance(current, std::move(changed), std::move(step));
}

void prepend(NormalizedText& current, std::string_view prefix) {
    std::vector<std::uint32_t> step(prefix.size(), 0);
    for (std::size_t i = 0; i <= current.text.size(); ++i)
        step.push_back(static_cast<std::uint32_t>(i));
    advance(current, std::string(prefix) + current.text, std::move(step));
}

} // namespace memlong
