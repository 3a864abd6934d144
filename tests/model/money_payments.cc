// Waivers, openings, payments and disputes of the slow money model.
#include <algorithm>
#include <iterator>

#include "tests/model/money_model.h"

namespace covenant::model {
namespace {

std::string ClausePart(const std::string& designation) {
  return designation.substr(0, designation.find('/'));
}

std::string OccurrencePart(const std::string& designation) {
  const auto at = designation.find('/');
  return at == std::string::npos ? "" : designation.substr(at + 1);
}

// Whether a sum is the occurrence that people name so.
bool IsNamed(const Sum& sum, const std::string& occurrence) {
  if (sum.period) return PeriodText(*sum.period) == occurrence;
  return sum.key.part == occurrence;
}

bool Closes(const Opening& opening, const std::string& clause) {
  return opening.clauses.empty() ||
         std::find(opening.clauses.begin(), opening.clauses.end(), clause) !=
             opening.clauses.end();
}

Rational Payable(const Piece& piece) {
  return piece.accrued - piece.waived - piece.credited - piece.paid;
}

}  // namespace

// The share of a clause that is waived on a day by one measure; nothing where
// the norms leave it open.
std::optional<Rational> MoneyModel::WaivedShare(const Table& table,
                                                const std::string& clause,
                                                Date day,
                                                WaiverMeasure measure) {
  const ClauseNow* now = ClauseOn(table, clause, day);
  Rational share;
  int waivers = 0;
  if (now == nullptr) return std::nullopt;
  for (const AttachedNow& attached : now->attachments) {
    if (attached.type != "waiver") continue;
    const Change& change = *attached.change;
    if (change.measured_by == WaiverMeasure::kUnstated) return std::nullopt;
    if (change.measured_by != measure) continue;
    ++waivers;
    if (!change.share) {
      share = Rational::FromInt(1);
    } else if (change.share->IsExact()) {
      share = change.share->value();
    } else {
      return std::nullopt;
    }
  }
  if (waivers > 1) return std::nullopt;
  return share;
}

// What is waived of what one replay gives, by all waivers on record that its
// terms hold: a clause that a later instrument puts in the place of one has
// none.
Rational MoneyModel::WaivedOf(const Table& table, const SumKey& key,
                              const Raw& raw) {
  const auto names_it = [&](const Entry& entry) {
    const auto* text = entry.event->As<Instrument>();
    if (text == nullptr) return false;
    return std::any_of(
        text->changes.begin(), text->changes.end(), [&](const Change& change) {
          return change.op == Change::Op::kWaive && change.target == key.clause;
        });
  };
  const auto& record = terms_.record();
  if (std::none_of(record.begin(), record.end(), names_it)) return Rational();
  if (raw.accrued.IsZero() || raw.days.empty()) return Rational();
  // By due date.
  std::optional<Rational> by_due = Rational();
  if (raw.due) {
    by_due = WaivedShare(table, key.clause, *raw.due, WaiverMeasure::kDueDate);
  }
  // By accrual: only where all days agree, or all of it has days of its own.
  bool same = true;
  bool open = !by_due.has_value();
  std::optional<Rational> first;
  Rational by_days;
  Rational by_days_exact;
  std::map<Date, Rational> shares;
  for (const Date day : raw.days) {
    const auto share =
        WaivedShare(table, key.clause, day, WaiverMeasure::kAccrual);
    if (!share) {
      open = true;
      break;
    }
    shares[day] = *share;
    if (!first) first = share;
    same = same && *share == *first;
  }
  if (!open && !same) {
    if (!raw.all_dated) {
      open = true;
    } else {
      Rational all;
      for (const auto& [day, part] : raw.dated) {
        all += part;
        by_days += part * shares[day];
      }
      by_days_exact = by_days;
      // Of what a cap leaves of it the same part (decisions.md 14, 226).
      if (raw.exact < all) {
        const Rational part =
            Max(Rational(), Min(Rational::FromInt(1), by_days / all));
        by_days = raw.accrued * part;
        by_days_exact = raw.exact * part;
      }
    }
  } else if (!open) {
    by_days = raw.accrued * *first;
    by_days_exact = raw.exact * *first;
  }
  if (!open && !by_due->IsZero() && !by_days.IsZero()) open = true;
  if (open) {
    Doubt(key.clause, "waivers that are not settled");
    return Rational();
  }
  const Rational by_both = by_days + raw.accrued * *by_due;
  if (by_both.IsZero()) return Rational();
  if (raw.accrued.Sign() < 0) {
    Doubt(key.clause, "a negative waiver");
    return Rational();
  }
  const ClauseNow* clause = ClauseOn(table, key.clause, raw.days.back());
  // Whether the waived share is taken before or after rounding is not said.
  const Rational exact = by_days_exact + raw.exact * *by_due;
  const Rational waived = Round(*clause, raw.unit, by_both);
  if (waived != Round(*clause, raw.unit, exact)) {
    Doubt(key.clause, "a waiver that depends on rounding");
  }
  return waived;
}

// decisions.md 16.
void MoneyModel::ApplyOpening(World& world) {
  if (opening_ == nullptr || opening_->through > as_of_) return;
  const Date through = opening_->through;
  for (auto it = world.sums.begin(); it != world.sums.end();) {
    const Sum& sum = it->second;
    // The day that the text says, also where the instrument bound later.
    const std::optional<Date> due =
        sum.pieces.empty() ? std::nullopt : sum.due_by_rule;
    const bool past =
        sum.period ? *sum.period->LastDay() <= through : due && *due <= through;
    if (!past && !sum.period && due && sum.pieces.size() > 1) {
      Doubt(sum.key.clause, "an opening and a sum in pieces");
    }
    if (past && Closes(*opening_, sum.key.clause)) {
      answer_.may.emplace(finding::kFinalAmountDiffers, sum.key.clause);
      it = world.sums.erase(it);
    } else {
      ++it;
    }
  }
  for (const OpeningBalance& balance : opening_->balances) {
    Sum sum;
    sum.key = SumKey{balance.clause, "opening"};
    sum.debtor = balance.debtor;
    sum.creditor = balance.creditor;
    sum.unit = balance.amount.unit().text();
    Piece piece;
    piece.due = balance.due ? *balance.due : through;
    piece.stands = through;
    const bool before = picked_;
    picked_ = false;
    const Value amount{balance.amount};
    piece.accrued = Number("opening/" + balance.clause, &amount);
    sum.tainted = picked_;
    picked_ = picked_ || before;
    sum.pieces.push_back(piece);
    if (!world.sums.emplace(sum.key, sum).second) {
      answer_.undetermined.push_back("two opening balances of one clause");
    }
  }
}

// Payments are laid out in both orders where due days tie, and both in the
// order of their days and with the designated ones first. Where that makes a
// difference, who gets the money is open.
void MoneyModel::Pay(World& world) {
  const World unpaid = world;
  PayOnce(world, false, false);
  for (const bool other_way : {false, true}) {
    for (const bool by_day : {false, true}) {
      World other = unpaid;
      PayOnce(other, other_way, by_day);
      for (auto& [key, sum] : world.sums) {
        const Sum& twin = other.sums.at(key);
        for (std::size_t i = 0; i < sum.pieces.size(); ++i) {
          if (sum.pieces[i].paid != twin.pieces[i].paid) sum.open_owed = true;
        }
      }
    }
  }
  for (auto& [key, sum] : world.sums) {
    for (Piece& piece : sum.pieces) piece.owed = Payable(piece);
  }
}

// The commitments that were among the terms on a day by the as-of day.
std::set<std::string> MoneyModel::CommitmentsSoFar() const {
  std::set<std::string> ids;
  for (Date day = first_; day <= as_of_; day = *day.AddDays(1)) {
    for (const auto& [id, clause] : TermsOn(tables_.back(), day).clauses) {
      if (clause.kind == kind::kCommitment) ids.insert(id);
    }
  }
  return ids;
}

void MoneyModel::PayOnce(World& world, bool other_way, bool by_day) {
  // What is left of the payments, by payer, payee and unit.
  std::map<std::vector<std::string>, Rational> left;
  std::set<std::vector<std::string>> has_sums;
  std::vector<std::pair<Sum*, Piece*>> order;
  for (auto& [key, sum] : world.sums) {
    has_sums.insert({sum.debtor, sum.creditor, sum.unit});
    for (Piece& piece : sum.pieces) order.emplace_back(&sum, &piece);
  }
  if (other_way) std::reverse(order.begin(), order.end());
  std::stable_sort(
      order.begin(), order.end(), [](const auto& a, const auto& b) {
        if (a.second->due.has_value() != b.second->due.has_value()) {
          return a.second->due.has_value();
        }
        return a.second->due && *a.second->due < *b.second->due;
      });
  const auto pay = [](Piece& piece, Rational& money) {
    const Rational part = Min(money, Payable(piece));
    if (part.Sign() <= 0) return;
    piece.paid += part;
    money -= part;
  };
  // What a payment does to a commitment without dates is not said.
  const bool commits = !CommitmentsSoFar().empty();
  std::vector<const Entry*> payments;
  for (const Entry& entry : terms_.record()) {
    const auto* payment = entry.event->As<PaymentMade>();
    if (payment != nullptr && payment->date <= as_of_) {
      payments.push_back(&entry);
    }
  }
  std::stable_sort(payments.begin(), payments.end(),
                   [](const Entry* a, const Entry* b) {
                     return a->event->As<PaymentMade>()->date <
                            b->event->As<PaymentMade>()->date;
                   });
  const auto lay_out = [&](Rational& money,
                           const std::vector<std::string>& who) {
    for (auto& [sum, piece] : order) {
      if (std::vector<std::string>{sum->debtor, sum->creditor, sum->unit} ==
          who) {
        pay(*piece, money);
      }
    }
  };
  for (const Entry* entry : payments) {
    const auto* payment = entry->event->As<PaymentMade>();
    if (!answer_.open.empty() || commits) answer_.owed_open = true;
    const std::string clause = ClausePart(payment->designation);
    const std::string occurrence = OccurrencePart(payment->designation);
    if (opening_ != nullptr && opening_->through <= as_of_ &&
        payment->date <= opening_->through &&
        (clause.empty() || Closes(*opening_, clause))) {
      continue;
    }
    const Value amount{payment->amount};
    Rational money = Number("paid/" + entry->event->id, &amount);
    const std::string unit = payment->amount.unit().text();
    // Of what it is for the sums that are there on the day; only where none of
    // them is open, those that come later.
    const Rational all = money;
    for (const bool ahead : {false, true}) {
      if (ahead && money != all) break;
      for (auto& [sum, piece] : order) {
        if (clause.empty() || sum->key.clause != clause || sum->unit != unit ||
            sum->debtor != payment->payer || sum->creditor != payment->payee) {
          continue;
        }
        if (!occurrence.empty() && !IsNamed(*sum, occurrence)) continue;
        if (!occurrence.empty() && sum->pieces.size() > 1) {
          answer_.owed_open = true;  // of which piece the name speaks
        }
        if (!ahead && piece->stands && *piece->stands > payment->date) continue;
        pay(*piece, money);
      }
    }
    const std::vector<std::string> who = {payment->payer, payment->payee, unit};
    // What is left goes to what was due on the day, and stays there.
    for (auto& [sum, piece] : order) {
      if (std::vector<std::string>{sum->debtor, sum->creditor, sum->unit} ==
              who &&
          piece->due && *piece->due <= payment->date &&
          (!piece->stands || *piece->stands <= payment->date)) {
        pay(*piece, money);
      }
    }
    if (by_day) lay_out(money, who);
    left[who] += money;
  }
  for (auto& [who, money] : left) {
    if (money.Sign() <= 0) continue;
    lay_out(money, who);
    if (money.Sign() > 0 && has_sums.count(who) != 0) world.overpaid = true;
    if (money.Sign() > 0) answer_.may.emplace(finding::kOverpayment, "");
  }
}

void MoneyModel::DisputeSums(World& world) {
  std::set<SumKey> seen;
  for (const Entry& entry : terms_.record()) {
    const auto* dispute = entry.event->As<Dispute>();
    if (dispute == nullptr || dispute->date > as_of_) continue;
    bool resolved = false, paid = false;
    for (const Entry& other : terms_.record()) {
      const auto* end = other.event->As<DisputeResolution>();
      if (end != nullptr && end->dispute == entry.event->id &&
          end->date <= as_of_) {
        resolved = true;
      }
      const auto* payment = other.event->As<PaymentMade>();
      paid = paid || (payment != nullptr && payment->date < dispute->date);
    }
    if (resolved) continue;
    const std::string occurrence = OccurrencePart(dispute->obligation);
    std::vector<Piece*> pieces;
    bool again = false;
    std::string clause;
    for (auto& [key, sum] : world.sums) {
      if (key.clause != ClausePart(dispute->obligation) ||
          (!occurrence.empty() && !IsNamed(sum, occurrence))) {
        continue;
      }
      clause = key.clause;
      again = !seen.insert(key).second || again;
      for (Piece& piece : sum.pieces) pieces.push_back(&piece);
    }
    // What of earlier payments was on which of several sums is not followed
    // here.
    if (again || (pieces.size() > 1 && dispute->amount && paid)) {
      Doubt(clause, "disputes that are not settled");
      continue;
    }
    if (!dispute->amount) {
      for (Piece* piece : pieces) piece->disputed = piece->owed;
      continue;
    }
    // decisions.md 261: what was there on the day first, the oldest due first.
    std::stable_sort(
        pieces.begin(), pieces.end(), [&](const Piece* a, const Piece* b) {
          const bool late_a = a->stands && *a->stands > dispute->date;
          const bool late_b = b->stands && *b->stands > dispute->date;
          if (late_a != late_b) return late_b;
          if (!a->due || !b->due) return a->due && !b->due;
          return *a->due < *b->due;
        });
    const Value amount{*dispute->amount};
    Rational rest = Number("disputed/" + entry.event->id, &amount);
    for (Piece* piece : pieces) {
      const Rational open = piece->accrued - piece->waived - piece->credited;
      const Rational part =
          pieces.size() == 1 ? rest
                             : Min(rest, open.Sign() < 0 ? Rational() : open);
      rest -= part;
      piece->disputed = Min(piece->owed, part);
    }
  }
}

// What must be said of sums that are not known, unless something forces them.
void MoneyModel::FindUnknown() {
  for (const auto& [key, sum] : answer_.worlds[0].sums) {
    std::set<Rational> accrued;
    for (const World& world : answer_.worlds) {
      Rational total;
      const auto it = world.sums.find(key);
      if (it != world.sums.end()) {
        for (const Piece& piece : it->second.pieces) total += piece.accrued;
      }
      accrued.insert(total);
    }
    // What is not known in one replay may be known in another that counts.
    const bool plain = accrued.size() > 1 && tables_.size() == 1 &&
                       !ends_undisclosed_.contains(key.clause);
    auto& found = plain ? answer_.must : answer_.may;
    for (const std::string& code : sum.found) found.emplace(code, key.clause);
  }
  FindInPayments();
}

// What a sum has got of a payment that may be for another one is not known for
// what the other one lacks.
void MoneyModel::FindInPayments() {
  const auto& record = terms_.record();
  const bool paid =
      std::any_of(record.begin(), record.end(), [&](const Entry& entry) {
        const auto* payment = entry.event->As<PaymentMade>();
        return payment != nullptr && payment->date <= as_of_;
      });
  if (!paid) return;
  std::set<std::string> codes;
  for (const FoundSet* found : {&answer_.must, &answer_.may}) {
    for (const auto& [code, clause] : *found) {
      if (code == finding::kMissingReport ||
          code == finding::kAmbiguousReading ||
          code == finding::kUndisclosedTerms ||
          code == finding::kConflictingAmendments ||
          code == finding::kCurrencyMismatch) {
        codes.insert(code);
      }
    }
  }
  std::set<std::string> takers;
  for (const auto& [key, sum] : answer_.worlds[0].sums) {
    takers.insert(key.clause);
  }
  // What is committed takes payments too, though no sums of it are listed.
  takers.merge(CommitmentsSoFar());
  for (const std::string& clause : takers) {
    for (const std::string& code : codes) answer_.may.emplace(code, clause);
  }
}

// Findings that rest on the terms of the day alone.
void MoneyModel::FindInTerms() {
  if (tables_.empty()) return;
  for (const auto& [id, clause] : TermsOn(tables_.back(), as_of_).clauses) {
    if (clause.kind == kind::kCommitment && clause.in_force == InForce::kYes) {
      answer_.must.emplace(finding::kUndisclosedAmount, id);
    }
    if (clause.kind != kind::kPaymentSchedule) continue;
    const auto* total = clause.As<Amount>("total");
    const auto* list = clause.As<Value::List>("instalments");
    if (total == nullptr || list == nullptr || !total->IsExact()) continue;
    Rational sum;
    bool exact = true;
    for (const Value& item : *list) {
      const Amount* amount = item.As<Value::Map>()->at("amount").As<Amount>();
      exact = exact && amount->IsExact();
      if (exact) sum += amount->value().ToRational();
    }
    const auto found =
        std::make_pair(std::string(finding::kInstalmentsDoNotSum), id);
    if (exact && sum != total->value().ToRational() &&
        clause.in_force == InForce::kYes) {
      answer_.must.insert(found);
    }
    if (!exact || sum != total->value().ToRational()) answer_.may.insert(found);
  }
}

}  // namespace covenant::model
