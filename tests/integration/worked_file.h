// Worked examples: contracts with their arithmetic done by hand, to be read by
// whoever knows contracts and not this program. A Markdown file holds, in the
// order of what happened, blocks of ```yaml (events, appended as they stand),
// of ```append (files that are appended, such as examples/calendars/uk.yaml)
// and of ```worked (questions about what is recorded by then):
//
//   as of 2024-05-31
//   acme owes nova
//     42,000.00 EUR  royalty/2024-Q1  due 2024-04-30  overdue
//         6 % * 700,000.00 = 42,000.00
//     total 42,000.00 EUR
//   balance 58,000.00 EUR  royalty  lifetime cap left
//   finding missing-report royalty/2024-Q2
//
// Everything that is owed, contingent or unknown, and every finding must be
// listed; settled sums, totals and balances where they matter. Balances of a
// sum other than zero follow its state: `interest 1.00 waived 2.00
// credited 3.00 paid 4.00 disputed 5.00 contingent 6.00 overpaid 7.00 final
// 2024-04-25`. A sum that is not known is `unknown EUR`, with `at-least`,
// `at-most` and `because CODE`. A sum without a due day is `undated`. `as of
// DAY in CONTRACT, known at #N` asks about another contract or an earlier
// point.
//
// A line with = or ~ is arithmetic, and is checked too: with = the sides are
// equal, with ~ the left one rounds (half away from zero) to the digits of the
// right. It knows + - * / ( ) % min(a; b) max(a; b). Words after # are remarks.
#ifndef TESTS_INTEGRATION_WORKED_FILE_H_
#define TESTS_INTEGRATION_WORKED_FILE_H_

#include <string>
#include <vector>

namespace covenant {

struct WorkedBlock {
  std::string sort;  // "yaml", "append" or "worked"
  int line = 0;      // of its first line in the file
  std::string text;
};

std::vector<WorkedBlock> ParseWorked(const std::string& text);

struct WorkedQuestion {
  std::string place;  // file line of the question
  std::string as_of;
  std::string contract;           // "" for the first of the file
  std::string known;              // "" for all that is recorded by then
  std::vector<std::string> sums;  // canonical lines
  std::vector<std::string> totals;
  std::vector<std::string> balances;
  std::vector<std::string> findings;
  std::vector<std::string> arithmetic;  // each with its line
};

// The questions of a block. What cannot be read is a line of `errors`.
std::vector<WorkedQuestion> QuestionsOf(const WorkedBlock& block,
                                        std::vector<std::string>& errors);

// Empty where the line of arithmetic holds, else what is wrong with it.
std::string CheckArithmetic(const std::string& line);

// What the answer `audit --all --json` says, in the same canonical lines. Sums
// of zero that nothing is open about are listed apart, as `settled`.
struct WorkedAnswer {
  std::string error;
  std::vector<std::string> sums;
  std::vector<std::string> settled;
  std::vector<std::string> totals;
  std::vector<std::string> balances;
  std::vector<std::string> findings;
};
WorkedAnswer ReadAnswer(const std::string& json, const std::string& contract);

}  // namespace covenant

#endif  // TESTS_INTEGRATION_WORKED_FILE_H_
