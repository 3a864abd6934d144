// Laws that relate one answer of the engine to another, whatever the figures:
// no model is needed.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "replay/contract.h"
#include "tests/property/campaign.h"
#include "tests/property/money_generator.h"
#include "tests/property/render.h"
#include "tests/property/terms_generator.h"

namespace covenant::property::laws_test {
namespace {

MoneyMix AllKinds() {
  MoneyMix mix;
  mix.clauses = {"fee", "plan", "rent", "share", "limit", "spend"};
  mix.caps = true;
  mix.waivers = 8;
  mix.openings = 4;
  mix.disputes = 6;
  return mix;
}

History AnyHistory(Rng& rng) {
  if (rng.Percent(50)) {
    TermsGenerator generator(rng);
    return generator.Make(rng.Int(2, 8));
  }
  MoneyMix mix = AllKinds();
  mix.undisclosed = rng.Percent(30);
  MoneyGenerator generator(rng, mix);
  return generator.Make(rng.Int(2, 8));
}

History MoneyHistory(Rng& rng) {
  MoneyGenerator generator(rng, AllKinds());
  return generator.Make(rng.Int(2, 8));
}

// Everything that is answered about one day.
std::string Answer(const History& history, std::uint64_t known, Date day,
                   Detail detail) {
  const auto contract = Contract::Create(kContract, history, known);
  if (!contract.ok()) return std::string(contract.status().message());
  const auto owed = contract->ObligationsAt(day);
  if (!owed.ok()) return std::string(owed.status().message());
  return Render(contract->TermsAt(day), detail) + Render(*owed, detail);
}

// The lines in which two answers differ.
std::string Lines(const std::string& before, const std::string& after) {
  const auto split = [](const std::string& text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    for (std::size_t at = text.find('\n'); at != std::string::npos;
         at = text.find('\n', from)) {
      lines.push_back(text.substr(from, at - from));
      from = at + 1;
    }
    return lines;
  };
  const auto a = split(before);
  const auto b = split(after);
  std::string text;
  for (const std::string& line : a) {
    if (std::find(b.begin(), b.end(), line) == b.end()) {
      text += "\n    before: " + line;
    }
  }
  for (const std::string& line : b) {
    if (std::find(a.begin(), a.end(), line) == a.end()) {
      text += "\n    after:  " + line;
    }
  }
  return text;
}

std::vector<Date> SomeDays(const History& history, Rng& rng) {
  std::vector<Date> days = InterestingDays(history, {}, rng);
  std::vector<Date> some;
  for (int i = 0; i < 8; ++i) some.push_back(rng.Pick(days));
  some.push_back(Day(75));
  return some;
}

// Later events never change an answer at an earlier known point.
TEST(LawsTest, AnEarlierKnownPointStays) {
  RunCampaign(
      "known", 400, AnyHistory,
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        for (const Date day : SomeDays(history, rng)) {
          for (std::uint64_t known = 0; known < history.size(); ++known) {
            const History cut(
                history.begin(),
                history.begin() + static_cast<std::ptrdiff_t>(known));
            const std::string all = Answer(history, known, day, Detail::kWhole);
            const std::string less = Answer(cut, known, day, Detail::kWhole);
            ++tally.points;
            if (all != less) {
              return "known #" + std::to_string(known) + " as of " +
                     day.ToString() + Lines(less, all);
            }
          }
        }
        return std::nullopt;
      });
}

bool IsReportOfSame(const Event& a, const Event& b) {
  const auto* x = a.As<Report>();
  const auto* y = b.As<Report>();
  return x != nullptr && y != nullptr && x->period == y->period;
}

bool IsSamePaymentDay(const Event& a, const Event& b) {
  const auto* x = a.As<PaymentMade>();
  const auto* y = b.As<PaymentMade>();
  return x != nullptr && y != nullptr && x->date == y->date;
}

// Facts and instruments recorded in another order give the same answer. Not so
// reports of one period, of which the last recorded counts; which of two
// payments of one day comes first is not said.
TEST(LawsTest, TheOrderOfRecordingDoesNotMatter) {
  RunCampaign("order", 1500, AnyHistory,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                for (std::size_t i = 0; i + 1 < history.size(); ++i) {
                  History swapped = history;
                  std::swap(swapped[i], swapped[i + 1]);
                  if (!RefersBackwards(swapped) ||
                      IsReportOfSame(history[i], history[i + 1]) ||
                      IsSamePaymentDay(history[i], history[i + 1]) ||
                      history[i].type == "opening" ||
                      history[i + 1].type == "opening" ||
                      history[i].type == "correction" ||
                      history[i].type == "cancellation") {
                    continue;
                  }
                  Renumber(swapped);
                  for (const Date day : SomeDays(history, rng)) {
                    const std::string before =
                        Answer(history, history.size(), day, Detail::kFigures);
                    const std::string after =
                        Answer(swapped, history.size(), day, Detail::kFigures);
                    ++tally.points;
                    if (before != after) {
                      return "swapped " + history[i].id + " and " +
                             history[i + 1].id + ", as of " + day.ToString() +
                             Lines(before, after);
                    }
                  }
                }
                return std::nullopt;
              });
}

