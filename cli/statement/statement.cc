#include "cli/statement/statement.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cli/published.h"
#include "cli/state_digest.h"
#include "cli/statement/witness_log.h"
#include "cli/version.h"
#include "ledger/codec/entry_codec.h"
#include "ledger/codec/event_codec.h"
#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/log_tree.h"
#include "ledger/store/memory_log.h"
#include "ledger/value/ids.h"
#include "ledger/value/status_text.h"

namespace covenant::cli {
namespace {

constexpr char kLedgerStream[] = "_ledger";
// The width for which texts of statements are laid out.
constexpr std::size_t kColumns = 100;

Error DoesNotHold(std::string why) {
  return MakeError(kDamaged, "not-verified", "the statement " + std::move(why));
}

const Command& CommandNamed(const std::string& name) {
  const auto& commands = Commands();
  return *std::find_if(commands.begin(), commands.end(),
                       [&](const Command& c) { return c.form.name == name; });
}

// Files beside the ledger, and what is not about the answer.
bool MayAsk(const std::string& flag) {
  return flag != "with" && flag != "exit-code" && flag != "output";
}

struct Answer {
  std::string json;
  std::string text;
};

// Asks the log, and takes note of what it is asked.
Result<std::string> AskOnce(std::shared_ptr<EventLog> log,
                            std::shared_ptr<Witness> witness, bool partial,
                            const Question& question, bool json) {
  CommandLine line{question.command, question.arguments, question.flags};
  if (json) line.flags["json"] = "";
  CLI_ASSIGN(const Date today, Date::Parse(line.Get("today")));
  Context context{line, {.color = false, .unicode = true, .width = kColumns}};
  context.open_with = [&](OpenMode) -> Result<Session> {
    return Session(
        std::make_unique<WitnessLog>(log, witness, partial), today,
        [today] { return Timestamp::EndOfDay(today.DaysSince1970()); });
  };
  CLI_RETURN_IF_ERROR(CommandNamed(question.command).run(context));
  return context.out;
}

Result<Answer> Ask(const std::shared_ptr<EventLog>& log,
                   const std::shared_ptr<Witness>& witness, bool partial,
                   const Question& question) {
  Answer answer;
  CLI_ASSIGN(answer.json, AskOnce(log, witness, partial, question, true));
  CLI_ASSIGN(answer.text, AskOnce(log, witness, partial, question, false));
  return answer;
}

Result<std::shared_ptr<EventLog>> LogOf(
    const std::string& origin, const std::vector<ProvenEntry>& entries) {
  std::vector<std::string> bytes;
  bytes.reserve(entries.size());
  for (const ProvenEntry& entry : entries) bytes.push_back(entry.bytes);
  CLI_ASSIGN(
      std::unique_ptr<EventLog> log,
      OpenMemoryLog(origin, bytes, std::make_shared<ProtoEntryFormat>()));
  return std::shared_ptr<EventLog>(std::move(log));
}

// The digest of the state of all contracts that the log holds.
Result<Hash> DigestOf(const std::shared_ptr<EventLog>& log,
                      const Question& question) {
  CLI_ASSIGN(const Date as_of, Date::Parse(question.flags.at("as-of")));
  CLI_ASSIGN(const Date today, Date::Parse(question.flags.at("today")));
  Session session(
      std::make_unique<WitnessLog>(log, std::make_shared<Witness>(), true),
      today, SystemClock());
  CLI_ASSIGN(const KnownPoint known,
             session.ResolveKnown(question.flags.at("known-at")));
  const View view{as_of, known};
  CLI_ASSIGN(const std::vector<std::string> ids,
             session.Contracts(known.sequence));
  std::vector<ContractState> states;
  for (const std::string& id : ids) {
    CLI_ASSIGN(const Contract contract, session.Load(id, known.sequence));
    CLI_ASSIGN(const Hash digest, ContractDigest(contract, view));
    states.push_back({id, digest});
  }
  return StateDigest(view, states);
}

// The `heads` event of the entry, if it is one.
Result<Heads> HeadsEvent(EventLog& log, std::uint64_t sequence) {
  CLI_ASSIGN(const std::vector<StoredEvent> events, log.LogEvents(sequence, 1));
  if (events.empty() || events.front().header.sequence != sequence ||
      events.front().header.stream != kLedgerStream) {
    return DoesNotHold("names no `heads` event");
  }
  const EntryHeader& header = events.front().header;
  CLI_ASSIGN(const Event event,
             DecodePayload(header.type, header.schema_version,
                           events.front().payload));
  const Heads* const heads = event.As<Heads>();
  if (heads == nullptr || heads->size >= sequence) {
    return DoesNotHold("names no `heads` event");
  }
  return *heads;
}

// The newest `heads` event among the first `size` entries; 0 if there is none.
Result<std::uint64_t> NewestHeads(EventLog& log, std::uint64_t size) {
  std::uint64_t newest = 0;
  CLI_RETURN_IF_ERROR(
      log.ReadStream(kLedgerStream, size, [&](StoredEvent event) {
        if (event.header.type == "heads") newest = event.header.sequence;
        return absl::OkStatus();
      }));
  return newest;
}

class Gatherer {
 public:
  Gatherer(std::shared_ptr<EventLog> log, std::uint64_t size,
           std::uint64_t limit, std::vector<HeadEntry> heads)
      : log_(std::move(log)),
        size_(size),
        limit_(limit),
        nodes_(NodesOf(*log_, size)),
        heads_(std::move(heads)) {}

