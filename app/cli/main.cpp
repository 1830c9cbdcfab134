#include "app/cli/program.h"

int main(int argc, char** argv) {
    return memlong::cli::runProgram(argc, argv);
}
