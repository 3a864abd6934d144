// The law of readings: by a reading, a contract answers as one whose clause was
// written that way; without one, between what all readings answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/campaign.h"
#include "tests/property/deals.h"
#include "tests/property/render.h"

namespace covenant::property::readings_test {
namespace {

constexpr char kName[] = "otherwise";

History AnyDeal(Rng& rng) {
  DealMix mix;
  mix.clauses = DealClauses();
  mix.amendments = 100;
  if (rng.Percent(20)) mix.undisclosed = 10;
  if (rng.Percent(20)) mix.openings = 100;
  DealGenerator generator(rng, mix);
  return generator.Make();
}

// A field of a clause of the agreement, and another value of it.
struct Other {
  std::string clause;
  std::string path;
  Value value;
};

const Event* AgreementOf(const History& history) {
  for (const Event& event : history) {
    const auto* body = event.As<Instrument>();
    if (body != nullptr && body->kind == InstrumentKind::kAgreement) {
      return &event;
    }
  }
  return nullptr;
}

// What an amendment says of a clause that the agreement has: it fits there too.
std::vector<Other> OthersOf(const History& history, const Instrument& agreement) {
  std::vector<Other> others;
  for (const Event& event : history) {
    const auto* body = event.As<Instrument>();
    if (body == nullptr || body->kind != InstrumentKind::kAmendment) continue;
    for (const Change& change : body->changes) {
      if (change.op != Change::Op::kSet) continue;
      const bool there = std::any_of(
          agreement.changes.begin(), agreement.changes.end(),
          [&](const Change& own) { return own.target == change.target; });
      if (there) others.push_back({change.target, change.path, change.to});
    }
  }
  return others;
}

// Whether an instrument bound on the day of the agreement, or its record was
// corrected: then what the reading reads is not what is written here.
bool TextMoves(const History& history, const Event& agreement) {
  return std::any_of(history.begin(), history.end(), [&](const Event& event) {
    const auto* fix = event.As<Correction>();
    if (fix != nullptr && fix->target == agreement.id) return true;
    return &event != &agreement && event.As<Instrument>() != nullptr &&
           event.executed && *event.executed <= *agreement.executed;
  });
}

History Written(History history, const Event& agreement, const Other& other) {
  for (Event& event : history) {
    if (event.id != agreement.id) continue;
    for (Change& change : std::get<Instrument>(event.body).changes) {
      if (change.target != other.clause) continue;
      SetField(change.clause->fields, other.path, other.value);
    }
  }
  return history;
}

History ReadSo(History history, const Event& agreement, const Other& other) {
  Reading reading;
  reading.clause = other.clause;
  reading.name = kName;
  reading.asserted_by = {"acme"};
  reading.says.words = "It means something else.";
  reading.date = *agreement.executed;
  Change change;
  change.op = Change::Op::kSet;
  change.target = other.clause;
  change.path = other.path;
  change.to = other.value;
  reading.reads.push_back(std::move(change));
  history.push_back(NewEvent("N1", "reading", std::move(reading)));
  Renumber(history);
  return history;
}

bool Within(const Amount& part, const Amount& whole) {
  const RationalRange a = part.Range(), b = whole.Range();
  return (!b.at_least() || (a.at_least() && *b.at_least() <= *a.at_least())) &&
         (!b.at_most() || (a.at_most() && *a.at_most() <= *b.at_most()));
}

// What is owed by one reading lies within what is said without one.
std::optional<std::string> Outside(const Obligations& one,
                                   const Obligations& between) {
  std::map<std::string, std::vector<const Obligation*>> all;
  for (const Obligation& o : between.obligations) all[o.id].push_back(&o);
  for (const Obligation& o : one.obligations) {
    const auto found = all.find(o.id);
    if (found == all.end()) return o.id + " is left out";
    const bool within = std::any_of(
        found->second.begin(), found->second.end(), [&](const Obligation* b) {
          return b->unit == o.unit && b->debtor == o.debtor &&
                 Within(o.owed, b->owed) && Within(o.accrued, b->accrued) &&
                 Within(o.paid, b->paid);
        });
    if (!within) {
      return o.id + " owed " + o.owed.ToString() + " is outside " +
             found->second.front()->owed.ToString();
    }
  }
  return std::nullopt;
}

TEST(ReadingLawTest, AReadingIsAsIfItWereWrittenSo) {
  RunCampaign(
      "readings", 120, AnyDeal,
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        const Event* agreement = AgreementOf(history);
        if (agreement == nullptr || !agreement->executed ||
            TextMoves(history, *agreement)) {
          return std::nullopt;
        }
        const auto others =
            OthersOf(history, *agreement->As<Instrument>());
        if (others.empty()) return std::nullopt;
        const Other& other = rng.Pick(others);
        const History written = Written(history, *agreement, other);
        const History read = ReadSo(history, *agreement, other);
        const auto as_written = Replayed(written, written.size());
        const auto plain = Replayed(history, history.size());
        const auto contested = Replayed(read, read.size());
        if (!as_written.ok() || !plain.ok() || !contested.ok()) {
          return "cannot be replayed";
        }
        std::vector<Date> days = InterestingDays(history, {}, rng);
        std::erase_if(days, [&](Date day) { return day < *agreement->executed; });
        for (int i = 0; i < 3 && !days.empty(); ++i) {
          const Date day = rng.Pick(days);
          const std::string at = "as of " + day.ToString() + ", " +
                                 other.clause + "." + other.path + " read as " +
                                 other.value.ToString() + ": ";
          const auto want = as_written->ObligationsAt(day);
          const auto have =
              contested->ReadBy({{}, kName}).ObligationsAt(day);
          const auto text = plain->ObligationsAt(day);
          const auto by_text =
              contested->ReadBy({{}, "text"}).ObligationsAt(day);
          const auto between = contested->ObligationsAt(day);
          if (!want.ok() || !text.ok()) continue;
          if (!have.ok() || !by_text.ok() || !between.ok()) {
            return at + "no answer";
          }
          ++tally.points;
          const std::string a = Render(*want, Detail::kFigures);
          const std::string b = Render(*have, Detail::kFigures);
          if (a != b) return at + "written so\n" + a + "read so\n" + b;
          const std::string c = Render(*text, Detail::kFigures);
          const std::string d = Render(*by_text, Detail::kFigures);
          if (c != d) return at + "text\n" + c + "read as text\n" + d;
          for (const auto* one : {&*want, &*text}) {
            if (const auto wrong = Outside(*one, *between)) return at + *wrong;
          }
        }
        return std::nullopt;
      });
}

}  // namespace
}  // namespace covenant::property::readings_test
