// Laws over random deals of every kind of money clause: what must hold of each
// answer, and what relates the answers of one history to those of another.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "tests/property/campaign.h"
#include "tests/property/compare_money.h"
#include "tests/property/deals.h"
#include "tests/property/render.h"

namespace covenant::property::deal_laws_test {
namespace {

DealMix AllKinds() {
  DealMix mix;
  mix.clauses = DealClauses();
  return mix;
}

History AnyDeal(Rng& rng) {
  DealMix mix = AllKinds();
  if (rng.Percent(30)) mix.undisclosed = 15;
  if (rng.Percent(20)) mix.negative = 15;
  if (rng.Percent(25)) mix.reports = 60;
  if (rng.Percent(15)) mix.openings = 100;
  DealGenerator generator(rng, mix);
  return generator.Make();
}

std::vector<Date> SomeDays(const History& history, Rng& rng, int count) {
  const std::vector<Date> days = InterestingDays(history, {}, rng);
  std::vector<Date> some;
  for (int i = 0; i < count; ++i) {
    some.push_back(rng.Percent(60) ? rng.Pick(days) : Day(rng.Int(30, 800)));
  }
  some.push_back(Day(820));
  return some;
}

// The answers about some days.
std::string Answers(const History& history, std::uint64_t known,
                    const std::vector<Date>& days, Detail detail) {
  const auto contract = Replayed(history, known);
  if (!contract.ok()) return std::string(contract.status().message()) + "\n";
  std::string text;
  for (const Date day : days) {
    text += "as of " + day.ToString() + "\n";
    const auto owed = contract->ObligationsAt(day);
    text += owed.ok() ? Render(*owed, detail)
                      : std::string(owed.status().message()) + "\n";
  }
  return text;
}

// The first line in which two answers differ.
std::string FirstLine(const std::string& before, const std::string& after) {
  std::size_t at = 0;
  while (at < before.size() && at < after.size() && before[at] == after[at]) {
    ++at;
  }
  const std::size_t from =
      at == 0 ? 0 : before.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  const auto line = [&](const std::string& text) {
    return text.substr(from, text.find('\n', at) - from);
  };
  const std::size_t day = before.rfind("as of", at);
  return (day == std::string::npos
              ? ""
              : before.substr(day, before.find('\n', day) - day)) +
         "\n    before: " + line(before) + "\n    after:  " + line(after);
}

std::optional<std::string> Invariants(const History& history, Rng& rng,
                                      Tally& tally) {
  const std::vector<std::uint64_t> points = {
      history.size(),
      static_cast<std::uint64_t>(rng.Int(1, static_cast<int>(history.size())))};
  for (const std::uint64_t known : points) {
    const auto contract = Replayed(history, known);
    if (!contract.ok()) return std::string(contract.status().message());
    for (const Date day : SomeDays(history, rng, 4)) {
      const std::string at = "as of " + day.ToString() + ", known #" +
                             std::to_string(known) + ": ";
      const auto owed = contract->ObligationsAt(day);
      if (!owed.ok()) return at + std::string(owed.status().message());
      tally.points += owed->obligations.size();
      if (const auto wrong = BrokenInvariant(*owed)) return at + *wrong;
    }
  }
  return std::nullopt;
}

TEST(DealLawsTest, BalancesAndExplanations) {
  RunCampaign("deals", 400, AnyDeal, Invariants);
}

// Each kind by itself, so that none is rare.
TEST(DealLawsTest, EachKindByItself) {
  RunCampaign(
      "kinds", 500,
      [](Rng& rng) {
        DealMix mix;
        mix.clauses = {rng.Pick(DealClauses())};
        if (rng.Percent(60)) mix.clauses.push_back("late");
        if (rng.Percent(30)) mix.clauses.push_back("tax");
        mix.most = 5;
        mix.undisclosed = rng.Percent(30) ? 20 : 0;
        mix.negative = rng.Percent(30) ? 25 : 0;
        DealGenerator generator(rng, mix);
        return generator.Make();
      },
      Invariants);
}

TEST(DealLawsTest, AnEarlierKnownPointStays) {
  RunCampaign("deals known", 200, AnyDeal,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                const std::vector<Date> days = SomeDays(history, rng, 2);
                for (int i = 0; i < 3; ++i) {
                  const auto known = static_cast<std::size_t>(
                      rng.Int(1, static_cast<int>(history.size())));
                  const History cut(
                      history.begin(),
                      history.begin() + static_cast<std::ptrdiff_t>(known));
                  const std::string all =
                      Answers(history, known, days, Detail::kFigures);
                  const std::string less =
                      Answers(cut, known, days, Detail::kFigures);
                  ++tally.points;
                  if (all != less) {
                    return "known #" + std::to_string(known) + " " +
                           FirstLine(less, all);
                  }
                }
                return std::nullopt;
              });
}

// Whether which of the two is recorded first may matter: of two reports of one
// metric, of what happens on one day, and of what refers to what.
bool OrderMatters(const Event& a, const Event& b) {
  const auto day = [](const Event& e) -> std::optional<Date> {
    if (const auto* it = e.As<PaymentMade>()) return it->date;
    if (const auto* it = e.As<SetOff>()) return it->date;
    if (const auto* it = e.As<TaxWithheld>()) return it->date;
    return std::nullopt;
  };
  if (day(a) && day(a) == day(b)) return true;
  const auto* x = a.As<Report>();
  const auto* y = b.As<Report>();
  if (x != nullptr && y != nullptr && x->period.Overlaps(y->period)) {
    return true;
  }
  if (a.As<Statement>() != nullptr || b.As<Statement>() != nullptr) return true;
  if (a.As<Opening>() != nullptr || b.As<Opening>() != nullptr) return true;
  const auto is_record = [](const Event& e) {
    return e.As<Correction>() != nullptr || e.As<Cancellation>() != nullptr;
  };
  const auto* p = a.As<RatePublished>();
  const auto* q = b.As<RatePublished>();
  if (p != nullptr && q != nullptr && p->name == q->name) return true;
  return is_record(a) || is_record(b);
}

TEST(DealLawsTest, TheOrderOfRecordingDoesNotMatter) {
  RunCampaign("deals order", 350, AnyDeal,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                // A statement fixes what was computed from what had been
                // recorded before it.
                for (const Event& event : history) {
                  if (event.As<Statement>() != nullptr) return std::nullopt;
                }
                History other = history;
                for (int i = 0; i < 40; ++i) {
                  const auto at = static_cast<std::size_t>(
                      rng.Int(1, static_cast<int>(history.size())) - 1);
                  if (at == 0 || at + 1 >= other.size()) continue;
                  if (OrderMatters(other[at], other[at + 1])) continue;
                  std::swap(other[at], other[at + 1]);
                  if (!RefersBackwards(other)) {
                    std::swap(other[at], other[at + 1]);
                  }
                }
                Renumber(other);
                const std::vector<Date> days = SomeDays(history, rng, 3);
                const std::string before =
                    Answers(history, history.size(), days, Detail::kFigures);
                const std::string after =
                    Answers(other, other.size(), days, Detail::kFigures);
                ++tally.points;
                if (before == after) return std::nullopt;
                return "recorded in another order:\n" + Describe(other) +
                       FirstLine(before, after);
              });
}