  // Proofs and entries for what was asked.
  Outcome Gather(const Witness& witness, Statement& statement) {
    std::set<std::string> streams;
    for (const HeadEntry& head : heads_) {
      const bool asked = witness.streams.count(head.stream) > 0;
      if (asked || (witness.all_streams && !IsReservedStreamId(head.stream))) {
        streams.insert(head.stream);
      }
    }
    if (witness.all_streams) {
      statement.all_streams = heads_;
    } else {
      for (const std::string& stream : witness.streams) {
        if (streams.count(stream) > 0) {
          CLI_ASSIGN(HeadProof proof, ProveHead(heads_, stream));
          statement.streams.push_back(std::move(proof));
        } else {
          CLI_ASSIGN(ProvenAbsence absence, Absence(stream));
          statement.absent.push_back(std::move(absence));
        }
      }
    }
    CLI_RETURN_IF_ERROR(
        AddEvent(statement.heads_sequence, statement.heads_sequence));
    for (const std::string& stream : streams) {
      Outcome added = Nothing{};
      CLI_RETURN_IF_ERROR(
          log_->ReadStream(stream, limit_, [&](StoredEvent event) {
            added = AddEvent(event.header.sequence, event.last_sequence);
            return added.ok() ? absl::OkStatus() : absl::CancelledError();
          }));
      if (!added.ok()) return added;
    }
    for (auto& [sequence, entry] : entries_) {
      statement.entries.push_back(std::move(entry));
    }
    return Nothing{};
  }

 private:
  Outcome AddEvent(std::uint64_t first, std::uint64_t last) {
    std::vector<RawEntry> raw;
    CLI_RETURN_IF_ERROR(
        log_->ReadEntries(first, last - first + 1, [&](RawEntry entry) {
          raw.push_back(std::move(entry));
          return absl::OkStatus();
        }));
    for (RawEntry& entry : raw) {
      CLI_ASSIGN(std::vector<Hash> path,
                 ProveInclusion(nodes_, entry.sequence - 1, size_));
      entries_[entry.sequence] = {entry.sequence, std::move(entry.bytes),
                                  std::move(path)};
    }
    return Nothing{};
  }

  Result<ProvenAbsence> Absence(const std::string& stream) {
    ProvenAbsence absence{stream, {}, {}};
    const auto after =
        std::upper_bound(heads_.begin(), heads_.end(), stream,
                         [](const std::string& name, const HeadEntry& head) {
                           return name < head.stream;
                         });
    if (after != heads_.end()) {
      CLI_ASSIGN(absence.after, ProveHead(heads_, after->stream));
    }
    if (after != heads_.begin()) {
      CLI_ASSIGN(absence.before, ProveHead(heads_, std::prev(after)->stream));
    }
    return absence;
  }