// The history, one of its facts or changes corrected to something else, and
// that corrected back to what it was.
std::optional<History> CorrectedBack(const History& history, std::size_t at,
                                     bool by_cancelling) {
  Event other = history[at];
  if (auto* report = std::get_if<Report>(&other.body)) {
    for (auto& [metric, amount] : report->metrics) amount = Money("5.00 EUR");
    for (ReportItem& item : report->items) item.amount = Money("5.00 EUR");
  } else if (auto* payment = std::get_if<PaymentMade>(&other.body)) {
    payment->amount = Money("7.00 EUR");
  } else if (auto* milestone = std::get_if<Milestone>(&other.body)) {
    milestone->date = Day(3);
  } else if (auto* text = std::get_if<Instrument>(&other.body)) {
    if (text->changes.empty()) return std::nullopt;
    text->changes.pop_back();
  } else {
    return std::nullopt;
  }
  const auto is_target = [&](const Event& event) {
    const auto* correction = event.As<Correction>();
    const auto* cancellation = event.As<Cancellation>();
    return (correction != nullptr && correction->target == history[at].id) ||
           (cancellation != nullptr && cancellation->target == history[at].id);
  };
  if (std::any_of(history.begin(), history.end(), is_target)) {
    return std::nullopt;
  }
  History longer = history;
  longer.push_back(NewEvent(
      "Z1", "correction",
      Correction{history[at].id, std::make_shared<const Event>(other), {}}));
  if (by_cancelling) {
    Cancellation cancellation;
    cancellation.target = "Z1";
    longer.push_back(NewEvent("Z2", "cancellation", cancellation));
  } else {
    longer.push_back(NewEvent(
        "Z2", "correction",
        Correction{
            history[at].id, std::make_shared<const Event>(history[at]), {}}));
  }
  Renumber(longer);
  return longer;
}

TEST(LawsTest, ACorrectionBackRestoresEveryFigure) {
  RunCampaign("back", 800, AnyHistory,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                for (std::size_t i = 0; i < history.size(); ++i) {
                  const auto longer =
                      CorrectedBack(history, i, rng.Percent(50));
                  if (!longer) continue;
                  for (const Date day : SomeDays(history, rng)) {
                    const std::string before =
                        Answer(history, history.size(), day, Detail::kFigures);
                    const std::string after =
                        Answer(*longer, longer->size(), day, Detail::kFigures);
                    ++tally.points;
                    if (before != after) {
                      return history[i].id + " corrected and back, as of " +
                             day.ToString() + Lines(before, after);
                    }
                  }
                }
                return std::nullopt;
              });
}

// An event that is cancelled counts as never recorded.
TEST(LawsTest, ACancelledEventLeavesNoTrace) {
  RunCampaign("cancel", 800, AnyHistory,
              [](const History& history, Rng& rng,
                 Tally& tally) -> std::optional<std::string> {
                const Event& last = history.back();
                if (history.size() < 2) return std::nullopt;
                const History before_it(history.begin(), history.end() - 1);
                Cancellation cancellation;
                cancellation.target = last.id;
                History longer = history;
                longer.push_back(NewEvent("Z1", "cancellation", cancellation));
                Renumber(longer);
                for (const Date day : SomeDays(history, rng)) {
                  const std::string without = Answer(
                      before_it, before_it.size(), day, Detail::kFigures);
                  const std::string with =
                      Answer(longer, longer.size(), day, Detail::kFigures);
                  ++tally.points;
                  if (without != with) {
                    return last.id + " cancelled, as of " + day.ToString() +
                           Lines(without, with);
                  }
                }
                return std::nullopt;
              });
}

