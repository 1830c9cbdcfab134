#include "engine/base/idle_threads.h"

#include <cstdlib>

#include <unistd.h>

namespace memlong {

void letIdleThreadsSleep(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr)
        return;
    if (setenv("OMP_WAIT_POLICY", "PASSIVE", 0) == 0)
        execv("/proc/self/exe", argv);
}

} // namespace memlong
