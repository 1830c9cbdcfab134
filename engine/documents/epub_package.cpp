#include "engine/documents/epub_package.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>

#include <pugixml.hpp>

#include "engine/base/utf8.h"

namespace memlong {
namespace {

constexpr std::size_t kMaxEntries = 20000;
constexpr int kMaxLevel = 16;

/// Element name without its namespace prefix.
const char* localName(const pugi::xml_node& node) {
    const char* colon = std::strchr(node.name(), ':');
    return colon ? colon + 1 : node.name();
}

pugi::xml_node child(const pugi::xml_node& node, const char* name) {
    return node.find_child([&](const pugi::xml_node& c) { return std::strcmp(localName(c), name) == 0; });
}

pugi::xml_node descendant(const pugi::xml_node& node, const char* name) {
    return node.find_node([&](const pugi::xml_node& c) { return std::strcmp(localName(c), name) == 0; });
}

void appendText(const pugi::xml_node& node, std::string& out, int depth = 0) {
    for (const pugi::xml_node part : node.children()) {
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata)
            out += part.value();
        else if (depth < 32)
            appendText(part, out, depth + 1);
    }
}

std::string textOf(const pugi::xml_node& node) {
    std::string raw;
    appendText(node, raw);
    std::string out;
    for (const char c : repairUtf8(raw)) {
        if (!std::isspace(static_cast<unsigned char>(c)))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

bool load(pugi::xml_document& document, const std::string& content) {
    return static_cast<bool>(document.load_buffer(content.data(), content.size(),
                                                  pugi::parse_default | pugi::parse_ws_pcdata_single)) ||
           document.document_element();
}

class PackageReader {
public:
    PackageReader(ZipSource& archive, const std::string& name) : m_archive(archive), m_name(name) {}

    Result<EpubPackage> read() {
        MEMLONG_TRY(refuseProtected());
        MEMLONG_ASSIGN(const std::string opf, packagePath());
        MEMLONG_ASSIGN(const auto content, m_archive.read(opf));
        pugi::xml_document document;
        if (!content || !load(document, *content))
            return broken("its package file is missing or damaged");
        const pugi::xml_node package = document.document_element();
        metadata(child(package, "metadata"));
        std::map<std::string, pugi::xml_node> items;
        std::string navigation;
        for (const pugi::xml_node item : child(package, "manifest").children()) {
            items.emplace(item.attribute("id").value(), item);
            if ((" " + std::string(item.attribute("properties").value()) + " ").find(" nav ") !=
                std::string::npos)
                navigation = resolveHref(opf, item.attribute("href").value());
        }
        const pugi::xml_node spine = child(package, "spine");
        for (const pugi::xml_node reference : spine.children()) {
            const auto item = items.find(reference.attribute("idref").value());
            if (item == items.end() || m_result.files.size() >= kMaxEntries)
                continue;
            std::string file = resolveHref(opf, item->second.attribute("href").value());
            if (!file.empty() && file != navigation)
                m_result.files.push_back(std::move(file));
        }
        if (m_result.files.empty())
            return broken("it lists no text");
        const auto ncx = items.find(spine.attribute("toc").value());
        if (!navigation.empty())
            MEMLONG_TRY(readNavigation(navigation));
        if (m_result.contents.empty() && ncx != items.end())
            MEMLONG_TRY(readNcx(resolveHref(opf, ncx->second.attribute("href").value())));
        return std::move(m_result);
    }

private:
    Error broken(const std::string& why) const {
        return makeError(ErrorCode::BadInput,
                         m_name + " is not a readable EPUB: " + why + "; get another copy");
    }

    /// Obfuscated fonts are common and harmless; anything else encrypted is the text itself.
    Result<void> refuseProtected() {
        MEMLONG_ASSIGN(const auto content, m_archive.read("META-INF/encryption.xml"));
        pugi::xml_document document;
        if (!content || !load(document, *content))
            return {};
        for (const pugi::xml_node data : document.document_element().children()) {
            const std::string method = descendant(data, "EncryptionMethod").attribute("Algorithm").value();
            if (!method.empty() && method.find("embedding") == std::string::npos &&
                method.find("enc#RC") == std::string::npos)
                return makeError(ErrorCode::BadInput,
                                 m_name + " is protected (DRM) and can be read only by its shop's programs");
        }
        return {};
    }

    Result<std::string> packagePath() {
        MEMLONG_ASSIGN(const auto content, m_archive.read("META-INF/container.xml"));
        pugi::xml_document document;
        if (!content || !load(document, *content))
            return broken("META-INF/container.xml is missing or damaged");
        const pugi::xml_node root = descendant(document, "rootfile");
        std::string path = resolveHref("", root.attribute("full-path").value());
        if (path.empty())
            return broken("META-INF/container.xml names no package");
        return path;
    }

    void metadata(const pugi::xml_node& node) {
        m_result.title = textOf(child(node, "title"));
        m_result.author = textOf(child(node, "creator"));
    }

    Result<void> readNavigation(const std::string& file) {
        MEMLONG_ASSIGN(const auto content, m_archive.read(file));
        pugi::xml_document document;
        if (!content || !load(document, *content))
            return {};
        const pugi::xml_node contents = document.find_node([](const pugi::xml_node& node) {
            return std::strcmp(localName(node), "nav") == 0 &&
                   std::strcmp(node.attribute("epub:type").as_string("toc"), "toc") == 0;
        });
        navigationList(child(contents, "ol"), file, 0);
        return {};
    }

    void navigationList(const pugi::xml_node& list, const std::string& file, int level) {
        for (const pugi::xml_node item : list.children()) {
            pugi::xml_node label = child(item, "a");
            if (!label)
                label = child(item, "span");
            add(textOf(label), label.attribute("href").value(), file, level);
            if (level + 1 < kMaxLevel)
                navigationList(child(item, "ol"), file, level + 1);
        }
    }

    Result<void> readNcx(const std::string& file) {
        MEMLONG_ASSIGN(const auto content, m_archive.read(file));
        pugi::xml_document document;
        if (content && load(document, *content))
            navigationPoints(descendant(document, "navMap"), file, 0);
        return {};
    }

    void navigationPoints(const pugi::xml_node& parent, const std::string& file, int level) {
        for (const pugi::xml_node point : parent.children()) {
            if (std::strcmp(localName(point), "navPoint") != 0)
                continue;
            add(textOf(child(point, "navLabel")), child(point, "content").attribute("src").value(), file,
                level);
            if (level + 1 < kMaxLevel)
                navigationPoints(point, file, level + 1);
        }
    }

    void add(std::string title, const char* href, const std::string& base, int level) {
        if (title.empty() || m_result.contents.size() >= kMaxEntries)
            return;
        EpubContentsEntry entry;
        entry.title = std::move(title);
        entry.level = level;
        entry.file = resolveHref(base, href, &entry.anchor);
        m_result.contents.push_back(std::move(entry));
    }

    ZipSource& m_archive;
    const std::string& m_name;
    EpubPackage m_result;
};

} // namespace

std::string resolveHref(const std::string& base, std::string_view href, std::string* anchor) {
    if (const std::size_t hash = href.find('#'); hash != std::string_view::npos) {
        if (anchor)
            *anchor = href.substr(hash + 1);
        href = href.substr(0, hash);
        if (href.empty())
            return base;
    }
    if (href.empty() || href.find("://") != std::string_view::npos)
        return {};
    std::string path;
    if (const std::size_t slash = base.rfind('/'); slash != std::string::npos && href.front() != '/')
        path = base.substr(0, slash + 1);
    const auto hexadecimal = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t i = 0; i < href.size(); ++i) {
        if (href[i] == '%' && i + 2 < href.size() && hexadecimal(href[i + 1]) && hexadecimal(href[i + 2])) {
            path += static_cast<char>(std::stoi(std::string(href.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            path += href[i];
        }
    }
    std::vector<std::string_view> parts;
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") {
            if (parts.empty())
                return {};
            parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string out;
    for (const std::string_view part : parts)
        out += (out.empty() ? "" : "/") + std::string(part);
    return out;
}

Result<EpubPackage> readEpubPackage(ZipSource& archive, const std::string& name) {
    return PackageReader(archive, name).read();
}

} // namespace memlong
