#include <algorithm>
#include <array>
#include <unordered_map>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "engine/text/script.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

constexpr std::size_t kSampleBytes = 32 * 1024;

struct LanguageWords {
    const char* language;
    const char* words; // separated by spaces; frequent and telling
};

constexpr std::array kFunctionWords{
    LanguageWords{
        "en", "the of and to in is was that it for with as his her he she had not be at by this have from "
              "are were which they you who what when where how why did does do an or but if there their"},
    LanguageWords{
        "de", "der die das und ist nicht ein eine einen dem den des sich mit auf für von zu im als auch es "
              "er sie ich wir war hat wie wer wo wann warum was aber noch nach bei aus dass daß über wird"},
    LanguageWords{
        "fr", "le la les des et est un une dans que qui pour pas sur au avec ce il elle ne se son sa ses du "
              "je vous nous était mais ou où comme plus cette quel quelle pourquoi comment quand leur de en"},
    LanguageWords{
        "es", "el la los las de y que en un una por con no se su para es al lo como más pero sus le ha del "
              "era qué quién cómo dónde cuándo cuál fue este esta muy sin sobre también hay yo porque"},
    LanguageWords{
        "it", "il lo la gli le di e che un una in per con non si da del della dei al alla sono era come più "
              "ma anche questo questa nel nella chi cosa dove quando perché suo sua è ha ho degli"},
    LanguageWords{
        "pt", "o a os as de e que em um uma por com não se do da dos das no na para como mais mas foi ao ele "
              "ela seu sua é são quem onde quando porque pelo pela também isso este está ou muito"},
    LanguageWords{
        "nl", "de het een en van is dat niet in op te met voor aan zijn hij zij ik er ook maar als bij naar "
              "om was had wat wie waar wanneer waarom hoe nog uit dit deze geen door over werd"},
    LanguageWords{
        "sv", "och att det som en är på av för med den till inte han hon var jag ett om så sig men de har "
              "hade vad vem när hur varför från ut eller nu ej sin sitt detta denna"},
    LanguageWords{
        "da", "og at det som en er på af for med den til ikke han hun var jeg et om så sig men de har havde "
              "hvad hvem hvor hvornår hvorfor hvordan fra ud eller nu sin sit dette denne blev"},
    LanguageWords{
        "no", "og at det som en er på av for med den til ikke han hun var jeg et om så seg men de har hadde "
              "hva hvem hvor når hvorfor hvordan fra ut eller nå sin sitt dette denne ble"},
    LanguageWords{
        "fi", "ja on ei se että oli hän mutta niin kuin joka ne mitä kun ovat myös ole vain jos hänen tämä "
              "sen sitä minä sinä he nyt mikä missä miksi miten kuka"},
    LanguageWords{
        "pl", "i w nie na się z do to że jest jak za po co od jego był ale czy tak przez jej o a już tylko "
              "było gdzie kiedy kto dlaczego dla który która ich"},
    LanguageWords{
        "tr", "ve bir bu da de için ile ne o çok daha gibi ama kadar olan değil ben sen var mi mı her sonra "
              "nerede kim neden nasıl şey ki"},
};

struct Votes {
    std::array<int, kFunctionWords.size()> counts{};
};

using WordTable = std::unordered_map<std::string, std::uint32_t>; // word to a bit per language

const WordTable& wordTable() {
    static const WordTable table = [] {
        WordTable built;
        for (std::size_t language = 0; language < kFunctionWords.size(); ++language) {
            std::string_view words = kFunctionWords[language].words;
            while (!words.empty()) {
                const std::size_t end = std::min(words.find(' '), words.size());
                built[std::string(words.substr(0, end))] |= 1u << language;
                words.remove_prefix(std::min(end + 1, words.size()));
            }
        }
        return built;
    }();
    return table;
}

void vote(const std::string& word, Votes& votes) {
    const auto found = wordTable().find(word);
    if (found == wordTable().end())
        return;
    for (std::size_t language = 0; language < votes.counts.size(); ++language)
        votes.counts[language] += (found->second >> language) & 1u ? 1 : 0;
}

std::string winner(const Votes& votes) {
    const auto best = std::max_element(votes.counts.begin(), votes.counts.end());
    const bool tied = std::count(votes.counts.begin(), votes.counts.end(), *best) > 1;
    return *best == 0 || tied
               ? std::string()
               : kFunctionWords[static_cast<std::size_t>(best - votes.counts.begin())].language;
}

} // namespace

std::string guessLanguage(std::string_view text) {
    text = text.substr(0, kSampleBytes);
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    std::array<int, 16> letters{};
    int persianLetters = 0;
    int ukrainianLetters = 0;
    Votes votes;
    std::string word;
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(bytes, i, length, c);
        if (!u_isalpha(c)) {
            if (!word.empty())
                vote(word, votes);
            word.clear();
            continue;
        }
        const Script script = scriptOf(c);
        ++letters[static_cast<std::size_t>(script)];
        persianLetters += c == 0x67E || c == 0x686 || c == 0x698 || c == 0x6AF;
        ukrainianLetters += c == 0x456 || c == 0x457 || c == 0x454;
        if (script == Script::Latin && word.size() < 32) {
            uint8_t encoded[4];
            int32_t used = 0;
            U8_APPEND_UNSAFE(encoded, used, u_tolower(c));
            word.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(used));
        }
    }
    if (!word.empty())
        vote(word, votes);

    const auto count = [&](Script script) { return letters[static_cast<std::size_t>(script)]; };
    // A character of Chinese or Japanese says as much as several letters.
    const int eastAsian = 3 * (count(Script::Han) + count(Script::Kana));
    const std::array<std::pair<int, std::string>, 8> scripts{{
        {count(Script::Latin), winner(votes)},
        {eastAsian, 20 * count(Script::Kana) > count(Script::Han) ? "ja" : "zh"},
        {3 * count(Script::Hangul), "ko"},
        {count(Script::Cyrillic), 30 * ukrainianLetters > count(Script::Cyrillic) ? "uk" : "ru"},
        {count(Script::Greek), "el"},
        {count(Script::Arabic), 60 * persianLetters > count(Script::Arabic) ? "fa" : "ar"},
        {count(Script::Hebrew), "he"},
        {count(Script::Devanagari), "hi"},
    }};
    const auto best = std::max_element(scripts.begin(), scripts.end(),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
    return best->first == 0 ? std::string() : best->second;
}

} // namespace memlong
