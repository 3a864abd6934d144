// Event: one immutable record of the ledger, decoded. A variant over
// instruments, facts and records; what each means is the business of replay/.
// Plain data, thread-compatible.
#ifndef LEDGER_EVENT_EVENT_H_
#define LEDGER_EVENT_EVENT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/event/clause.h"
#include "ledger/event/opening.h"
#include "ledger/event/powers.h"
#include "ledger/event/signing.h"
#include "ledger/event/value.h"
#include "ledger/value/hash.h"
#include "ledger/value/timestamp.h"

namespace covenant {

struct DocumentRef {
  std::string name;
  std::string sha256;   // 64 hexadecimal digits, or empty
  std::string section;  // place in it

  friend bool operator==(const DocumentRef&, const DocumentRef&) = default;
};

struct PartyRef {
  std::string id;
  std::string name;
  std::string role;

  friend bool operator==(const PartyRef&, const PartyRef&) = default;
};

enum class InstrumentKind {
  kAgreement,
  kAmendment,
  kRestatement,
  kRectification,
  kWaiver,
  kConsent,
  kTermination,
  kRescission,
  kAssignment,
  kNovation,
  kAssumption,
  kSuspension,
  kResumption,
  kRelease,
  kCourtOrder,
};

// A document that creates or changes terms. The clauses of an agreement and of
// a restatement stand in `changes` as kAdd.
struct Instrument {
  InstrumentKind kind = InstrumentKind::kAgreement;
  // Agreements.
  std::string title;
  std::string document_kind;  // agreement, order-form, side-letter
  std::string parent;
  std::string time_zone;
  // Agreements, amendments, restatements.
  std::vector<PartyRef> parties;
  std::vector<std::string> signatories;
  std::optional<SigningRule> signing;  // instead of them
  std::uint32_t number = 0;
  std::int32_t precedence = 0;
  std::vector<std::string> supersedes;
  // Rectifications: the instrument that is put right.
  std::string rectifies;
  // Restatements and terminations: the clauses that go; empty: all.
  std::vector<std::string> replaces;
  // Restatements and terminations: contracts under this one that end with it.
  std::vector<std::string> contracts;
  // Terminations: the milestone that it reaches.
  std::string reaches;
  // Assignments, novations, assumptions.
  std::optional<Transfer> transfer;
  // Consents: the assignment that is allowed. Resumptions: the suspension that
  // ends.
  std::string instrument;
  // Court orders.
  std::string authority;
  std::string case_number;
  std::vector<Change> changes;
  Text reason;

  friend bool operator==(const Instrument&, const Instrument&) = default;
};

struct ReportItem {
  std::string metric;
  Date date;
  Amount amount;
  std::optional<Date> invoiced;  // an invoice for it was sent
  std::optional<Date> received;
  friend bool operator==(const ReportItem&, const ReportItem&) = default;
};

struct Report {
  Interval period;  // both ends present
  std::map<std::string, Amount> metrics;
  std::vector<ReportItem> items;
  std::uint32_t version = 0;
  friend bool operator==(const Report&, const Report&) = default;
};

enum class PaymentPart { kAny, kInterest, kPrincipal };

struct PaymentMade {
  std::string payer;
  std::string payee;
  Amount amount;
  Date date;
  std::string designation;  // "", "clause" or "clause/occurrence"
  PaymentPart applies = PaymentPart::kAny;
  friend bool operator==(const PaymentMade&, const PaymentMade&) = default;
};

struct Milestone {
  std::string name;
  Date date;
  std::map<std::string, Amount> values;
  friend bool operator==(const Milestone&, const Milestone&) = default;
};

enum class ReadingStanding { kUnstated, kAsserted, kAgreed, kOrdered };

struct Reading {
  std::string clause;
  std::string name;
  std::vector<std::string> asserted_by;
  Text says;
  Date date;
  Fields covers;      // dimension to PathSet
  Fields leaves_out;  // dimension to PathSet
  ReadingStanding standing = ReadingStanding::kUnstated;
  std::optional<Date> since;
  std::vector<Change> reads;  // kSet and kRemove of fields of the clause
  friend bool operator==(const Reading&, const Reading&) = default;
};

struct Dispute {
  std::string obligation;  // "clause/occurrence"
  std::optional<Amount> amount;
  std::string raised_by;
  Date date;
  Text reason;
  friend bool operator==(const Dispute&, const Dispute&) = default;
};

enum class ContestedSum { kUnstated, kUpheld, kRejected, kSettled };

struct DisputeResolution {
  std::string dispute;
  Date date;
  Text outcome;
  ContestedSum sum = ContestedSum::kUnstated;
  std::string reading;  // by which it was resolved; empty: none
  std::optional<Date> since;
  friend bool operator==(const DisputeResolution&,
                         const DisputeResolution&) = default;
};

struct SetOff {
  std::string party;
  std::string against;
  Amount amount;
  Date date;
  std::string their;  // "", "clause" or "clause/occurrence"
  std::string our;
  friend bool operator==(const SetOff&, const SetOff&) = default;
};

// Tax that the debtor of a sum withheld from it and paid to an authority.
struct TaxWithheld {
  std::string obligation;  // "clause" or "clause/occurrence"
  Amount amount;
  Date date;
  std::string authority;
  std::string certificate;  // its number
  friend bool operator==(const TaxWithheld&, const TaxWithheld&) = default;
};

struct Invoice {
  std::string obligation;  // "clause" or "clause/occurrence"
  Date sent;
  std::optional<Date> received;
  std::optional<Amount> amount;
  friend bool operator==(const Invoice&, const Invoice&) = default;
};

struct Statement {
  std::string obligation;  // "clause/occurrence"
  Date delivered;
  std::optional<Amount> amount;
  friend bool operator==(const Statement&, const Statement&) = default;
};

// An act that a norm may forbid.
struct Deal {
  std::string actor;
  std::string counterparty;  // empty: none
  Text act;
  Fields scope;  // dimension to PathSet
  Date date;
  std::optional<Date> ends;  // the first day after an act that goes on
  bool ongoing = false;
  std::string under;  // a contract
  std::optional<Amount> amount;
  std::string upon = {};  // a notice by which a first right was run