// Between two change days the terms are the same.
TEST(LawsTest, TermsChangeOnChangeDaysOnly) {
  RunCampaign(
      "days", 600, AnyHistory,
      [](const History& history, Rng&,
         Tally& tally) -> std::optional<std::string> {
        const auto contract =
            Contract::Create(kContract, history, history.size());
        if (!contract.ok()) return "cannot be replayed";
        const std::vector<Date> changes = contract->ChangeDays();
        if (!std::is_sorted(changes.begin(), changes.end())) {
          return "the change days are not sorted";
        }
        std::string before = Render(contract->TermsAt(Day(-2)), Detail::kWhole);
        for (int n = -1; n < 66; ++n) {
          const std::string now =
              Render(contract->TermsAt(Day(n)), Detail::kWhole);
          ++tally.points;
          if (now != before &&
              !std::binary_search(changes.begin(), changes.end(), Day(n))) {
            return Day(n).ToString() + " is no change day" + Lines(before, now);
          }
          before = now;
        }
        return std::nullopt;
      });
}

// What is owed under a cap that never changes stays under it.
TEST(LawsTest, CapsAreNeverExceeded) {
  RunCampaign(
      "caps", 600,
      [](Rng& rng) {
        MoneyMix mix;
        mix.clauses = {"share"};
        mix.caps = true;
        mix.reports = 70;
        MoneyGenerator generator(rng, mix);
        return generator.Make(rng.Int(3, 9));
      },
      [](const History& history, Rng& rng,
         Tally& tally) -> std::optional<std::string> {
        for (const Event& event : history) {
          const auto* text = event.As<Instrument>();
          if (text == nullptr) continue;
          for (const Change& change : text->changes) {
            if (change.path.find("cap") != std::string::npos) {
              return std::nullopt;
            }
          }
        }
        const Fields& fields =
            history[0].As<Instrument>()->changes[0].clause->fields;
        if (fields.count("lifetime_cap.counts_after") != 0) return std::nullopt;
        const auto limit = [&](const char* path) -> std::optional<Rational> {
          const auto it = fields.find(path);
          if (it == fields.end()) return std::nullopt;
          return it->second.As<Amount>()->value().ToRational();
        };
        const auto contract =
            Contract::Create(kContract, history, history.size());
        for (const Date day : SomeDays(history, rng)) {
          const auto owed = contract->ObligationsAt(day);
          if (!owed.ok()) return std::string(owed.status().message());
          Rational sum;
          std::map<std::string, Rational> by_period;
          for (const Obligation& one : owed->obligations) {
            if (one.occurrence == "opening" || !one.accrued.IsExact()) continue;
            // Whether what accrued was reduced may not be known.
            if (!one.credited.IsExact()) continue;
            const Rational now =
                one.accrued.Range().value() - one.credited.Range().value();
            sum += now;
            by_period[one.occurrence.substr(0, one.occurrence.find('+'))] +=
                now;
          }
          ++tally.points;
          const auto lifetime = limit("lifetime_cap.amount");
          if (lifetime && sum > *lifetime) {
            return "as of " + day.ToString() + ": " + sum.ToString() +
                   " is above the cap of " + lifetime->ToString();
          }
          const auto period = limit("period_cap.amount");
          for (const auto& [name, amount] : by_period) {
            if (period && amount > *period) {
              return "as of " + day.ToString() + ": " + name +
                     " is above its cap";
            }
          }
        }
        return std::nullopt;
      });
}

// Without its report a share is not a number.
TEST(LawsTest, AMissingReportNeverBecomesANumber) {
  RunCampaign(
      "missing", 400, MoneyHistory,
      [](const History& history, Rng&,
         Tally& tally) -> std::optional<std::string> {
        History silent;
        for (const Event& event : history) {
          const auto* correction = event.As<Correction>();
          const auto* cancellation = event.As<Cancellation>();
          const std::string target = correction != nullptr ? correction->target
                                     : cancellation != nullptr
                                         ? cancellation->target
                                         : "";
          if (event.As<Report>() == nullptr && target.rfind("R", 0) != 0) {
            silent.push_back(event);
          }
        }
        if (!RefersBackwards(silent)) return std::nullopt;
        Renumber(silent);
        const auto contract =
            Contract::Create(kContract, silent, silent.size());
        if (!contract.ok()) return std::string(contract.status().message());
        const auto owed = contract->ObligationsAt(Day(90));
        if (!owed.ok()) return std::string(owed.status().message());
        for (const Obligation& one : owed->obligations) {
          if (one.clause != std::string(kContract) + "/share" &&
              one.clause != "share") {
            continue;
          }
          if (one.occurrence == "opening" || !one.period) continue;
          ++tally.points;
          if (one.accrued.IsExact() && *one.period->LastDay() < Day(85)) {
            return one.id + " accrued " + one.accrued.ToString() +
                   " without a report";
          }
        }
        return std::nullopt;
      });
}

}  // namespace
}  // namespace covenant::property::laws_test
