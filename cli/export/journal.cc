#include "cli/export/journal.h"
namespace covenant::cli {
Result<std::string> Journal(Query&, const Obligations&) { return std::string(); }
}