  const std::shared_ptr<EventLog> log_;
  const std::uint64_t size_;   // of the checkpoint's tree
  const std::uint64_t limit_;  // the entries of which `heads` speaks
  const NodeSource nodes_;
  const std::vector<HeadEntry> heads_;
  std::map<std::uint64_t, ProvenEntry> entries_;
};

// The last entry that is there at or before the point.
std::uint64_t LastBy(const std::vector<ProvenEntry>& entries,
                     std::uint64_t point) {
  std::uint64_t last = 0;
  for (const ProvenEntry& entry : entries) {
    if (entry.sequence <= point) last = entry.sequence;
  }
  return last;
}

// That the name would stand between two heads that stand side by side. The
// place of a leaf follows from its path alone, because leaves and nodes are
// hashed differently; so the count need not be known otherwise.
Outcome CheckAbsence(const ProvenAbsence& absence, const Hash& root) {
  const auto wrong = [&] {
    return DoesNotHold("does not show that there is no stream " +
                       Quoted(absence.stream));
  };
  for (const auto* const proof : {&absence.before, &absence.after}) {
    if (!*proof) continue;
    if (!VerifyHead(**proof, root).ok()) return wrong();
  }
  const auto& before = absence.before;
  const auto& after = absence.after;
  if (before && before->head.stream >= absence.stream) return wrong();
  if (after && after->head.stream <= absence.stream) return wrong();
  const bool side_by_side =
      before && after
          ? before->index + 1 == after->index && before->count == after->count
      : before ? before->index + 1 == before->count
      : after  ? after->index == 0
               : root == EmptyRoot();
  return side_by_side ? Outcome(Nothing{}) : Outcome(wrong());
}

class Checker {
 public:
  explicit Checker(const Statement& statement) : statement_(statement) {}

  Result<CheckedStatement> Run(const std::vector<VerifierKey>& keys) {
    CLI_RETURN_IF_ERROR(CheckForm());
    CheckedStatement checked;
    const auto checkpoint = ParseCheckpoint(statement_.checkpoint);
    if (!checkpoint.ok()) {
      return NotVerified("the checkpoint", checkpoint.status());
    }
    const auto signatures = VerifySigned(*checkpoint, keys);
    if (!signatures.ok()) {
      return NotVerified("the checkpoint", signatures.status());
    }
    checked.signatures = *signatures;
    checked.head = checkpoint->head;
    CLI_RETURN_IF_ERROR(CheckEntries(checked.head));
    CLI_ASSIGN(log_, LogOf(checked.head.origin, statement_.entries));
    CLI_ASSIGN(const Heads heads, HeadsEvent(*log_, statement_.heads_sequence));
    CLI_RETURN_IF_ERROR(CheckStreams(heads));
    checked.speaks_of = heads.size;
    CLI_ASSIGN(const Position position, log_->At(statement_.heads_sequence));
    checked.recorded_at = position.recorded_at;
    CLI_RETURN_IF_ERROR(CheckAnswer(heads));
    return checked;
  }

 private:
  Outcome CheckForm() {
    if (const Outcome form = CheckQuestion(statement_.question); !form.ok()) {
      return DoesNotHold("has a question that cannot be certified: " +
                         form.error().diagnostics.front().message);
    }
    for (const char* flag : {"as-of", "known-at", "today"}) {
      if (statement_.question.flags.count(flag) > 0) continue;
      return DoesNotHold(std::string("has a question without --") + flag);
    }
    return Nothing{};
  }

  Outcome CheckEntries(const TreeHead& head) {
    const ProtoEntryFormat format;
    std::uint64_t before = 0;
    for (const ProvenEntry& entry : statement_.entries) {
      const std::string name = "entry " + std::to_string(entry.sequence);
      if (entry.sequence <= before) {
        return DoesNotHold("has entries that are not in order: " + name);
      }
      before = entry.sequence;
      const absl::Status proven =
          VerifyInclusion(entry.sequence - 1, head.size, LeafHash(entry.bytes),
                          entry.path, head.root);
      if (!proven.ok()) return NotVerified(name, proven);
      const auto decoded = format.Decode(entry.bytes);
      if (!decoded.ok()) return NotVerified(name, decoded.status());
      if (decoded->header.sequence != entry.sequence) {
        return DoesNotHold("has an entry in another's place: " + name);
      }
    }
    return Nothing{};
  }

