// Values as the services give them, made up for the widgets, and pictures of the widgets for looking at.
#pragma once

#include <memory>
#include <vector>

#include <QPalette>
#include <QString>
#include <QWidget>

#include "app/services/page_types.h"
#include "ui/views/memory_inspector.h"

namespace memlong::ui::samples {

QPalette darkPalette();
QPalette lightPalette();

/// Saves the widget under this name (light and dark, at `size`) when MEMLONG_SCREENSHOTS names a folder.
void screenshot(QWidget& widget, const QString& name, QSize size);
/// In one palette only.
void screenshotNow(QWidget& widget, const QString& name);

std::vector<MemoryChunkInfo> chunks(int count, int perDocument);
AskReport report();
InspectedAnswer answer();

DocumentView pdfDocument(int pages);
DocumentView textDocument(int pages);
/// Lines of words over a grey picture; positions count from page * 1000.
std::shared_ptr<const PagePicture> picture(int page, double pixelsPerPoint);
PageText pageText(int page);

} // namespace memlong::ui::samples
