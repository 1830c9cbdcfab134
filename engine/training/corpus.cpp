#include "engine/training/corpus.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "engine/base/hash.h"
#include "engine/base/utf8.h"
#include "engine/training/archive_stream.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxLineBytes = 64U << 20;
constexpr std::size_t kMaxMemberBytes = 64U << 20;

std::string lowerName(const std::filesystem::path& path) {
    std::string name = path.filename().string();
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

std::string withoutCompression(std::string name) {
    for (const std::string_view ending : {".gz", ".zst", ".xz", ".bz2"})
        if (name.ends_with(ending))
            return name.substr(0, name.size() - ending.size());
    return name;
}

bool isJsonLines(const std::filesystem::path& path) {
    const std::string name = withoutCompression(lowerName(path));
    return name.ends_with(".jsonl") || name.ends_with(".ndjson");
}

bool isArchive(const std::filesystem::path& path) {
    const std::string name = lowerName(path);
    return withoutCompression(name).ends_with(".tar") || name.ends_with(".tgz") || name.ends_with(".zip");
}

bool isPlainText(const std::string& member) {
    const std::string name = lowerName(member);
    return !name.starts_with('.') &&
           (name.ends_with(".txt") || name.ends_with(".text") || name.ends_with(".md"));
}

/// Errors that belong to one text; the others (a full disk, a cancel) end the run.
bool isBadText(const Error& error) {
    return error.code == ErrorCode::BadInput || error.code == ErrorCode::Corrupt ||
           error.code == ErrorCode::UnsupportedVersion;
}

std::uint64_t hashOf(const DocumentInfo& info) {
    std::uint64_t value = 0;
    const std::string& hex = info.contentHash;
    const auto end = hex.data() + std::min<std::size_t>(hex.size(), 16);
    const auto [rest, error] = std::from_chars(hex.data(), end, value, 16);
    return error == std::errc() && rest == end && !hex.empty() ? value : hash64(info.path.string());
}

class DocumentFile final : public CorpusSource {
public:
    DocumentFile(std::filesystem::path path, CorpusOptions options)
        : m_path(std::move(path)), m_options(std::move(options)) {}

    Result<std::optional<Step>> next(std::stop_token) override {
        if (m_given || m_options.skipDocuments > 0)
            return std::optional<Step>();
        m_given = true;
        auto reader = openDocument(m_path);
        if (!reader) {
            if (!isBadText(reader.error()))
                return reader.error();
            m_options.onProblem(reader.error().message);
            return std::optional<Step>();
        }
        m_reader = std::move(*reader);
        return std::optional(Step{0, {m_path.string(), hashOf(m_reader->info())}});
    }

    Result<std::optional<Page>> nextPage(std::stop_token stop) override {
        MEMLONG_ASSIGN(std::optional<Page> page, m_reader->next(stop));
        if (page && page->status != Page::Status::Ok)
            m_options.onProblem(m_path.string() + ", page " + std::to_string(page->number) + ": " +
                                (page->problem.empty() ? "it has no text layer" : page->problem));
        return page;
    }

private:
    std::filesystem::path m_path;
    CorpusOptions m_options;
    std::unique_ptr<DocumentReader> m_reader;
    bool m_given = false;
};

class JsonLinesFile final : public CorpusSource {
public:
    JsonLinesFile(std::filesystem::path path, CorpusOptions options, ArchiveStream stream)
        : m_path(std::move(path)), m_options(std::move(options)), m_stream(std::move(stream)),
          m_lines(m_stream, kMaxLineBytes) {}

    Result<std::optional<Step>> next(std::stop_token stop) override {
        if (!m_opened) {
            m_opened = true;
            MEMLONG_ASSIGN(const auto member, m_stream.nextMember());
            m_ended = !member.has_value();
        }
        while (!m_ended) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            auto line = m_lines.next();
            if (!line) {
                if (!isBadText(line.error()))
                    return line.error();
                m_options.onProblem(line.error().message);
                m_ended = true;
                break;
            }
            if (!line->has_value()) {
                m_ended = true;
                break;
            }
            const std::uint64_t ordinal = m_next++;
            if (ordinal < m_options.skipDocuments || !take(**line, ordinal))
                continue;
            return std::optional(Step{ordinal, {name(ordinal), hash64(m_text)}});
        }
        return std::optional<Step>();
    }

    Result<std::optional<Page>> nextPage(std::stop_token) override {
        if (m_text.empty())
            return std::optional<Page>();
        Page page;
        page.number = 1;
        page.text = std::move(m_text);
        m_text.clear();
        return std::optional(std::move(page));
    }

private:
    std::string name(std::uint64_t ordinal) const {
        return m_path.string() + ", line " + std::to_string(ordinal + 1);
    }

    bool take(const LineReader::Line& line, std::uint64_t ordinal) {
        if (line.tooLong) {
            m_options.onProblem(name(ordinal) + " is longer than " + std::to_string(kMaxLineBytes >> 20) +
                                " MiB");
            return false;
        }
        if (line.text.find_first_not_of(" \t") == std::string_view::npos)
            return false;
        const auto json = nlohmann::json::parse(line.text, nullptr, false);
        if (json.is_discarded() || !json.is_object()) {
            m_options.onProblem(name(ordinal) + " is not a JSON object");
            return false;
        }
        const auto field = json.find(m_options.textField);
        if (field == json.end() || !field->is_string()) {
            m_options.onProblem(name(ordinal) + " has no text in the field \"" + m_options.textField + "\"");
            return false;
        }
        m_text = repairUtf8(field->get_ref<const std::string&>());
        return !m_text.empty();
    }

    std::filesystem::path m_path;
    CorpusOptions m_options;
    ArchiveStream m_stream;
    LineReader m_lines;
    std::string m_text;
    std::uint64_t m_next = 0;
    bool m_opened = false;
    bool m_ended = false;
};

