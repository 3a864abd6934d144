// Work on many contracts of a ledger, spread over all cores.
#ifndef CLI_ALL_CORES_H_
#define CLI_ALL_CORES_H_

#include <cstddef>
#include <functional>
#include <string_view>

#include "cli/command.h"
#include "cli/error.h"
#include "cli/session.h"

namespace covenant::cli {

// Does each of the tasks, numbered from 0, once. After a failure no further task
// begins, and the error of the first of the tasks that failed is the result,
// whatever the number of cores.
Outcome OnAllCores(std::size_t tasks,
                   const std::function<Outcome(std::size_t task)>& task);

// The same, where each core has a session of its own: the caller's, and further
// readers of the ledger of the line; of a ledger that is not that of the line
// (Context::open_with) there is only the caller's.
// `doing`: what standard error says where it is a terminal, from the first second
// on, with how much is done.
Outcome OnAllCores(
    const Context& context, Session& session, std::size_t tasks,
    std::string_view doing,
    const std::function<Outcome(Session& own, std::size_t task)>& task);

}  // namespace covenant::cli

#endif  // CLI_ALL_CORES_H_
