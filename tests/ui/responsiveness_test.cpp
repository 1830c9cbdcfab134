// The window never waits for anything: the longest pause of its event loop during a whole ingest with
// answers, and the time until it is shown. Times of this machine decide, so these are no unit tests.
#include <algorithm>
#include <cstdio>
#include <fstream>

#include <QElapsedTimer>
#include <QSettings>
#include <QTest>
#include <QTimer>

#include "tests/ui/ui_fixture.h"
#include "ui/main_window.h"
#include "ui/style/theme.h"

namespace memlong::test {
namespace {

using namespace memlong::ui;

/// How long the event loop went without coming back, at most.
class StallMeter : public QObject {
public:
    StallMeter() {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double waited = waitedForProcessorMs();
            const double stall = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
            m_longest = std::max(m_longest, stall);
            m_longestOwn = std::max(m_longestOwn, stall - (waited - m_waited));
            m_waited = waited;
            m_clock.restart();
        });
        m_clock.start();
        m_timer.start();
    }
    double longestMs() const { return m_longest; }
    /// Less the time that this thread was ready but other programs had the processors.
    double longestOwnMs() const { return m_longestOwn; }

private:
    /// From the kernel's account of this thread: time on a processor, time waiting for one; 0 without it.
    static double waitedForProcessorMs() {
        std::ifstream file("/proc/thread-self/schedstat");
        double worked = 0, waited = 0;
        file >> worked >> waited;
        return waited / 1e6;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_waited = waitedForProcessorMs(), m_longest = 0, m_longestOwn = 0;
};

class Responsiveness : public UiTest {
protected:
    Responsiveness() {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("program/welcomed"), true);
        Theme::instance().apply(ThemeChoice::Light);
    }
};

TEST_F(Responsiveness, wholeIngestWithAnswers_longestStallIsShort) {
    makeSession("books", "The lighthouse keeper was called Ezra Poole. He kept bees behind the tower.");
    Engine engine(options());
    MainWindow window(engine, options());
    window.resize(1280, 800);
    window.show();
    ASSERT_TRUE(waitUntil([&] { return window.isVisible(); }));
    QTest::qWait(300);
    window.openSession(QStringLiteral("books"));
    ASSERT_TRUE(waitUntil([&] { return window.details().chunks > 0; }));
    QTest::qWait(300);
    const StallMeter meter;
    window.openPaths({sampleBookText(), sampleBookPdf()});
    ASSERT_TRUE(waitUntil([&] { return window.queue().isBusy(); }));
    for (const char* question :
         {"Who kept bees?", "Who lived at the Admiral Benbow?", "What was in the apple barrel?"}) {
        window.conversation().ask(QString::fromLatin1(question), {});
        ASSERT_TRUE(waitUntil([&] { return !window.conversation().isBusy(); }));
    }
    ASSERT_TRUE(waitUntil([&] { return !window.queue().isBusy(); }));
    std::printf("longest event-loop stall: %.1f ms, without waiting for a processor %.1f ms\n",
                meter.longestMs(), meter.longestOwnMs());
    RecordProperty("longest_stall_ms", std::to_string(meter.longestMs()));
    EXPECT_LE(meter.longestOwnMs(), 50.0);
}

TEST_F(Responsiveness, startWithALargeSession_windowIsThereWithinASecond) {
    std::string text; // about 1,000 chunks
    for (int i = 0; i < 16000; ++i)
        text += "The harbour master wrote ship number " + std::to_string(i) + " into the log of the day. ";
    makeSession("large", text);
    QSettings().setValue(QStringLiteral("window/session"), QStringLiteral("large"));
    QElapsedTimer clock;
    clock.start();
    Engine engine(options());
    MainWindow window(engine, options());
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    const qint64 shownMs = clock.elapsed();
    ASSERT_TRUE(waitUntil([&] { return window.details().chunks >= 1000; }));
    std::printf("window shown after %lld ms, session of %lld chunks open after %lld ms\n",
                static_cast<long long>(shownMs), static_cast<long long>(window.details().chunks),
                static_cast<long long>(clock.elapsed()));
    EXPECT_LT(shownMs, 1000);
}

} // namespace
} // namespace memlong::test
