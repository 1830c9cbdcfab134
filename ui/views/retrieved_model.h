// The chunks that were retrieved for an answer, as a table.
#pragma once

#include <set>
#include <vector>

#include <QAbstractTableModel>
#include <QColor>

#include "app/services/types.h"
#include "ui/widgets/table_delegate.h"

class QPalette;

namespace memlong::ui {

/// The colour that stands for the chunk of this rank, in the table, the answer and the chat.
QColor chunkColour(int rank, const QPalette& palette);

/// Mean over the retrieval layers; nothing when attention was not recorded.
std::optional<double> meanAttention(const SearchResult& result);

class RetrievedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Rank, Document, Page, Fused, Dense, Bm25, Triggers, Token, FirstLayer };
    static constexpr int kSortRole = Qt::UserRole;               // numbers as numbers
    static constexpr int kShareRole = ShareDelegate::kShareRole; // of attention; invalid elsewhere

    using QAbstractTableModel::QAbstractTableModel;

    void setResults(std::vector<SearchResult> results);
    const std::vector<SearchResult>& results() const { return m_results; }
    /// Row of a chunk; -1: not there.
    int rowOf(memlong::Id chunk) const;

    std::vector<memlong::Id> masked() const; // checked, in order of rank
    void clearMask();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void maskChanged();

private:
    QVariant value(const SearchResult& result, int column) const; // number or text; invalid: not known
    QVariant shown(const SearchResult& result, int column) const;

    std::vector<SearchResult> m_results;
    std::vector<int> m_layers; // retrieval layers of the columns from FirstLayer on
    std::set<memlong::Id> m_masked;
};

} // namespace memlong::ui
