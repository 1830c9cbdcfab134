// The document beside the conversation: its pages as pictures or text, outline, search and highlights.
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "app/services/page_types.h"

class QAction;

namespace memlong::ui {

/// Shows values and asks for more through signals; never calls a service itself.
class PageView : public QWidget {
    Q_OBJECT
public:
    explicit PageView(QWidget* parent = nullptr);
    ~PageView() override;

    /// The same one again, with more of it read by now: place, marks, search and way back stay.
    void showDocument(const DocumentView& document);
    /// While a document is being opened: its title and a busy sign.
    void showOpening(const QString& title);
    void showProblem(const QString& problem);
    void clear();

    memlong::Id documentId() const; // 0: none
    int page() const;               // 1-based; 0: none

    /// Marks the ranges in the document and brings the first one into view. `page` is where it is expected.
    void showRanges(std::vector<CharacterRange> ranges, int page);

    // Answers to the signals below; what belongs to another document is ignored.
    void setPicture(memlong::Id document, std::shared_ptr<const PagePicture> picture);
    void setPictureProblem(memlong::Id document, int page, const QString& problem);
    void setPageText(memlong::Id document, const PageText& text);
    void setMatches(memlong::Id document, const TextMatches& matches);

    /// For menus and shortcuts of the window.
    QAction* previousPageAction() const;
    QAction* nextPageAction() const;
    QAction* zoomInAction() const;
    QAction* zoomOutAction() const;
    QAction* fitWidthAction() const;
    QAction* fitPageAction() const;
    QAction* outlineAction() const;
    QAction* findAction() const;
    QAction* askSelectionAction() const;
    QAction* backAction() const; // to where a jump came from

public Q_SLOTS:
    void goToPage(int page);

Q_SIGNALS:
    void pictureNeeded(memlong::Id document, int page, double pixelsPerPoint);
    void pageTextNeeded(memlong::Id document, int page);
    void searchRequested(memlong::Id document, const QString& query);
    void askAboutSelection(const QString& text);
    void pageChanged(int page);
    void passwordEntered(memlong::Id document, const QString& password);
    void showRequested(); // contents or search are asked for, and the view is out of sight

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    // page_view_build.cpp
    void buildActions();
    void buildTools();
    void buildHeader();
    void buildPanels();
    void buildPages();
    void connectPanels();
    void connectMoves();
    void connectPages();

    struct Parts; // page_view_parts.h
    std::unique_ptr<Parts> m_parts;
};

} // namespace memlong::ui
