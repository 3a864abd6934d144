#include "tests/property/compare.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace covenant::property {
namespace {

using Refs = std::vector<EventRef>;

std::string Show(const Refs& refs) {
  std::string text = "[";
  for (const EventRef& ref : refs) {
    text += (text.size() == 1 ? "" : " ") + ref.id;
  }
  return text + "]";
}

std::string Show(InForce in_force) {
  return in_force == InForce::kYes  ? "yes"
         : in_force == InForce::kNo ? "no"
                                    : "unknown";
}

std::set<EventRef> AsSet(const Refs& refs) {
  return std::set<EventRef>(refs.begin(), refs.end());
}

Refs ClaimsOf(const model::FieldNow& field) {
  Refs all;
  for (const model::Entry* claim : field.claims) {
    all.insert(all.end(), claim->chain.begin(), claim->chain.end());
  }
  all.insert(all.end(), field.facts.begin(), field.facts.end());
  return all;
}

// One claimant: exactly its chain. Several that differ: all of them. Several
// that agree: any of them, the norms do not say which.
bool SetByFits(const model::FieldNow& expected, const FieldState& actual) {
  if (expected.blame_open) return true;
  if (expected.claims.size() == 1) {
    return actual.set_by == ClaimsOf(expected);
  }
  const std::set<EventRef> all = AsSet(ClaimsOf(expected));
  const std::set<EventRef> given = AsSet(actual.set_by);
  if (expected.value == nullptr) return given == all;
  return !given.empty() &&
         std::includes(all.begin(), all.end(), given.begin(), given.end());
}

std::optional<std::string> FieldDifference(const std::string& name,
                                           const model::FieldNow& expected,
                                           const FieldState& actual) {
  const bool conflicting = expected.value == nullptr;
  if (conflicting != actual.conflicting) {
    return name + ": expected " +
           (conflicting ? "conflicting" : expected.value->ToString()) +
           ", actual " +
           (actual.conflicting ? "conflicting" : actual.value.ToString());
  }
  if (!conflicting && !(*expected.value == actual.value)) {
    return name + ": expected " + expected.value->ToString() + ", actual " +
           actual.value.ToString();
  }
  if (!SetByFits(expected, actual)) {
    return name + ": set by, expected " + Show(ClaimsOf(expected)) +
           ", actual " + Show(actual.set_by);
  }
  return std::nullopt;
}

std::optional<std::string> AttachmentDifference(
    const std::string& name, const model::ClauseNow& expected,
    const ClauseState& actual) {
  std::multiset<std::string> want;
  std::multiset<std::string> have;
  for (const model::AttachedNow& attached : expected.attachments) {
    std::vector<EventRef> because = attached.by->chain;
    because.insert(because.end(), attached.begun_by.begin(),
                   attached.begun_by.end());
    want.insert(attached.type +
                (attached.days ? " " + attached.days->ToString() : "") + " " +
                Show(because));
  }
  for (const Attachment& attached : actual.attachments) {
    const bool reading = attached.type == "reading";
    have.insert(attached.type +
                (reading ? "" : " " + attached.days.ToString()) + " " +
                Show(attached.because));
  }
  if (want == have) return std::nullopt;
  std::string text = name + ": attachments, expected";
  for (const std::string& one : want) text += " {" + one + "}";
  text += ", actual";
  for (const std::string& one : have) text += " {" + one + "}";
  return text;
}

std::optional<std::string> ClauseDifference(const std::string& id,
                                            const model::ClauseNow& expected,
                                            const ClauseState& actual) {
  if (expected.kind != actual.kind) {
    return id + ": kind, expected " + expected.kind + ", actual " + actual.kind;
  }
  for (const auto& [path, field] : expected.fields) {
    const auto it = actual.fields.find(path);
    if (it == actual.fields.end()) return id + "." + path + ": is missing";
    if (auto text = FieldDifference(id + "." + path, field, it->second)) {
      return text;
    }
  }
  for (const auto& [path, field] : actual.fields) {
    // Which fields a clause has whose existence is disputed is not settled.
    const bool excused = expected.existence_disputed && field.conflicting;
    if (expected.fields.count(path) == 0 && !excused) {
      return id + "." + path + ": should not be there";
    }
  }
  if (expected.existence_disputed) return std::nullopt;
  if (expected.in_force != actual.in_force) {
    return id + ": in force, expected " + Show(expected.in_force) +
           ", actual " + Show(actual.in_force);
  }
  if (expected.survives_end != actual.survives) {
    return id + ": survives, expected " +
           (expected.survives_end ? "yes" : "no");
  }
  return AttachmentDifference(id, expected, actual);
}

std::optional<std::string> FindingDifference(const model::TermsNow& expected,
                                             const Terms& actual) {
  static const std::set<std::string> kCompared = {
      std::string(finding::kEmptyInterval),
      std::string(finding::kSupersededBeforeEffect),
      std::string(finding::kConflictingAmendments),
      std::string(finding::kGapInAmendmentNumbers),
      std::string(finding::kHostProvisionExpired),
      std::string(finding::kSignatureNotCounted)};
  model::FoundSet have;
  for (const Finding& found : actual.findings) {
    if (kCompared.count(found.code) != 0)
      have.emplace(found.code, found.subject);
  }
  for (const auto& [code, subject] : expected.must) {
    if (have.count({code, subject}) == 0) {
      std::string text = "finding " + code + " of " + subject + ": is missing";
      for (const Finding& found : actual.findings) {
        text += "\n    found " + found.code + " of " + found.subject + ": " +
                found.message;
      }
      return text;
    }
  }
  for (const auto& [code, subject] : have) {
    if (expected.must.count({code, subject}) == 0 &&
        expected.may.count({code, subject}) == 0) {
      return "finding " + code + " of " + subject + ": should not be there";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> DifferenceOf(const model::TermsNow& expected,
                                        const Terms& actual) {
  if (expected.binding != actual.binding) {
    return std::string("binding: expected ") +
           (expected.binding ? "yes" : "no");
  }
  for (const auto& [id, clause] : expected.clauses) {
    const auto it = actual.clauses.find(id);
    if (it == actual.clauses.end()) return id + ": is missing";
    if (auto text = ClauseDifference(id, clause, it->second)) return text;
  }
  for (const auto& [id, clause] : actual.clauses) {
    if (expected.clauses.count(id) == 0) {
      std::string text = id + ": should not be there, but has";
      for (const auto& [path, field] : clause.fields) {
        text += " " + path + "=" +
                (field.conflicting ? "conflicting" : field.value.ToString()) +
                Show(field.set_by);
      }
      return text;
    }
    if (actual.ended.count(id) != 0) return id + ": is in force and ended";
  }
  return FindingDifference(expected, actual);
}

}  // namespace covenant::property
