#include "replay/terms.h"

namespace covenant {

const Value* ClauseState::Find(const std::string& path) const {
  const auto found = fields.find(path);
  if (found == fields.end() || found->second.conflicting) return nullptr;
  return found->second.value.empty() ? nullptr : &found->second.value;
}

}  // namespace covenant