class ArchiveOfTexts final : public CorpusSource {
public:
    ArchiveOfTexts(std::filesystem::path path, CorpusOptions options, ArchiveStream stream)
        : m_path(std::move(path)), m_options(std::move(options)), m_stream(std::move(stream)) {}

    Result<std::optional<Step>> next(std::stop_token stop) override {
        while (true) {
            if (stop.stop_requested())
                return makeError(ErrorCode::Cancelled, "");
            auto member = m_stream.nextMember();
            if (!member) {
                if (!isBadText(member.error()))
                    return member.error();
                m_options.onProblem(member.error().message);
                return std::optional<Step>();
            }
            if (!member->has_value())
                return std::optional<Step>();
            if (!isPlainText(**member))
                continue;
            const std::uint64_t ordinal = m_next++;
            if (ordinal < m_options.skipDocuments)
                continue;
            const std::string name = m_path.string() + ": " + repairUtf8(**member);
            if (auto taken = take(name); !taken) {
                if (!isBadText(taken.error()))
                    return taken.error();
                m_options.onProblem(name + ": " + taken.error().message);
                continue;
            }
            return std::optional(Step{ordinal, {name, m_hash}});
        }
    }

    Result<std::optional<Page>> nextPage(std::stop_token stop) override { return m_reader->next(stop); }

private:
    Result<void> take(const std::string& name) {
        std::string content;
        std::array<char, 1 << 16> buffer;
        while (true) {
            MEMLONG_ASSIGN(const std::size_t count, m_stream.read(buffer));
            if (count == 0)
                break;
            content.append(buffer.data(), count);
            if (content.size() > kMaxMemberBytes)
                return makeError(ErrorCode::BadInput, "it is larger than " +
                                                          std::to_string(kMaxMemberBytes >> 20) +
                                                          " MiB; unpack it");
        }
        m_hash = hash64(content);
        MEMLONG_ASSIGN(m_reader, openText(std::move(content), name));
        return {};
    }

    std::filesystem::path m_path;
    CorpusOptions m_options;
    ArchiveStream m_stream;
    std::unique_ptr<DocumentReader> m_reader;
    std::uint64_t m_hash = 0;
    std::uint64_t m_next = 0;
};

} // namespace

Result<std::unique_ptr<CorpusSource>> openCorpusSource(const std::filesystem::path& path,
                                                       const CorpusOptions& options) {
    if (isJsonLines(path)) {
        MEMLONG_ASSIGN(ArchiveStream stream, ArchiveStream::open(path, ArchiveStream::Kind::Raw));
        return std::unique_ptr<CorpusSource>(new JsonLinesFile(path, options, std::move(stream)));
    }
    if (isArchive(path)) {
        MEMLONG_ASSIGN(ArchiveStream stream, ArchiveStream::open(path, ArchiveStream::Kind::Members));
        return std::unique_ptr<CorpusSource>(new ArchiveOfTexts(path, options, std::move(stream)));
    }
    return std::unique_ptr<CorpusSource>(new DocumentFile(path, options));
}

Result<std::vector<std::filesystem::path>> collectCorpus(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::filesystem::path> files;
    for (const auto& path : paths) {
        std::error_code failure;
        if (!std::filesystem::is_directory(path, failure)) {
            if (!std::filesystem::exists(path, failure))
                return makeError(ErrorCode::NotFound, path.string() + " does not exist");
            files.push_back(path);
            continue;
        }
        // Corpora inside the folder, and the documents that the readers know.
        std::vector<std::filesystem::path> found;
        auto entry = std::filesystem::recursive_directory_iterator(
            path, std::filesystem::directory_options::skip_permission_denied, failure);
        for (; !failure && entry != std::filesystem::recursive_directory_iterator(); entry.increment(failure))
            if (entry->is_regular_file() && !entry->path().filename().string().starts_with('.') &&
                (isJsonLines(entry->path()) || isArchive(entry->path())))
                found.push_back(entry->path());
        if (failure)
            return makeError(ErrorCode::Io, path.string() + " cannot be listed: " + failure.message());
        auto documents = collectDocuments(path);
        if (documents)
            found.insert(found.end(), documents->begin(), documents->end());
        else if (found.empty())
            return documents.error();
        std::ranges::sort(found);
        files.insert(files.end(), found.begin(), std::ranges::unique(found).begin());
    }
    return files;
}

} // namespace memlong
