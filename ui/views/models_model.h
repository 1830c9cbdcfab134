// The models there are, as a table.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "app/services/types.h"

namespace memlong::ui {

class ModelsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Use, Parameters, Size, Licence, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setModels(std::vector<ModelEntry> models);
    const std::vector<ModelEntry>& models() const { return m_models; }
    int rowOf(const QString& name) const; // -1: not there
    /// Those in use are bold and say so.
    void setInUse(const QString& decoder, const QString& retriever, const QString& reranker);
    bool inUse(const ModelEntry& model) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ModelEntry> m_models;
    QString m_decoder, m_retriever, m_reranker;
};

/// What a model can do, in a sentence or two.
QString abilities(const ModelEntry& model);

} // namespace memlong::ui