// Numbers of an event made others: false where it has none.
bool Disturb(Event& event) {
  const auto other = [](Amount& amount) {
    amount = Money("77 " + amount.unit().text());
  };
  bool any = false;
  if (auto* report = std::get_if<Report>(&event.body)) {
    for (auto& [name, amount] : report->metrics) other(amount);
    for (ReportItem& item : report->items) other(item.amount);
    any = true;
  } else if (auto* payment = std::get_if<PaymentMade>(&event.body)) {
    other(payment->amount);
    any = true;
  } else if (auto* set_off = std::get_if<SetOff>(&event.body)) {
    other(set_off->amount);
    any = true;
  } else if (auto* milestone = std::get_if<Milestone>(&event.body)) {
    milestone->date = Day(33);
    any = true;
  } else if (auto* invoice = std::get_if<Invoice>(&event.body)) {
    invoice->sent = Day(35);
    any = true;
  } else if (auto* rate = std::get_if<RatePublished>(&event.body)) {
    rate->values.pop_back();
    any = !rate->values.empty();
  } else if (auto* text = std::get_if<Instrument>(&event.body)) {
    any = !text->changes.empty();
    if (any) text->changes.pop_back();
  }
  return any;
}

TEST(DealLawsTest, ACorrectionBackRestoresEveryFigure) {
  RunCampaign(
      "deals back", 350, AnyDeal,
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        if (history.back().id == "C1") return std::nullopt;
        const auto at = static_cast<std::size_t>(
            rng.Int(1, static_cast<int>(history.size())) - 1);
        Event other = history[at];
        if (!Disturb(other)) return std::nullopt;
        History longer = history;
        longer.push_back(NewEvent(
            "Z1", "correction",
            Correction{other.id, std::make_shared<const Event>(other), {}}));
        longer.back().stream = other.stream;
        if (rng.Percent(50)) {
          longer.push_back(
              NewEvent("Z2", "cancellation", Cancellation{"Z1", {}}));
        } else {
          longer.push_back(NewEvent(
              "Z2", "correction",
              Correction{
                  other.id, std::make_shared<const Event>(history[at]), {}}));
        }
        longer.back().stream = other.stream;
        Renumber(longer);
        const std::vector<Date> days = SomeDays(history, rng, 3);
        const std::string before =
            Answers(history, history.size(), days, Detail::kFigures);
        const std::string after =
            Answers(longer, longer.size(), days, Detail::kFigures);
        ++tally.points;
        if (before == after) return std::nullopt;
        return history[at].id + " corrected and back, " +
               FirstLine(before, after);
      });
}

}  // namespace
}  // namespace covenant::property::deal_laws_test
