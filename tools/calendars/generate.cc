// Writes the holiday calendars of examples/calendars and the tables of schedules
// tests/golden/schedules.tsv and odd-periods.tsv from QuantLib. Run by hand; the ledger itself
// never asks QuantLib, so no answer changes because the library did.
#include <cstdio>
#include <fstream>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/calendars/target.hpp>
#include <ql/time/calendars/unitedkingdom.hpp>
#include <ql/time/calendars/unitedstates.hpp>
#include <ql/time/schedule.hpp>
#include <ql/version.hpp>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2050;

std::string Text(const QuantLib::Date& date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year(),
                static_cast<int>(date.month()), date.dayOfMonth());
  return text;
}

void WriteCalendar(const std::string& path, const std::string& name,
                   const std::string& market,
                   const QuantLib::Calendar& calendar) {
  std::ofstream out(path);
  out << "# " << market << ", " << kFirstYear << " to " << kLastYear
      << ". Written by tools/calendars from QuantLib " << QL_VERSION
      << ",\n# whose licence is QUANTLIB-LICENSE.txt; see README.md here.\n"
      << "event: calendar\nid: " << name << "-quantlib-" << QL_VERSION
      << "\ncalendar: " << name << "\ncovers: { from: " << kFirstYear
      << "-01-01, until: " << kLastYear + 1
      << "-01-01 }\nweekend: [saturday, sunday]\nsource: QuantLib "
      << QL_VERSION << ", " << market << "\nholidays:\n";
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    for (const QuantLib::Date& day : calendar.holidayList(
             QuantLib::Date(1, QuantLib::January, year),
             QuantLib::Date(31, QuantLib::December, year), false)) {
      out << "  - " << Text(day) << "\n";
    }
  }
}

// Columns: first day, months of a period, whether ends of months stay such,
// calendar, roll, and the first days of the periods, rolled.
void WriteSchedules(const std::string& path) {
  using QuantLib::BusinessDayConvention;
  using QuantLib::Date;
  const std::vector<Date> starts = {
      Date(31, QuantLib::January, 2019),  Date(30, QuantLib::January, 2020),
      Date(28, QuantLib::February, 2019), Date(29, QuantLib::February, 2020),
      Date(30, QuantLib::April, 2021),    Date(31, QuantLib::August, 2022),
      Date(15, QuantLib::May, 2023),      Date(1, QuantLib::January, 2024),
      Date(30, QuantLib::November, 2024), Date(31, QuantLib::December, 2024)};
  const std::vector<std::pair<std::string, BusinessDayConvention>> rolls = {
      {"none", QuantLib::Unadjusted},
      {"following", QuantLib::Following},
      {"modified-following", QuantLib::ModifiedFollowing},
      {"preceding", QuantLib::Preceding},
      {"modified-preceding", QuantLib::ModifiedPreceding}};
  std::ofstream out(path);
  out << "# QuantLib " << QL_VERSION
      << ": first day, months, end of month, calendar, roll, days\n";
  const auto row =
      [&](const Date& start, int months, bool end_of_month,
          const std::string& name, const QuantLib::Calendar& calendar,
          const std::string& roll, BusinessDayConvention convention) {
        const QuantLib::Schedule schedule(
            start, start + 8 * months * QuantLib::Months,
            QuantLib::Period(months, QuantLib::Months), calendar, convention,
            convention, QuantLib::DateGeneration::Forward, end_of_month);
        out << Text(start) << '\t' << months << '\t'
            << (end_of_month ? "yes" : "no") << '\t' << name << '\t' << roll
            << '\t';
        // The last one is the end of the schedule, not the start of a period.
        for (std::size_t i = 0; i + 1 < schedule.size(); ++i) {
          out << (i == 0 ? "" : ",") << Text(schedule.date(i));
        }
        out << '\n';
      };
  for (const Date& start : starts) {
    for (const int months : {1, 2, 3, 6, 12}) {
      row(start, months, false, "-", QuantLib::NullCalendar(), "none",
          QuantLib::Unadjusted);
      row(start, months, true, "-", QuantLib::NullCalendar(), "none",
          QuantLib::Unadjusted);
      for (const auto& [roll, convention] : rolls) {
        row(start, months, false, "target", QuantLib::TARGET(), roll,
            convention);
      }
    }
  }
}

