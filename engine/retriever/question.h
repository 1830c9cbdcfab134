// What a question asks for, as far as its words tell.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace memlong {

struct Question {
    std::vector<std::string> terms; // searchTerms() without function words; never empty if any term was
    std::unordered_set<std::string> names; // those of the terms that are written like names
    bool person = false;                   // who, whose, what name
    bool place = false;                    // where, which town
    bool quantity = false;                 // when, how long, how many, how old
    bool reason = false;                   // why
};

/// Question words of English, German, French, Spanish and Russian are known; of other languages only the
/// terms.
Question analyseQuestion(std::string_view text, std::string_view language);

} // namespace memlong