  // That every stream that is proven is there up to its head, and no further
  // one counts.
  Outcome CheckStreams(const Heads& heads) {
    for (const HeadProof& proof : statement_.streams) {
      const absl::Status proven = VerifyHead(proof, heads.root);
      if (!proven.ok()) {
        return NotVerified("the head of " + Quoted(proof.head.stream), proven);
      }
      CLI_RETURN_IF_ERROR(CheckWhole(proof.head, heads.size));
      whole_.insert(proof.head.stream);
    }
    for (const ProvenAbsence& absence : statement_.absent) {
      CLI_RETURN_IF_ERROR(CheckAbsence(absence, heads.root));
      absent_.insert(absence.stream);
    }
    if (statement_.all_streams.empty()) return Nothing{};
    std::string before;
    for (const HeadEntry& head : statement_.all_streams) {
      if (head.stream <= before) {
        return DoesNotHold("lists its streams out of order");
      }
      before = head.stream;
      listed_.insert(head.stream);
      CLI_ASSIGN(const StreamPosition there,
                 log_->StreamHead(head.stream, heads.size));
      if (there.version == 0 && IsReservedStreamId(head.stream)) continue;
      CLI_RETURN_IF_ERROR(CheckWhole(head, heads.size));
      whole_.insert(head.stream);
    }
    if (HeadsRoot(statement_.all_streams) != heads.root) {
      return DoesNotHold("does not list the streams of its `heads` event");
    }
    return Nothing{};
  }

  Outcome CheckWhole(const HeadEntry& head, std::uint64_t size) {
    CLI_ASSIGN(const StreamPosition there, log_->StreamHead(head.stream, size));
    if (there.version == head.version && there.hash == head.hash) {
      return Nothing{};
    }
    return DoesNotHold("lacks entries of " + Quoted(head.stream) +
                       ": there are " + std::to_string(head.version) +
                       ", and it holds " + std::to_string(there.version));
  }

  Outcome CheckAnswer(const Heads& heads) {
    const std::string& known = statement_.question.flags.at("known-at");
    if (known != "#" + std::to_string(statement_.heads_sequence) &&
        !KnownBy(known, heads.size)) {
      return DoesNotHold(
          "has a known point of which its `heads` event does "
          "not speak: " +
          known);
    }
    const auto witness = std::make_shared<Witness>();
    const auto again = Ask(log_, witness, true, statement_.question);
    if (!again.ok()) {
      return DoesNotHold("cannot be computed again: " +
                         again.error().diagnostics.front().message);
    }
    if (witness->all_streams && statement_.all_streams.empty()) {
      return DoesNotHold("does not say which streams there are");
    }
    for (const std::string& stream : witness->streams) {
      const bool proven =
          whole_.count(stream) > 0 || absent_.count(stream) > 0 ||
          (!statement_.all_streams.empty() && listed_.count(stream) == 0);
      if (!proven) {
        return DoesNotHold("shows nothing of the stream " + Quoted(stream) +
                           ", on which the answer rests");
      }
    }
    const std::string other =
        statement_.engine == kVersion
            ? ""
            : "; it was made by version " + statement_.engine +
                  " of the program, and this is " + std::string(kVersion);
    if (!SameJson(again->json, statement_.answer)) {
      return DoesNotHold("has another answer than its entries give" + other);
    }
    if (again->text != statement_.text) {
      return DoesNotHold("has another text than its entries give" + other);
    }
    CLI_ASSIGN(const Hash state, DigestOf(log_, statement_.question));
    if (state != statement_.state) {
      return DoesNotHold(
          "has another digest of the state than its entries "
          "give" +
          other);
    }
    return Nothing{};
  }

  static bool KnownBy(const std::string& known, std::uint64_t size) {
    if (known.empty() || known[0] != '#') return false;
    const std::string_view digits = std::string_view(known).substr(1);
    return !digits.empty() && AllDigits(digits) &&
           digits.size() <= 18 && std::stoull(std::string(digits)) <= size;
  }

