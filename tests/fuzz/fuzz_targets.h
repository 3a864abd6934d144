// What the fuzzers run, callable from the replay of their corpora too. Each
// aborts when a property does not hold. For tests.
#ifndef TESTS_FUZZ_FUZZ_TARGETS_H_
#define TESTS_FUZZ_FUZZ_TARGETS_H_

#include <string_view>

namespace covenant {

// Entry bytes: whatever decodes is encoded to the same bytes, and its payload,
// where it decodes, is an event that survives the way out and back.
void FuzzEntry(std::string_view bytes);
// A payload alone; the first byte picks the type.
void FuzzPayload(std::string_view bytes);
// Authoring text: it is read or refused with diagnostics that are fit to print;
// what is read is written and read again as the same events.
void FuzzAuthoring(std::string_view text);
// Amounts, rates, dates, times, durations, numbers and units from text and back;
// ids. Whatever is refused is refused in one short line of UTF-8.
void FuzzValues(std::string_view text);
// A CSV file; the first byte picks the separator. What is read is written and
// read again as the same rows.
void FuzzCsv(std::string_view bytes);

// Expressions from text and back: the text of what was read is read as the same
// tree, with a type or a problem that is fit to print.
void FuzzExpression(std::string_view text);

}  // namespace covenant

#endif  // TESTS_FUZZ_FUZZ_TARGETS_H_
