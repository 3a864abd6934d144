// The reference of one type of event or one kind of clause, from the comments
// of the schema: what it is, an example and its keys, with those of the
// structures in them. For help in a terminal; doc/events.md has all of it.
#ifndef LEDGER_CODEC_KIND_REFERENCE_H_
#define LEDGER_CODEC_KIND_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace covenant {

struct KeyReference {
  std::string key;
  std::string form;  // "amount", "list of EarlyPaymentStep"
  std::string meaning;
  bool required = false;
};

struct KindReference {
  // What has the keys: empty for the kind itself, else a structure in it.
  struct Keys {
    std::string of;
    std::string about;
    std::vector<KeyReference> keys;  // none: it is written as one text
  };

  std::string word;  // as it is written after `event:` or `kind:`
  bool clause = false;
  std::string about;
  std::string example;  // YAML; may be empty
  std::vector<Keys> tables;
};

// All that the word names: a type of event, a kind of clause or both; empty for
// another word.
std::vector<KindReference> ReferencesOf(std::string_view word);

// All types of event and kinds of clause, as they are written.
std::vector<std::string> ReferenceWords();

}  // namespace covenant

#endif  // LEDGER_CODEC_KIND_REFERENCE_H_
