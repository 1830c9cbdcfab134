#include <map>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFOutlineDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "engine/documents/worker/pdf_file.h"

namespace memlong::pdf {
namespace {

constexpr std::size_t kMaxItems = 20000;
constexpr int kMaxLevel = 16;

class OutlineCollector {
public:
    explicit OutlineCollector(QPDF& file) {
        int number = 0;
        for (const auto& page : file.getAllPages())
            m_pageNumbers[page.getObjGen()] = ++number;
    }

    void collect(std::vector<QPDFOutlineObjectHelper> items, int level) {
        for (QPDFOutlineObjectHelper& item : items) {
            if (m_items.size() >= kMaxItems)
                return;
            m_items.push_back({item.getTitle(), pageOf(item.getDest()), level});
            if (level + 1 < kMaxLevel)
                collect(item.getKids(), level + 1);
        }
    }

    std::vector<OutlineItem> take() { return std::move(m_items); }

private:
    int pageOf(QPDFObjectHandle target) const {
        if (target.isDictionary()) // a named destination may wrap its target
            target = target.getKey("/D");
        if (!target.isArray() || target.getArrayNItems() == 0)
            return 0;
        const auto page = m_pageNumbers.find(target.getArrayItem(0).getObjGen());
        return page == m_pageNumbers.end() ? 0 : page->second;
    }

    std::map<QPDFObjGen, int> m_pageNumbers;
    std::vector<OutlineItem> m_items;
};

} // namespace

std::vector<OutlineItem> readOutline(const OpenRequest& request) {
    try {
        QPDF file;
        file.setSuppressWarnings(true);
        file.processFile(request.path.c_str(), request.password.empty() ? nullptr : request.password.c_str());
        OutlineCollector collector(file);
        collector.collect(QPDFOutlineDocumentHelper(file).getTopLevelOutlines(), 0);
        return collector.take();
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace memlong::pdf
