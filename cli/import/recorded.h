// RecordedRows: what the ledger has of the events that rows make, found by id
// without holding a stream of many facts: of every stream it keeps what later
// events may be checked against, not its payments and reports.
// Thread-compatible.
#ifndef CLI_IMPORT_RECORDED_H_
#define CLI_IMPORT_RECORDED_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/error.h"
#include "cli/session.h"
#include "ledger/event/event.h"

namespace covenant::cli {

// An event under the id of a row, as it reads now.
struct RecordedRow {
  Event original;
  std::optional<Event> now;  // nothing: cancelled
};

class RecordedRows {
 public:
  explicit RecordedRows(Session& session) : session_(session) {}

  struct Stream {
    std::vector<Event> events;  // all but payments and reports
    // The corrections and cancellations of an event, by its id.
    std::map<std::string, std::vector<Event>> changes;
    std::string zone;
  };
  Result<const Stream*> Of(const std::string& stream);
  Result<std::optional<RecordedRow>> Find(const std::string& stream,
                                          const std::string& id);
  // The first of "ID-c1", "ID-c2" ... that the stream does not have and that
  // was not given before.
  Result<std::string> CorrectionId(const std::string& stream,
                                   const std::string& id);

 private:
  Session& session_;
  std::map<std::string, Stream> streams_;
  std::set<std::string> given_;
};

}  // namespace covenant::cli

#endif  // CLI_IMPORT_RECORDED_H_
