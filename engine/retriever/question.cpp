#include "engine/retriever/question.h"

#include <algorithm>
#include <array>

#include "engine/retriever/ranking.h"
#include "engine/text/sentences.h"

namespace memlong {
namespace {

using Words = std::unordered_set<std::string>;

/// The index terms of a list of words, since that is the form in which questions are compared.
Words termsOf(std::string_view words, std::string_view language) {
    const std::vector<std::string> terms = searchTerms(words, language);
    return Words(terms.begin(), terms.end());
}

struct QuestionWords {
    Words function, person, place, quantity, reason;
};

QuestionWords makeQuestionWords(std::string_view language) {
    const auto terms = [&](std::string_view words) { return termsOf(words, language); };
    if (language == "en")
        return {
            terms("a an the of to in on at by for with from as and or but if then than that this these those "
                  "it its he him his she her hers they them their i me my we us our you your is are was were "
                  "be been being am do does did done has have had having will would shall should can could "
                  "may might must not no so who whom whose what which when where why how there here about "
                  "into over after before up down out off again name"),
            terms("who whom whose name"), terms("where town city country place village"),
            terms("when many much long old year often far"), terms("why reason")};
    if (language == "de")
        return {
            terms(
                "der die das den dem des ein eine einer einem einen eines und oder aber in im an am auf aus "
                "bei mit nach von vom zu zum zur für um über unter als wie so nicht ist sind war waren wird "
                "werden wurde wurden hat haben hatte hatten kann können wer wen wem wessen was welche "
                "welcher welches welchen wann wo warum wieso weshalb wohin woher es er sie ihr sein seine"),
            terms("wer wen wem wessen"), terms("wo wohin woher"), terms("wann viele viel lange alt jahr"),
            terms("warum wieso weshalb")};
    if (language == "fr")
        return {
            terms(
                "le la les un une des du de d l et ou à au aux en dans sur par pour avec sans que qui quoi "
                "dont où quand comment pourquoi quel quelle quels quelles est sont était étaient a ont avait "
                "il elle ils elles on ce cette ces son sa ses se ne pas combien"),
            terms("qui"), terms("où"), terms("quand combien année âge"), terms("pourquoi")};
    if (language == "es")
        return {
            terms("el la los las un una unos unas de del y o a al en por para con sin que qué quién quiénes "
                  "cuál cuáles cuándo cuánto cuántos cuánta cuántas dónde cómo es son era eran fue fueron ha "
                  "han había se su sus lo le les no"),
            terms("quién quiénes"),
            terms("dónde"),
            terms("cuándo cuánto cuántos cuánta cuántas año"),
            {}};
    if (language == "ru")
        return {
            terms(
                "и в во на с со к ко о об от по из за для у не что кто кого кому чей чья какой какая какие "
                "каком какого где когда почему зачем как сколько это был была было были есть он она они его "
                "её их ли"),
            terms("кто кого кому чей"), terms("где куда"), terms("когда сколько год"), terms("почему зачем")};
    return {};
}

const QuestionWords& questionWords(std::string_view language) {
    static const std::array<std::pair<std::string_view, QuestionWords>, 5> known{
        {{"en", makeQuestionWords("en")},
         {"de", makeQuestionWords("de")},
         {"fr", makeQuestionWords("fr")},
         {"es", makeQuestionWords("es")},
         {"ru", makeQuestionWords("ru")}}};
    static const QuestionWords none;
    for (const auto& [name, words] : known)
        if (name == language)
            return words;
    return none;
}

/// Words in the middle of a sentence that begin with a capital letter; ASCII only, as a hint.
Words namesIn(std::string_view text, std::string_view language) {
    Words names;
    std::size_t i = text.find(' ');
    while (i != std::string_view::npos && i + 1 < text.size()) {
        const std::size_t begin = i + 1;
        i = text.find(' ', begin);
        if (text[begin] >= 'A' && text[begin] <= 'Z')
            for (std::string& term : searchTerms(text.substr(begin, i - begin), language))
                names.insert(std::move(term));
    }
    return names;
}

} // namespace

Question analyseQuestion(std::string_view text, std::string_view language) {
    const QuestionWords& words = questionWords(language);
    Question question;
    const std::vector<std::string> all = searchTerms(text, language);
    const auto holds = [&](const Words& list) {
        return std::any_of(all.begin(), all.end(),
                           [&](const std::string& term) { return list.contains(term); });
    };
    question.person = holds(words.person);
    question.place = holds(words.place);
    question.quantity = holds(words.quantity);
    question.reason = holds(words.reason);
    std::copy_if(all.begin(), all.end(), std::back_inserter(question.terms),
                 [&](const std::string& term) { return !words.function.contains(term); });
    if (question.terms.empty())
        question.terms = all;
    if (language != "de") // where every noun is written like a name
        question.names = namesIn(text, language);
    return question;
}

std::vector<std::string> questionTerms(std::string_view question, std::string_view language) {
    const std::string guessed = language.empty() ? guessLanguage(question) : std::string(language);
    return analyseQuestion(question, guessed).terms;
}

} // namespace memlong
