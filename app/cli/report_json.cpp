#include "app/cli/report_json.h"

#include <cmath>

namespace memlong::cli {
namespace {

double rounded(double value, double unit) {
    return std::round(value / unit) * unit;
}
double milliseconds(double value) {
    return rounded(value, 0.001);
}

Json optional(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json resultsJson(const std::vector<SearchResult>& results, bool withAttention) {
    Json list = Json::array();
    for (const SearchResult& result : results) {
        Json entry = {{"chunk", result.chunk},
                      {"document", result.document},
                      {"title", result.title},
                      {"path", result.path},
                      {"page_first", result.pageFirst},
                      {"page_last", result.pageLast},
                      {"char_begin", result.charBegin},
                      {"char_end", result.charEnd},
                      {"score", result.score},
                      {"dense_score", optional(result.denseScore)},
                      {"bm25_score", optional(result.bm25Score)},
                      {"rank", result.rank},
                      {"triggers", result.triggers},
                      {"text", result.text}};
        if (withAttention) {
            Json attention = Json::object();
            for (const auto& [layer, share] : result.attention)
                attention[std::to_string(layer)] = share;
            entry["attention"] = std::move(attention);
            entry["retrieved_at_token"] = result.retrievedAtToken;
        }
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace

std::string outcomeName(IngestedDocument::Outcome outcome) {
    using Outcome = IngestedDocument::Outcome;
    switch (outcome) {
    case Outcome::Added:
        return "added";
    case Outcome::Resumed:
        return "resumed";
    case Outcome::AlreadyThere:
        return "already-there";
    case Outcome::Scanned:
        return "scanned";
    case Outcome::Encrypted:
        return "encrypted";
    case Outcome::Failed:
        return "failed";
    case Outcome::Cancelled:
        return "cancelled";
    }
    return "failed";
}

Json toJson(const IngestReport& report, const std::string& session) {
    using Outcome = IngestedDocument::Outcome;
    Json documents = Json::array();
    for (const IngestedDocument& document : report.documents) {
        Json entry = {{"outcome", outcomeName(document.outcome)},
                      {"id", document.id},
                      {"path", document.path},
                      {"title", document.title},
                      {"pages", document.pages},
                      {"chunks", document.chunks},
                      {"tokens", document.tokens}};
        if (!document.problem.empty())
            entry["problem"] = document.problem;
        if (document.outcome == Outcome::Failed || document.outcome == Outcome::Encrypted)
            entry["code"] = errorCodeName(document.code);
        Json pageProblems = Json::array();
        for (const auto& [page, problem] : document.pageProblems)
            pageProblems.push_back({{"page", page}, {"problem", problem}});
        entry["page_problems"] = std::move(pageProblems);
        documents.push_back(std::move(entry));
    }
    return {{"session", session},
            {"documents", std::move(documents)},
            {"chunks", report.chunks},
            {"tokens", report.tokens},
            {"seconds", milliseconds(report.seconds)},
            {"cancelled", report.cancelled}};
}

Json toJson(const SearchReport& report) {
    Json timings = {{"embed_ms", milliseconds(report.embedMs)},
                    {"search_ms", milliseconds(report.searchMs)},
                    {"total_ms", milliseconds(report.totalMs)}};
    if (!report.reranker.empty())
        timings["rerank_ms"] = milliseconds(report.rerankMs);
    return {{"query", report.query},
            {"results", resultsJson(report.results, false)},
            {"reranker", report.reranker},
            {"timings", std::move(timings)}};
}

Json toJson(const AskReport& report) {
    Json quotes = Json::array();
    for (const Quote& quote : report.quotes)
        quotes.push_back({{"text", quote.text},
                          {"document", quote.document},
                          {"title", quote.title},
                          {"page", quote.page},
                          {"char_begin", quote.charBegin},
                          {"char_end", quote.charEnd},
                          {"chunk", quote.chunk},
                          {"score", quote.score}});
    return {{"query", report.search.query},
            {"results", resultsJson(report.search.results, true)},
            {"quotes", std::move(quotes)},
            {"answer", report.answer},
            {"mode", report.mode},
            {"model", report.model},
            {"notice", report.notice},
            {"stopped", report.stopped},
            {"timings",
             {{"retrieve_ms", milliseconds(report.retrieveMs)},
              {"first_token_ms", milliseconds(report.firstTokenMs)},
              {"total_ms", milliseconds(report.totalMs)},
              {"tokens", report.tokens}}}};
}

Json toJson(const SessionDetails& details) {
    Json documents = Json::array();
    for (const DocumentSummary& document : details.documents)
        documents.push_back({{"id", document.id},
                             {"title", document.title},
                             {"path", document.path},
                             {"format", document.format},
                             {"status", document.status},
                             {"problem", document.problem},
                             {"pages", document.pages},
                             {"chunks", document.chunks},
                             {"tokens", document.tokens}});
    const BankSummary& bank = details.bank;
    return {{"session", details.name},
            {"documents", std::move(documents)},
            {"chunks", details.chunks},
            {"tokens", details.tokens},
            {"messages", details.messages},
            {"chunk_tokens", details.chunkTokens},
            {"bank",
             {{"budget_tokens", bank.budgetTokens},
              {"resident_tokens", bank.residentTokens},
              {"resident_chunks", bank.residentChunks},
              {"resident_bytes", bank.residentBytes},
              {"evictions", bank.evictions}}},
            {"models",
             {{"decoder", details.decoder},
              {"retriever", details.retriever},
              {"reranker", details.reranker},
              {"tokenizer", details.tokenizer}}},
            {"size_bytes", details.sizeBytes},
            {"created_at", details.createdAt},
            {"changed_at", details.changedAt}};
}

Json toJson(const MemoryChunkInfo& chunk) {
    return {{"chunk", chunk.chunk},          {"document", chunk.document},  {"title", chunk.title},
            {"page_first", chunk.pageFirst}, {"page_last", chunk.pageLast}, {"tokens", chunk.tokens},
            {"triggers", chunk.triggers},    {"pinned", chunk.pinned},      {"resident", chunk.resident},
            {"has_kv", chunk.hasKv},         {"snippet", chunk.snippet}};
}

Json toJson(const ModelEntry& model) {
    return {{"name", model.name},
            {"kind", model.kind},
            {"architecture", model.architecture},
            {"parameters", model.parameters},
            {"bytes", model.bytes},
            {"folder", model.folder.string()},
            {"builtin", model.builtin},
            {"description", model.description},
            {"licence", model.licence}};
}

Json errorJson(std::string_view code, const Error& error) {
    return {{"error", {{"code", code}, {"message", error.message}}}};
}

} // namespace memlong::cli
