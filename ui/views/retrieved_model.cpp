#include "ui/views/retrieved_model.h"

#include <algorithm>

#include <QGuiApplication>
#include <QIcon>
#include <QLocale>
#include <QPalette>
#include <QPixmap>

namespace memlong::ui {

namespace {

/// The same in a chosen row, where a plain colour would be mixed with the selection's.
QIcon swatch(const QColor& colour) {
    QPixmap pixmap(16, 16);
    pixmap.fill(colour);
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected);
    return icon;
}

} // namespace

QColor chunkColour(int rank, const QPalette& palette) {
    // Neighbouring ranks get hues far from each other.
    static constexpr int kHues[] = {46, 205, 130, 320, 20, 265, 170, 350, 85, 235};
    const int hue = kHues[static_cast<std::size_t>(std::max(rank - 1, 0)) % std::size(kHues)];
    const bool dark = palette.color(QPalette::Base).lightness() < 128;
    return dark ? QColor::fromHsl(hue, 120, 74) : QColor::fromHsl(hue, 190, 205);
}

std::optional<double> meanAttention(const SearchResult& result) {
    if (result.attention.empty())
        return std::nullopt;
    double sum = 0;
    for (const auto& [layer, share] : result.attention)
        sum += share;
    return sum / static_cast<double>(result.attention.size());
}

void RetrievedModel::setResults(std::vector<SearchResult> results) {
    beginResetModel();
    m_results = std::move(results);
    std::set<int> layers;
    for (const SearchResult& result : m_results)
        for (const auto& [layer, share] : result.attention)
            layers.insert(layer);
    m_layers.assign(layers.begin(), layers.end());
    m_masked.clear();
    endResetModel();
    Q_EMIT maskChanged();
}

int RetrievedModel::rowOf(memlong::Id chunk) const {
    for (std::size_t i = 0; i < m_results.size(); ++i)
        if (m_results[i].chunk == chunk)
            return static_cast<int>(i);
    return -1;
}

std::vector<memlong::Id> RetrievedModel::masked() const {
    std::vector<memlong::Id> ids;
    for (const SearchResult& result : m_results)
        if (m_masked.contains(result.chunk))
            ids.push_back(result.chunk);
    return ids;
}

void RetrievedModel::clearMask() {
    if (m_masked.empty())
        return;
    m_masked.clear();
    Q_EMIT dataChanged(index(0, Rank), index(rowCount() - 1, Rank), {Qt::CheckStateRole});
    Q_EMIT maskChanged();
}

int RetrievedModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_results.size());
}

int RetrievedModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstLayer + static_cast<int>(m_layers.size());
}

QVariant RetrievedModel::value(const SearchResult& result, int column) const {
    switch (column) {
    case Rank:
        return result.rank;
    case Document:
        return QString::fromStdString(result.title);
    case Page:
        return result.pageFirst;
    case Fused:
        return result.score;
    case Dense:
        return result.denseScore ? QVariant(*result.denseScore) : QVariant();
    case Bm25:
        return result.bm25Score ? QVariant(*result.bm25Score) : QVariant();
    case Triggers:
        return static_cast<qulonglong>(result.triggers);
    case Token:
        return result.retrievedAtToken;
    default: {
        const auto share = result.attention.find(m_layers[static_cast<std::size_t>(column - FirstLayer)]);
        return share == result.attention.end() ? QVariant() : QVariant(share->second);
    }
    }
}

QVariant RetrievedModel::shown(const SearchResult& result, int column) const {
    const QVariant plain = value(result, column);
    if (!plain.isValid())
        return QStringLiteral("–");
    const QLocale locale;
    switch (column) {
    case Page:
        return result.pageFirst <= 0 ? QStringLiteral("–")
               : result.pageLast > result.pageFirst
                   ? QStringLiteral("%1–%2").arg(result.pageFirst).arg(result.pageLast)
                   : QString::number(result.pageFirst);
    case Fused:
        return locale.toString(plain.toDouble(), 'f', 4);
    case Dense:
        return locale.toString(plain.toDouble(), 'f', 3);
    case Bm25:
        return locale.toString(plain.toDouble(), 'f', 2);
    case Triggers:
        return locale.toString(plain.toULongLong());
    case Rank:
    case Document:
    case Token:
        return plain.toString();
    default:
        return QStringLiteral("%1 %").arg(locale.toString(plain.toDouble() * 100, 'f', 1));
    }
}

QVariant RetrievedModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SearchResult& result = m_results[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return shown(result, column);
    case kSortRole:
        return value(result, column);
    case kShareRole:
        return column >= FirstLayer ? value(result, column) : QVariant();
    case Qt::CheckStateRole:
        return column == Rank ? QVariant(m_masked.contains(result.chunk) ? Qt::Unchecked : Qt::Checked)
                              : QVariant();
    case Qt::DecorationRole:
        return column == Rank ? QVariant(swatch(chunkColour(result.rank, QGuiApplication::palette())))
                              : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(column == Document ? Qt::AlignLeading | Qt::AlignVCenter
                                           : Qt::AlignTrailing | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column == Rank ? tr("Uncheck to leave this chunk out when asking again")
                              : QString::fromStdString(result.text).simplified().left(300);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(headerData(column, Qt::Horizontal).toString(),
                                            shown(result, column).toString());
    default:
        return {};
    }
}

bool RetrievedModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != Rank ||
        !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const memlong::Id chunk = m_results[static_cast<std::size_t>(index.row())].chunk;
    if (value.toInt() == Qt::Checked)
        m_masked.erase(chunk);
    else
        m_masked.insert(chunk);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT maskChanged();
    return true;
}

QVariant RetrievedModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const QString layer = section >= FirstLayer
                              ? QString::number(m_layers[static_cast<std::size_t>(section - FirstLayer)])
                              : QString();
    if (role == Qt::DisplayRole) {
        switch (section) {
        case Rank:
            return tr("Rank");
        case Document:
            return tr("Document");
        case Page:
            return tr("Page");
        case Fused:
            return tr("Score");
        case Dense:
            return tr("Meaning");
        case Bm25:
            return tr("Words");
        case Triggers:
            return tr("Used");
        case Token:
            return tr("At token");
        default:
            return tr("Layer %1").arg(layer);
        }
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Rank:
            return tr("Place in the list; unchecked chunks are left out when asking again");
        case Fused:
            return tr("Both rankings joined");
        case Dense:
            return tr("Likeness of meaning (dense retrieval, inner product)");
        case Bm25:
            return tr("Common words (BM25)");
        case Triggers:
            return tr("How often this chunk has been retrieved so far");
        case Token:
            return tr("The token of the answer at which the chunk was retrieved; 0: before the first");
        case Document:
        case Page:
            return {};
        default:
            return tr("Share of the attention of layer %1 that went to the chunk: where the model looked, "
                      "not what it used")
                .arg(layer);
        }
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Document ? Qt::AlignLeading | Qt::AlignVCenter
                                            : Qt::AlignTrailing | Qt::AlignVCenter);
    return {};
}

Qt::ItemFlags RetrievedModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == Rank)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

} // namespace memlong::ui
