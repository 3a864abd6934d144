// The tables of terms, the worlds, and how the replays for the binding days
// make up what is owed (decisions.md 13).
#include "tests/model/money_model.h"

#include <algorithm>

namespace covenant::model {
namespace {

Date NextDay(Date day) { return *day.AddDays(1); }

}  // namespace

MoneyModel::MoneyModel(const std::string& contract,
                       const std::vector<Event>& events, std::uint64_t known,
                       Date first, Date last)
    : terms_(contract, events, known),
      first_(first),
      last_(last),
      bound_(terms_.BindingDays()) {
  for (const Date bound : bound_) {
    Table table;
    for (Date day = first_; day <= last_; day = NextDay(day)) {
      table.push_back(terms_.At(day, bound));
    }
    tables_.push_back(std::move(table));
  }
  for (const Entry& entry : terms_.record()) {
    const auto* opening = entry.event->As<Opening>();
    if (opening == nullptr) continue;
    if (opening_ != nullptr) {
      answer_.undetermined.push_back("two openings");
    }
    opening_ = opening;
  }
  std::set<std::string> ids;
  for (const Table& table : tables_) {
    for (const std::string& id : ClauseIds(table)) ids.insert(id);
    for (const TermsNow& terms : table) {
      if (!terms.undetermined.empty()) {
        answer_.undetermined = terms.undetermined;
      }
    }
  }
  for (const std::string& id : ids) CheckConstant(id);
  always_open_ = answer_.open;
  always_undetermined_ = answer_.undetermined;
}

void MoneyModel::Doubt(const std::string& clause, const std::string& why) {
  answer_.open.emplace(clause, why);
}

const TermsNow& MoneyModel::TermsOn(const Table& table, Date day) const {
  return table[static_cast<std::size_t>(day - first_)];
}

const ClauseNow* MoneyModel::ClauseOn(const Table& table, const std::string& id,
                                      Date day) const {
  if (day < first_ || day > last_) return nullptr;
  const TermsNow& terms = TermsOn(table, day);
  const auto it = terms.clauses.find(id);
  return it == terms.clauses.end() ? nullptr : &it->second;
}

// Whether the clause is in force on the day: in this world, where its own term
// ends on a day that is not disclosed.
bool MoneyModel::Live(const ClauseNow* clause, const std::string& id,
                      Date day) {
  if (clause == nullptr || clause->in_force == InForce::kNo) return false;
  if (clause->in_force == InForce::kYes) return true;
  const auto end_of = [&](const char* path) -> const Endpoint* {
    const auto it = clause->fields.find(path);
    if (it == clause->fields.end() || it->second.value == nullptr) {
      return nullptr;
    }
    return it->second.value->As<Endpoint>();
  };
  const Endpoint* until = end_of("until");
  const Endpoint* from = end_of("from");
  if (until == nullptr || !until->undisclosed ||
      (from != nullptr && from->undisclosed) || clause->existence_disputed) {
    Doubt(id, "in force or not for a reason that is not modelled");
    return false;
  }
  ends_undisclosed_.insert(id);
  const Date lo = until->not_before ? *until->not_before : first_;
  const Date hi = until->not_after ? *until->not_after : last_;
  const Rational end = Pick(id + ".until" + until->ToString(),
                            Rational::FromInt(lo.DaysSince1970()),
                            Rational::FromInt(hi.DaysSince1970()), false);
  return Rational::FromInt(day.DaysSince1970()) < end;
}

std::set<std::string> MoneyModel::ClauseIds(const Table& table) const {
  std::set<std::string> ids;
  for (const TermsNow& terms : table) {
    for (const auto& [id, clause] : terms.clauses) {
      if (Modelled(clause.kind)) ids.insert(id);
    }
  }
  return ids;
}

// What the norms do not let change while a clause runs, for want of a rule on
// which day's version counts.
void MoneyModel::CheckConstant(const std::string& id) {
  static const std::vector<std::string> kPaths = {"debtor",
                                                  "creditor",
                                                  "currency",
                                                  "every",
                                                  "anchor",
                                                  "due",
                                                  "report_due",
                                                  "metrics",
                                                  "condition",
                                                  "long_stop",
                                                  "rounding.mode",
                                                  "rounding.places",
                                                  "partial_period",
                                                  "rate_change",
                                                  "due.after",
                                                  "due.date",
                                                  "survives",
                                                  "tail",
                                                  "deliver.unit",
                                                  "deliver.price",
                                                  "ends_on",
                                                  "lifetime_cap.counts_after",
                                                  "period_cap.counts_after"};
  const ClauseNow* first = nullptr;
  for (const Table& table : tables_) {
    for (const TermsNow& terms : table) {
      const auto it = terms.clauses.find(id);
      if (it == terms.clauses.end()) continue;
      const ClauseNow& clause = it->second;
      if (first == nullptr) first = &clause;
      if (clause.kind != first->kind) return Doubt(id, "kind changes");
      if (clause.existence_disputed) return Doubt(id, "existence disputed");
      for (const std::string& path : kPaths) {
        const auto a = first->fields.find(path);
        const auto b = clause.fields.find(path);
        const bool has_a = a != first->fields.end();
        const bool has_b = b != clause.fields.end();
        if (has_a != has_b) return Doubt(id, path + " changes");
        if (!has_a) continue;
        if (a->second.value == nullptr || b->second.value == nullptr ||
            !(*a->second.value == *b->second.value)) {
          return Doubt(id, path + " changes");
        }
      }
      for (const AttachedNow& attached : clause.attachments) {
        if (attached.type == "suspension") Doubt(id, "suspended");
      }
    }
  }
}

MoneyNow MoneyModel::At(Date as_of) {
  as_of_ = as_of;
  answer_ = MoneyNow();
  answer_.undetermined = always_undetermined_;
  if (!answer_.undetermined.empty()) return std::move(answer_);
  answer_.open = always_open_;
  picked_ = false;
  answer_.worlds.push_back(EvaluateWorld(0));
  bool unknown = picked_;
  for (const auto& [key, sum] : answer_.worlds[0].sums) {
    unknown = unknown || sum.tainted;
  }
  for (int world = 1; unknown && world < kWorlds; ++world) {
    answer_.worlds.push_back(EvaluateWorld(world));
  }
  FindUnknown();
  FindInTerms();
  return std::move(answer_);
}

World MoneyModel::EvaluateWorld(int world) {
  world_ = world;
  World result;
  std::vector<Replay> replays;
  for (const Table& table : tables_) {
    full_ = &table == &tables_.back();
    replays.push_back(Evaluate(table));
  }
  if (replays.empty()) return result;
  std::set<SumKey> keys;
  for (const Replay& replay : replays) {
    for (const auto& [key, raw] : replay) keys.insert(key);
  }
  for (const SumKey& key : keys) {
    result.sums.emplace(key, Combine(key, replays));
  }
  full_ = true;
  EvaluateBalances(result, replays.back());
  ApplyOpening(result);
  for (const auto& [key, raw] : replays.back()) {
    const auto it = result.sums.find(key);
    if (it != result.sums.end()) it->second.found = raw.found;
  }
  for (const Replay& replay : replays) {
    for (const auto& [key, raw] : replay) {
      for (const std::string& code : raw.found) {
        answer_.may.emplace(code, key.clause);
      }
    }
  }
  Pay(result);
  DisputeSums(result);
  return result;
}

Sum MoneyModel::Combine(const SumKey& key, const std::vector<Replay>& replays) {
  Sum sum;
  sum.key = key;
  const Raw* last = nullptr;
  bool signs[2] = {false, false};
  for (const Replay& replay : replays) {
    const auto it = replay.find(key);
    if (it == replay.end()) continue;
    if (last != nullptr && last->due != it->second.due) {
      Doubt(key.clause, "the due day differs between replays");
    }
    last = &it->second;
    sum.tainted = sum.tainted || last->tainted;
    if (!last->accrued.IsZero()) signs[last->accrued.Sign() > 0 ? 1 : 0] = true;
  }
  sum.period = last->period;
  sum.due_by_rule = last->due;
  sum.debtor = last->debtor;
  sum.creditor = last->creditor;
  sum.unit = last->unit;
  const auto full = replays.back().find(key);
  if (full != replays.back().end()) sum.contingent = full->second.contingent;
  if (signs[0] && signs[1]) Doubt(key.clause, "the sign changes");
  const Rational sign = Rational::FromInt(signs[0] ? -1 : 1);
  if (signs[0]) std::swap(sum.debtor, sum.creditor);

  // What one replay gives: what accrues, and what of it is waived.
  struct Given {
    Rational accrued, waived;
  };
  const auto given_in = [&](std::size_t i) {
    const auto it = replays[i].find(key);
    if (it == replays[i].end()) return Given();
    return Given{it->second.accrued * sign,
                 WaivedOf(tables_[i], key, it->second)};
  };
  Piece base;
  base.due = last->due;
  if (sum.period) {
    base.stands = last->stands ? *last->stands : *sum.period->LastDay();
  } else if (!last->days.empty()) {
    base.stands = last->days.back();
  }
  std::optional<Given> before;
  std::vector<Piece> later;
  Rational credited;
  for (std::size_t i = 0; i < replays.size(); ++i) {
    const Given now = given_in(i);
    const bool in_time = !last->due || bound_[i] <= *last->due;
    if (in_time || !before) {
      before = in_time ? now : Given();
      base.accrued = before->accrued;
      base.waived = before->waived;
    }
    if (in_time) continue;
    const Rational delta = now.accrued - before->accrued;
    const Rational waived = now.waived - before->waived;
    before = now;
    if (!delta.IsZero()) sum.steps[bound_[i]] = delta.Sign();
    // What is to be paid more is a sum of its own, of which what is waived more
    // is waived; what is to be paid less is a credit from the day of binding.
    Rational less = waived - delta;
    if (delta.Sign() > 0) {
      if (waived.Sign() < 0) Doubt(key.clause, "more accrues and less is waived");
      Piece piece;
      piece.due = piece.stands = bound_[i];
      piece.accrued = delta;
      piece.waived = Min(waived, delta);
      later.push_back(piece);
    } else if (less.Sign() < 0) {
      Piece piece;
      piece.due = piece.stands = bound_[i];
      piece.accrued = -less;
      later.push_back(piece);
    }
    if (less.Sign() > 0 && bound_[i] <= as_of_) credited += less;
  }
  if (!base.accrued.IsZero() || later.empty()) sum.pieces.push_back(base);
  for (Piece& piece : later) sum.pieces.push_back(piece);
  if (!credited.IsZero() && sum.pieces.size() > 1) {
    sum.open_owed = true;  // which piece is credited is not said
  }
  for (Piece& piece : sum.pieces) {
    piece.credited = Min(credited, piece.accrued - piece.waived);
    credited -= piece.credited;
  }
  if (signs[0] && !sum.steps.empty())
    Doubt(key.clause, "a change of a negative share");
  for (Piece& piece : sum.pieces) {
    if ((piece.accrued - piece.waived - piece.credited).Sign() < 0) {
      Doubt(key.clause, "more waived and credited than accrued");
    }
  }
  return sum;
}

}  // namespace covenant::model
