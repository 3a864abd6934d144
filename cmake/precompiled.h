// What nearly every source includes, compiled once for each library: a fifth of the
// time of a build from nothing, and three fifths where the schema is included
// (measured: doc/decisions.md). Each source still includes what it uses;
// scripts/lint compiles without this.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
