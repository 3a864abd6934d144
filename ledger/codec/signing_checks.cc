#include "ledger/codec/signing_checks.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "covenant/v1/event.pb.h"
#include "ledger/codec/message_check.h"
#include "ledger/codec/signing_proto.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using google::protobuf::Message;

void CheckRule(const v1::SigningRule& rule, const Node& node, Sink& sink) {
  std::vector<std::string_view> ways;
  for (const std::string_view key : {"party", "all", "any", "at_least"}) {
    if (node.Has(key)) ways.push_back(key);
  }
  if (ways.size() != 1) {
    return sink.Add(ways.empty() ? node.at : node.KeyAt(ways[1]), "E0370",
                    ways.empty()
                        ? "the rule does not say who must sign"
                        : Concat({"a rule says one thing, and this has both `",
                                  ways[0], "` and `", ways[1], "`"}),
                    "",
                    "write one of `party: ID`, `all: [...]`, `any: [...]`, or "
                    "`at_least: 2` "
                    "with `of: [...]`");
  }
  const bool counted = ways[0] == "at_least";
  if (counted != node.Has("of")) {
    return sink.Add(
        node.KeyAt(counted ? "at_least" : "of"), "E0370",
        counted ? "`at_least` needs `of`" : "`of` goes with `at_least`", "",
        "write `at_least: 2` and the rules under `of:`");
  }
  if (counted && (rule.at_least() == 0 ||
                  rule.at_least() > static_cast<std::uint32_t>(rule.of_size()))) {
    sink.Add(node.ValueAt("at_least"), "E0370",
             Concat({"of ", std::to_string(rule.of_size()),
                     " signatures there cannot be ",
                     std::to_string(rule.at_least())}),
             "", "write a number from 1 to that of the rules under `of`");
  }
  const bool empty =
      rule.party().empty() && rule.all().empty() && rule.any().empty() &&
      rule.of().empty();
  if (empty && !node.incomplete) {
    sink.Add(node.ValueAt(ways[0]), "E0370", "the rule asks nobody", "",
             "name those who must sign");
  }
}

// Every party once: whoever signs counts in one place.
void CheckOnce(const v1::SigningRule& rule, const Span& at,
               std::set<std::string>& seen, Sink& sink) {
  if (!rule.party().empty() && !seen.insert(rule.party()).second) {
    sink.Add(at, "E0371",
             Concat({"the party ", Quoted(rule.party()),
                     " stands twice in the rule"}),
             "", "a signature counts in one place: name each party once");
  }
  for (const auto* parts : {&rule.all(), &rule.any(), &rule.of()}) {
    for (const v1::SigningRule& part : *parts) CheckOnce(part, at, seen, sink);
  }
}

bool Demands(const v1::SigningRule& rule, bool outside) {
  const bool own = rule.by() == v1::SIGNING_FORM_UNSPECIFIED
                       ? outside
                       : rule.by() == v1::SIGNING_FORM_KEY;
  if (!rule.party().empty() && own) return true;
  for (const auto* parts : {&rule.all(), &rule.any(), &rule.of()}) {
    for (const v1::SigningRule& part : *parts) {
      if (Demands(part, own)) return true;
    }
  }
  return false;
}

void CheckEvent(const v1::Event& event, const Node& node, Sink& sink) {
  const v1::SigningRule* rule = RuleOf(event);
  if (rule == nullptr) return;
  std::set<std::string> seen;
  CheckOnce(*rule, node.KeyAt("signing"), seen, sink);
  if (node.Has("signatories")) {
    sink.Add(node.KeyAt("signatories"), "E0372",
             "`signatories` and `signing` both say who must sign", "",
             "keep one of them");
  }
  if (event.has_executed() && Demands(*rule, false)) {
    sink.Add(node.KeyAt("executed"), "E0372",
             "the day on which an instrument binds that is signed with keys is "
             "not stated",
             "follows from the signatures",
             "leave `executed` out, or `by: key`");
  }
}

void CheckKey(const std::string& text, const Node& node, Sink& sink) {
  if (text.empty()) return;
  const auto key = PublicKeyFromText(text);
  if (key.ok()) return;
  sink.Add(node.ValueAt("key"), "E0239", std::string(key.status().message()),
           "", "copy what `covenant keygen` printed: NAME+HASH+KEY");
}

void CheckSignature(const v1::Signature& signature, const Node& node,
                    Sink& sink) {
  CheckKey(signature.key(), node, sink);
  if (node.Has("key") != node.Has("signature")) {
    const bool key = node.Has("key");
    sink.Add(
        node.KeyAt(key ? "key" : "signature"), "E0239",
        key ? "a key without its signature" : "a signature without its key", "",
        "`covenant sign` makes and records both; a signature on paper has "
        "neither");
    return;
  }
  if (signature.signature().empty()) return;
  const auto bytes = SignatureFromText(signature.signature());
  if (bytes.ok()) return;
  sink.Add(node.ValueAt("signature"), "E0239",
           std::string(bytes.status().message()), "",
           "copy what `covenant sign` printed");
}

}  // namespace

void CheckSigning(const Message& message, const Node& node, Sink& sink) {
  if (const auto* rule = MessageAs<v1::SigningRule>(message)) {
    CheckRule(*rule, node, sink);
  }
  if (const auto* event = MessageAs<v1::Event>(message))
    CheckEvent(*event, node, sink);
  if (const auto* body = MessageAs<v1::PartyKey>(message)) {
    CheckKey(body->key(), node, sink);
  }
  if (const auto* body = MessageAs<v1::Signature>(message)) {
    CheckSignature(*body, node, sink);
  }
}

}  // namespace covenant
