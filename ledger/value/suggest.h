// "Did you mean": the known word nearest to a wrong one.
// Refuses nothing; pure functions, safe from any thread.
#ifndef LEDGER_VALUE_SUGGEST_H_
#define LEDGER_VALUE_SUGGEST_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace covenant {

// Damerau-Levenshtein distance in bytes, in its optimal string alignment form:
// insertions, deletions, substitutions and swaps of neighbours, no part edited
// twice. Source: Boytsov, "Indexing methods for approximate dictionary
// searching", ACM JEA 16, 2011, section 2.
std::size_t EditDistance(std::string_view a, std::string_view b);

// The nearest of the known words, when its distance is at most 2 or at most a
// third of the wrong word's length, and less than that length. ASCII case
// counts for nothing. Of equally near words the first in byte order. Nothing
// when the wrong word is empty or longer than 256 bytes.
std::optional<std::string> Closest(std::string_view wrong,
                                   const std::vector<std::string>& known);

}  // namespace covenant

#endif  // LEDGER_VALUE_SUGGEST_H_
