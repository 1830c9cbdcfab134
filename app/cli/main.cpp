#include "app/cli/program.h"
#include "engine/base/idle_threads.h"

int main(int argc, char** argv) {
    memlong::letIdleThreadsSleep(argv);
    return memlong::cli::runProgram(argc, argv);
}
