#include "ledger/value/suggest.h"

#include <algorithm>

#include "ledger/value/status_text.h"

namespace covenant {

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string> Closest(std::string_view wrong,
                                   const std::vector<std::string>& known) {
  constexpr std::size_t kMaxBytes = 256;
  if (wrong.empty() || wrong.size() > kMaxBytes) return std::nullopt;
  const std::string lower = AsciiLower(wrong);
  const std::size_t limit =
      std::min(std::max<std::size_t>(2, wrong.size() / 3), wrong.size() - 1);
  const std::string* best = nullptr;
  std::size_t best_distance = limit + 1;
  for (const std::string& word : known) {
    const std::size_t longer = std::max(word.size(), lower.size());
    const std::size_t shorter = std::min(word.size(), lower.size());
    if (longer - shorter > limit) continue;
    const std::size_t distance = EditDistance(lower, AsciiLower(word));
    if (distance > limit) continue;
    if (distance < best_distance ||
        (distance == best_distance && best != nullptr && word < *best)) {
      best = &word;
      best_distance = distance;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

}  // namespace covenant
