#include "ui/views/models_model.h"

#include <QFont>

#include "ui/widgets/figures.h"
#include "ui/widgets/icons.h"

namespace memlong::ui {

namespace {

QString kindText(const ModelEntry& model) {
    if (model.kind == "retriever")
        return ModelsModel::tr("Retriever");
    return model.kind == "reranker" ? ModelsModel::tr("Reranker") : ModelsModel::tr("Language model");
}

} // namespace

QString abilities(const ModelEntry& model) {
    if (model.kind == "reranker")
        return ModelsModel::tr("Reads the question together with each of the best passages and puts them in "
                               "order. Finds better; takes seconds without a graphics card.");
    if (model.kind == "retriever")
        return ModelsModel::tr(
            "Finds passages by meaning. Switching to it re-encodes the documents of a session.");
    return ModelsModel::tr("Writes answers and keeps documents in its memory. Switching to it re-encodes the "
                           "documents of a session.");
}

void ModelsModel::setModels(std::vector<ModelEntry> models) {
    beginResetModel();
    m_models = std::move(models);
    endResetModel();
}

int ModelsModel::rowOf(const QString& name) const {
    for (std::size_t i = 0; i < m_models.size(); ++i)
        if (QString::fromStdString(m_models[i].name) == name)
            return static_cast<int>(i);
    return -1;
}

void ModelsModel::setInUse(const QString& decoder, const QString& retriever, const QString& reranker) {
    m_decoder = decoder;
    m_retriever = retriever;
    m_reranker = reranker;
    if (!m_models.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool ModelsModel::inUse(const ModelEntry& model) const {
    const QString name = QString::fromStdString(model.name);
    return name == (model.kind == "retriever"  ? m_retriever
                    : model.kind == "reranker" ? m_reranker
                                               : m_decoder);
}

int ModelsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int ModelsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ModelsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ModelEntry& model = m_models[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Name:
            return QString::fromStdString(model.name);
        case Use:
            return inUse(model) ? tr("%1, in use").arg(kindText(model)) : kindText(model);
        case Parameters:
            return model.parameters == 0 ? QStringLiteral("–") : parametersText(model.parameters);
        case Size:
            return bytesText(model.bytes);
        default:
            return model.licence.empty() ? tr("not stated") : QString::fromStdString(model.licence);
        }
    case kSortRole:
        switch (column) {
        case Parameters:
            return static_cast<qulonglong>(model.parameters);
        case Size:
            return static_cast<qulonglong>(model.bytes);
        default:
            return data(index, Qt::DisplayRole);
        }
    case Qt::DecorationRole:
        return column == Name ? QVariant(lineIcon(model.kind == "decoder" ? "model" : "find")) : QVariant();
    case Qt::FontRole: {
        QFont font;
        font.setBold(inUse(model));
        return font;
    }
    case Qt::TextAlignmentRole:
        return QVariant(column == Parameters || column == Size ? Qt::AlignTrailing | Qt::AlignVCenter
                                                               : Qt::AlignLeading | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return QString::fromStdString(model.folder.string());
    default:
        return {};
    }
}

QVariant ModelsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Parameters || section == Size ? Qt::AlignTrailing | Qt::AlignVCenter
                                                                 : Qt::AlignLeading | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Use:
        return tr("Kind");
    case Parameters:
        return tr("Parameters");
    case Size:
        return tr("Size");
    default:
        return tr("Licence");
    }
}

} // namespace memlong::ui
