// How threads that wait for work do it.
#pragma once

namespace memlong {

/// Makes OpenMP's idle threads sleep. They spin by default, each on a core that the thread with the work
/// could use: where two share one, as in virtual machines and on most laptops, a decoder then runs up to four
/// times slower. OpenMP reads its settings when it is loaded, so the program starts itself again; with
/// OMP_WAIT_POLICY or GOMP_SPINCOUNT set by the user nothing is done. To be called first in main(), with its
/// `argv`; takes some ten milliseconds. Where the program cannot be started again it goes on as it is.
void letIdleThreadsSleep(char** argv);

} // namespace memlong
