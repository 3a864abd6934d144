// Text: free or personal text, plain or sealed. A sealed text stands outside
// its entry under a random key; the entry holds only the HMAC-SHA-256. Its
// words may be absent (erased, or not looked up). Value type, thread-compatible.
#ifndef LEDGER_EVENT_TEXT_H_
#define LEDGER_EVENT_TEXT_H_

#include <string>

namespace covenant {

struct Text {
  // The words: of a plain text always; of a sealed one only where they were
  // written just now or were looked up.
  std::string words;
  // Sealed, or to be sealed when it is appended.
  bool sealed = false;
  // HMAC-SHA-256 of the words, 32 bytes; empty unless sealed and stored.
  std::string mac;

  bool empty() const { return words.empty() && mac.empty(); }
  // Whether there is a text, be it one whose words are not known here.
  bool stated() const { return sealed || !empty(); }

  // What may be shown to anybody: the words of a plain text, else "(sealed)".
  std::string Shown() const { return sealed ? "(sealed)" : words; }

  friend bool operator==(const Text&, const Text&) = default;
};

}  // namespace covenant

#endif  // LEDGER_EVENT_TEXT_H_