  const Statement& statement_;
  std::shared_ptr<EventLog> log_;
  std::set<std::string> whole_;   // streams that are there up to their heads
  std::set<std::string> absent_;  // names that no stream has
  std::set<std::string> listed_;  // all streams, where they are listed
};

}  // namespace

const std::vector<std::string>& CertifiableCommands() {
  static const auto* const names = new std::vector<std::string>{
      "audit", "terms", "blame", "explain", "status", "due", "conflicts"};
  return *names;
}

Outcome CheckQuestion(const Question& question) {
  const auto& names = CertifiableCommands();
  if (std::find(names.begin(), names.end(), question.command) == names.end()) {
    std::string list;
    for (const std::string& name : names) {
      list += (list.empty() ? "`" : ", `") + name + "`";
    }
    return UsageError(Quoted(question.command) + " cannot be certified",
                      "certify one of " + list);
  }
  const CommandForm& form = CommandNamed(question.command).form;
  for (const auto& [flag, value] : question.flags) {
    const bool taken = flag == "today" ||
                       (MayAsk(flag) && std::count(form.flags.begin(),
                                                   form.flags.end(), flag) > 0);
    if (!taken) {
      return UsageError("`" + question.command + "` is not certified with --" +
                        flag);
    }
  }
  if (question.arguments.size() > form.most_arguments ||
      question.arguments.size() < form.least_arguments) {
    return UsageError(
        "`" + question.command + "` takes other arguments",
        "usage: covenant " + question.command + " " + std::string(form.usage));
  }
  return Nothing{};
}

Result<Statement> Certify(std::shared_ptr<EventLog> log,
                          const Question& question, Date today,
                          const Checkpoint& checkpoint) {
  CLI_RETURN_IF_ERROR(CheckQuestion(question));
  const TreeHead& head = checkpoint.head;
  CLI_ASSIGN(const Position newest, log->Head());
  if (head.origin != log->origin() || head.size > newest.sequence) {
    return MakeError(kDamaged, "not-verified",
                     "the checkpoint is not one of this ledger");
  }
  CLI_ASSIGN(const Hash root, RootOf(*log, head.size));
  if (root != head.root) {
    return MakeError(kDamaged, "not-verified",
                     "the checkpoint has another root than this ledger");
  }
  Statement statement;
  CLI_ASSIGN(statement.heads_sequence, NewestHeads(*log, head.size));
  if (statement.heads_sequence == 0) {
    return UsageError("the checkpoint holds no `heads` event",
                      "make one with `covenant checkpoint`");
  }
  CLI_ASSIGN(const Heads heads, HeadsEvent(*log, statement.heads_sequence));

  // The question with all that it leaves to the day of asking.
  Question asked = question;
  asked.flags.emplace("today", today.ToString());
  asked.flags.emplace("as-of", today.ToString());
  Session session(
      std::make_unique<WitnessLog>(log, std::make_shared<Witness>(), false),
      today, SystemClock());
  KnownPoint point;
  const bool newest_point = question.flags.count("known-at") == 0;
  if (newest_point) {
    CLI_ASSIGN(point, session.PointAt(heads.size));
  } else {
    CLI_ASSIGN(point, session.ResolveKnown(asked.flags["known-at"]));
  }
  if (point.sequence > heads.size) {
    return UsageError(
        "the known point #" + std::to_string(point.sequence) +
            " lies behind the checkpoint, which speaks of the first " +
            std::to_string(heads.size) + " entries",
        "make a new checkpoint");
  }
  asked.flags["known-at"] = "#" + std::to_string(point.sequence);

  CLI_ASSIGN(std::vector<HeadEntry> all, HeadsAt(*log, heads.size));
  const auto witness = std::make_shared<Witness>();
  CLI_RETURN_IF_ERROR(Ask(log, witness, false, asked));
  Gatherer gatherer(log, head.size, heads.size, std::move(all));
  CLI_RETURN_IF_ERROR(gatherer.Gather(*witness, statement));
  // A point is named by the last entry that the statement shows of it: nothing
  // of these streams lies between.
  const std::uint64_t known = newest_point
                                  ? statement.heads_sequence
                                  : LastBy(statement.entries, point.sequence);
  asked.flags["known-at"] = "#" + std::to_string(known);

  statement.engine = kVersion;
  statement.question = asked;
  statement.checkpoint = checkpoint.bytes;
  CLI_ASSIGN(const std::shared_ptr<EventLog> shown,
             LogOf(log->origin(), statement.entries));
  CLI_ASSIGN(Answer answer,
             Ask(shown, std::make_shared<Witness>(), true, asked));
  statement.answer = std::move(answer.json);
  statement.text = std::move(answer.text);
  CLI_ASSIGN(statement.state, DigestOf(shown, asked));
  return statement;
}

Result<CheckedStatement> Check(const Statement& statement,
                               const std::vector<VerifierKey>& keys) {
  return Checker(statement).Run(keys);
}

}  // namespace covenant::cli