  // The legal days on which it is done.
  Interval Days() const;
  friend bool operator==(const Deal&, const Deal&) = default;
};

// One place in a tree of scopes.
struct ScopeNode {
  std::string path;
  std::string title;
  std::vector<std::string> aliases;
  std::vector<std::string> members;  // paths, and of counterparties, parties
  friend bool operator==(const ScopeNode&, const ScopeNode&) = default;
};

// The paths of one dimension of scopes.
struct ScopeTree {
  std::string name;
  std::string dimension;  // "activity" ...
  std::optional<Date> since;
  std::vector<ScopeNode> nodes;
  std::vector<std::string> removes;
  std::string source;
  friend bool operator==(const ScopeTree&, const ScopeTree&) = default;
};

// The holidays of a place for a range of days.
struct CalendarPublished {
  std::string name;
  Interval covers;               // both ends present
  std::vector<Weekday> weekend;  // empty: Saturday and Sunday
  std::vector<Date> holidays;
  std::string source;
  friend bool operator==(const CalendarPublished&,
                         const CalendarPublished&) = default;
};

enum class RateMeasure { kPercent = 1, kIndex, kExchange, kPrice };

// What a series of rates was on a day or for a period: one of both.
struct RateValue {
  std::optional<Date> date;
  std::optional<Interval> period;  // both ends present
  std::optional<Rate> rate;        // of kPercent
  std::optional<Amount> value;     // of the others

  Interval Days() const { return date ? Interval::Day(*date) : *period; }
  friend bool operator==(const RateValue&, const RateValue&) = default;
};

// Values of a reference rate, an index or an exchange rate.
struct RatePublished {
  std::string name;
  RateMeasure measures = RateMeasure::kPercent;
  std::string base;  // of kExchange and kPrice: what is priced
  std::string source;
  std::vector<RateValue> values;
  friend bool operator==(const RatePublished&, const RatePublished&) = default;
};

struct GoLive {
  friend bool operator==(const GoLive&, const GoLive&) = default;
};

struct Party {
  std::string party;
  std::string name;
  std::string lei;
  std::optional<Date> since;
  friend bool operator==(const Party&, const Party&) = default;
};

struct Event;

struct Correction {
  std::string target;
  std::shared_ptr<const Event> replacement;  // never null
  Text reason;
  friend bool operator==(const Correction& a, const Correction& b);
};

struct Cancellation {
  std::string target;
  Text reason;
  friend bool operator==(const Cancellation&, const Cancellation&) = default;
};

// The newest entry of every stream after `size` entries, under one hash.
struct Heads {
  std::uint64_t size = 0;
  Hash root;
  friend bool operator==(const Heads&, const Heads&) = default;
};

// The sealed texts of the target are destroyed; what it means stays.
struct Erasure {
  std::string target;
  Text reason;
  friend bool operator==(const Erasure&, const Erasure&) = default;
};

// An event of a newer schema: kept and shown; no answer may rest on it.
struct UnknownBody {
  friend bool operator==(const UnknownBody&, const UnknownBody&) = default;
};

using Body =
    std::variant<Instrument, Signature, Report, PaymentMade, Milestone, Opening,
                 Reading, Dispute, DisputeResolution, SetOff, TaxWithheld,
                 Invoice, Statement, Deal, Exercise, Notice, Performance,
                 BreachAlleged, Cure, CalendarPublished, RatePublished, GoLive,
                 Party, PartySuccession, PartyKey, KeyRevocation,
                 SignatureWithdrawal, Correction, Cancellation, ScopeTree,
                 Heads, Erasure, UnknownBody>;

struct Event {
  // Place; sequence 0 for an event that is not recorded yet.
  std::string stream;
  std::string id;
  std::string type;  // as written: "amendment"
  std::uint64_t sequence = 0;
  std::uint64_t version = 0;
  Timestamp recorded_at;
  bool asserted = false;  // recorded_at was asserted in backfill
  Hash hash;              // leaf hash of the entry

  std::optional<Date> executed;
  std::optional<Endpoint> effective;
  std::optional<Endpoint> until;
  std::string actor;
  DocumentRef document;
  Basis basis = Basis::kOfficial;
  std::map<std::string, Basis> basis_of;
  Text note;
  std::vector<std::string> touches;
  std::int32_t utc_offset_minutes = 0;  // of the contract's zone, when appended
  Body body;

  // "acme-nova@3", the form in which answers name an event.
  std::string Ref() const;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&body);
  }

  // By content, not by place: all but sequence, version, time and hash.
  friend bool operator==(const Event& a, const Event& b);
};

// The names that `event:` takes, in the order of the schema.
const std::vector<std::string>& EventTypes();

}  // namespace covenant

#endif  // LEDGER_EVENT_EVENT_H_
