// Ingests a file and writes a line for every commit, so that a test can kill it at a known place.
#include <cstdio>

#include "app/services/application.h"

int main(int argc, char** argv) {
    if (argc != 4)
        return 2;
    memlong::ApplicationOptions options;
    options.dataFolder = argv[1];
    options.resourcesFolder = argv[2];
    auto app = memlong::Application::open(options);
    if (!app)
        return 1;
    auto session = app->openSession("books", true);
    if (!session)
        return 1;
    const auto report = (*session)->ingest({argv[3]}, {},
                                           [](const memlong::IngestProgress& progress) {
                                               if (progress.progress.stage == "encoding") {
                                                   std::puts("commit");
                                                   std::fflush(stdout);
                                               }
                                           },
                                           {});
    return report && report->chunks >= 0 ? 0 : 1;
}
