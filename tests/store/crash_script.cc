#include "tests/store/crash_script.h"

#include "ledger/store/log_tree.h"
#include "tests/store/store_testing.h"

namespace covenant {

std::string CrashKey(const std::string& cycle, uint64_t n) {
  return "c" + cycle + "-" + std::to_string(n);
}

AppendRequest CrashRequest(const std::string& cycle, uint64_t n) {
  const std::string id = CrashKey(cycle, n);
  const std::string stream = "stream-" + std::to_string(n % 5);
  std::vector<NewEvent> events = {MakeEvent(stream, id, "payload of " + id)};
  if (n % 3 == 0) {
    events[0].also = {"stream-x"};
    events.push_back(MakeEvent("_ledger", id, std::string(n % 900, 'l')));
    events.push_back(MakeEvent(stream, id + "-b", id));
  }
  if (n % 17 == 5)
    events.push_back(MakeEvent("large", id, std::string(130'000, 'x')));
  AppendRequest request = MakeRequest(std::move(events));
  request.idempotency_key = id;
  request.content = id;
  return request;
}

absl::Status KeepRoot(EventLog& log, uint64_t size) {
  auto root = RootOf(log, size);
  if (!root.ok()) return root.status();
  return log.KeepCheckpoint({size, 1, root->ToHex()});
}

}  // namespace covenant
