// Writes the holiday calendars of examples/calendars and the table of schedules
// tests/golden/schedules.tsv from QuantLib. Run by hand; the ledger itself
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
  return 0;
}
