#include "tests/cli/sample_files.h"

#include <cstdio>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>

#include "tests/support/test_support.h"

namespace memlong::test {
namespace {

void addStored(archive* out, const std::string& name, const std::string& content) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(out, entry);
    archive_write_data(out, content.data(), content.size());
    archive_entry_free(entry);
}

} // namespace

std::string pdfOf(const std::vector<std::string>& pages, const std::string& title) {
    std::vector<std::string> objects = {"<</Type/Catalog/Pages 2 0 R>>", "",
                                        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
                                        "<</Title(" + title + ")>>"};
    std::string kids;
    for (const std::string& text : pages) {
        const std::string content = text.empty() ? "612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI"
                                                 : "BT /F 12 Tf 72 720 Td (" + text + ") Tj ET";
        const auto page = objects.size() + 1;
        kids += std::to_string(page) + " 0 R ";
        objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>"
                          "/Contents " +
                          std::to_string(page + 1) + " 0 R>>");
        objects.push_back("<</Length " + std::to_string(content.size()) + ">>stream\n" + content +
                          "\nendstream");
    }
    objects[1] = "<</Type/Pages/Count " + std::to_string(pages.size()) + "/Kids[" + kids + "]>>";
    std::string pdf = "%PDF-1.4\n", table;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        char entry[32];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
        table += entry;
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::string size = std::to_string(objects.size() + 1), begin = std::to_string(pdf.size());
    return pdf + "xref\n0 " + size + "\n0000000000 65535 f \n" + table + "trailer\n<</Size " + size +
           "/Root 1 0 R/Info 4 0 R>>\nstartxref\n" + begin + "\n%%EOF\n";
}

std::string damagedEpub(const std::filesystem::path& scratch) {
    const std::string container = "<container>the list of the packages</container>";
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_zip_set_compression_store(out);
    if (archive_write_open_filename(out, scratch.c_str()) != ARCHIVE_OK)
        throw std::runtime_error("cannot write " + scratch.string());
    addStored(out, "mimetype", "application/epub+zip");
    addStored(out, "META-INF/container.xml", container);
    archive_write_free(out);
    std::string epub = readText(scratch);
    epub.at(epub.find(container) + 12) = '#';
    std::filesystem::remove(scratch);
    return epub;
}

std::filesystem::path lockedPdf() {
    return sourceFolder() / "tests/cli/fixtures/locked.pdf";
}

} // namespace memlong::test
