#include "ledger/codec/text_shapes.h"

#include "ledger/value/status_text.h"

namespace covenant {

bool IsLei(std::string_view text) {
  if (text.size() != 20) return false;
  int rest = 0;
  for (const char c : text) {
    if (IsDigit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else if (IsUpper(c)) {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return rest == 1;
}

bool IsZoneShape(std::string_view text) {
  bool start = true;
  for (const char c : text) {
    if (c == '/') {
      if (start) return false;
      start = true;
      continue;
    }
    const bool letter = IsUpper(c) || IsLower(c);
    if (!letter &&
        (start || (!IsDigit(c) && c != '_' && c != '-' && c != '+'))) {
      return false;
    }
    start = false;
  }
  return !start && IsUpper(text.front());
}

}  // namespace covenant
