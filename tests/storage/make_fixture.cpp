// Writes the session of tests/formats/session_v<N>. Run once for each schema version, never again for an old
// one:
//   make_session_fixture tests/formats/session_v1
#include <cstdio>

#include "tests/storage/session_samples.h"

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    auto store = memlong::test::sampleSession(argv[1], 3);
    if (!store || !store->addTriggers(std::vector<memlong::RowId>{2, 2, 4}) || !store->setPinned(3, true) ||
        !store->setSetting("session.title", "Ein Beispiel") || !store->checkpoint()) {
        std::fprintf(stderr, "cannot write %s\n", argv[1]);
        return 1;
    }
    return 0;
}
