// The calendar of `covenant export --format ics` is read by a parser of its own
// (read_icalendar.py), and an entry whose day moves keeps its UID.
#include <gtest/gtest.h>

#include <string>

#include "tests/integration/session_file.h"

namespace covenant::icalendar_test {
namespace {

constexpr char kTerms[] = R"(cat > terms.yaml <<END
contract: acme-nova
event: agreement
id: A1
executed: 2024-01-01
title: Hosting
document: { name: "Hosting; with, commas and ümlauts.pdf" }
parties: [{ id: acme }, { id: nova }]
clauses:
  - { id: fee, section: "§4", kind: payment, debtor: acme, creditor: nova, amount: 5000.00 EUR, due: 2024-02-01 }
  - { id: option-with-a-name-that-makes-lines-long, section: "§10, with a place that makes the line of its description longer than 75 octets — and a dash", kind: option, holder: acme, grantor: nova, until: 2024-07-01, act: "to rent; or buy, the second floor" }
END)";

constexpr char kMoved[] = R"(cat > moved.yaml <<END
contract: acme-nova
event: amendment
id: A2
executed: 2024-01-15
effective: 2024-01-01
changes:
  - { set: fee.due, to: 2024-02-15 }
END)";

TEST(ICalendarTest, IsReadAndKeepsItsUids) {
  SessionText session;
  const auto add = [&](const std::string& command) {
    session.steps.push_back({"", {command}, ""});
  };
  const std::string read = "python3 " + std::string(COVENANT_SOURCE_DIR) +
                           "/tests/integration/read_icalendar.py ";
  add("covenant init -q --store l.db");
  add(kTerms);
  add("covenant append --store l.db -q -o log.txt terms.yaml");
  const std::string exported =
      "covenant export acme-nova --format ics --store l.db --as-of 2024-01-02 ";
  add(exported + "-o a.ics");
  add(read + "a.ics");
  add(exported + "-o b.ics");
  add("cmp a.ics b.ics");
  add(kMoved);
  add("covenant append --store l.db -q -o log.txt moved.yaml");
  add(exported + "-o c.ics");
  add(read + "c.ics");
  const SessionText done = RunSession(session);
  const auto output = [&](std::size_t step) { return done.steps[step].output; };
  const std::string option =
      "acme-nova/option-with-a-name-that-makes-lines-long";
  EXPECT_EQ(output(4),
            "2024-02-01 | 1 | acme-nova/fee/1/due@covenant | acme owes nova "
            "5,000.00 EUR: acme-nova/fee/1\n"
            "2024-06-30 | 1 | " + option + "/last-day-of-exercise@covenant | " +
                option + ": last day of exercise\n");
  EXPECT_EQ(output(6), "");
  EXPECT_EQ(output(10),
            "2024-02-15 | 2 | acme-nova/fee/1/due@covenant | acme owes nova "
            "5,000.00 EUR: acme-nova/fee/1\n"
            "2024-06-30 | 2 | " + option + "/last-day-of-exercise@covenant | " +
                option + ": last day of exercise\n");
}

}  // namespace
}  // namespace covenant::icalendar_test