// Columns: first day, end, months of a period, whether ends of months stay such,
// end of the first period, first day of the last one (`-` for none), the side
// from which periods are counted, and the first days of the periods.
void WriteOddPeriods(const std::string& path) {
  using QuantLib::Date;
  struct Case {
    Date start, end;
    int months;
    bool end_of_month;
    Date first, last;
    bool backward;
  };
  const Date none;
  std::vector<Case> cases;
  for (const int months : {1, 3, 6, 12}) {
    for (const bool end_of_month : {false, true}) {
      for (const auto& [start, end] :
           {std::pair(Date(15, QuantLib::February, 2024),
                      Date(16, QuantLib::November, 2028)),
            std::pair(Date(31, QuantLib::January, 2023),
                      Date(31, QuantLib::August, 2027)),
            std::pair(Date(29, QuantLib::February, 2024),
                      Date(10, QuantLib::May, 2029))}) {
        const std::vector<Date> firsts = {
            none, Date(1, QuantLib::April, 2024),
            Date(30, QuantLib::September, 2024), Date(5, QuantLib::June, 2025)};
        const std::vector<Date> lasts = {
            none, Date(1, QuantLib::July, 2026),
            Date(30, QuantLib::November, 2026), Date(17, QuantLib::March, 2027)};
        for (const Date& first : firsts) {
          for (const Date& last : lasts) {
            cases.push_back(
                {start, end, months, end_of_month, first, last, false});
          }
        }
        cases.push_back({start, end, months, end_of_month, none, none, true});
      }
    }
  }
  std::ofstream out(path);
  out << "# QuantLib " << QL_VERSION
      << ": first day, end, months, end of month, first period until, last "
         "period from, counted, days\n";
  // With its rule for ends of months QuantLib moves stated days too; ours stay
  // where the contract has them.
  const auto stays = [&](const Date& day) {
    return day == none || Date::isEndOfMonth(day);
  };
  for (const Case& c : cases) {
    if (c.end_of_month &&
        !(stays(c.start) && stays(c.first) && stays(c.last))) {
      continue;
    }
    const QuantLib::Schedule schedule(
        c.start, c.end, QuantLib::Period(c.months, QuantLib::Months),
        QuantLib::NullCalendar(), QuantLib::Unadjusted, QuantLib::Unadjusted,
        c.backward ? QuantLib::DateGeneration::Backward
                   : QuantLib::DateGeneration::Forward,
        c.end_of_month, c.first, c.last);
    out << Text(c.start) << '\t' << Text(c.end) << '\t' << c.months << '\t'
        << (c.end_of_month ? "yes" : "no") << '\t'
        << (c.first == none ? "-" : Text(c.first)) << '\t'
        << (c.last == none ? "-" : Text(c.last)) << '\t'
        << (c.backward ? "backward" : "forward") << '\t';
    for (std::size_t i = 0; i + 1 < schedule.size(); ++i) {
      out << (i == 0 ? "" : ",") << Text(schedule.date(i));
    }
    out << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string root = argc > 1 ? argv[1] : ".";
  const std::string folder = root + "/examples/calendars/";
  WriteCalendar(folder + "us.yaml", "us",
                "UnitedStates::FederalReserve (banking days)",
                QuantLib::UnitedStates(QuantLib::UnitedStates::FederalReserve));
  WriteCalendar(folder + "uk.yaml", "uk", "UnitedKingdom::Settlement",
                QuantLib::UnitedKingdom(QuantLib::UnitedKingdom::Settlement));
  WriteCalendar(folder + "target.yaml", "target", "TARGET", QuantLib::TARGET());
  WriteSchedules(root + "/tests/golden/schedules.tsv");
  WriteOddPeriods(root + "/tests/golden/odd-periods.tsv");
  return 0;
}
