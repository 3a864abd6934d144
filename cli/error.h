// Error: why a command did not do what was asked: an exit code and one or more
// diagnostics, all printed in the one form of interface.md. Result<T> is a
// value or an Error. Every kind of failure has a code that `covenant help CODE`
// explains: the reader's E-codes, the rejections of replay/, and the codes of
// CliCodes() for the command line and the world around it.
// Plain data; safe from any thread.
#ifndef CLI_ERROR_H_
#define CLI_ERROR_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/codec/diagnostic.h"

namespace covenant::cli {

// What the process returns; interface.md.
enum ExitCode : int {
  kDone = 0,
  kDiffers = 1,  // only where asked by --exit-code
  kUsage = 2,
  kInvalid = 3,
  kRefused = 4,
  kDamaged = 5,
  kStore = 6,
  kNotPermitted = 7,
  kInternal = 70,
};

struct Error {
  int exit_code = kInternal;
  std::vector<Diagnostic> diagnostics;  // at least one
};

// One diagnostic without a place in a text. `code` is one of CliCodes().
Error MakeError(int exit_code, std::string code, std::string message,
                std::string help = "");
// The command line is wrong: exit code 2, code `usage`.
Error UsageError(std::string message, std::string help = "");
// What the store or a computation answered, by the status code.
Error StatusError(const absl::Status& status);
// The same while opening the ledger in `store`.
Error OpenError(const absl::Status& status, std::string_view store);

// The form of interface.md; without a place: "covenant: error[code]: message".
std::string RenderError(const Error& error, bool color);
// covenant.error.v1.
std::string ErrorJson(const Error& error);

struct CliCode {
  std::string_view code;
  std::string_view title;
  std::string_view meaning;
};
const std::vector<CliCode>& CliCodes();

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit, as in absl::StatusOr: `return value;`, `return error;`.
  Result(T value)  // NOLINT(google-explicit-constructor)
      : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error)  // NOLINT(google-explicit-constructor)
      : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  T& operator*() { return std::get<0>(state_); }
  const T& operator*() const { return std::get<0>(state_); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

// The result of something that only can fail.
struct Nothing {};
using Outcome = Result<Nothing>;

inline const Error& ErrorOf(const Error& error) { return error; }
template <typename T>
const Error& ErrorOf(const Result<T>& result) {
  return result.error();
}
template <typename T>
Error ErrorOf(const absl::StatusOr<T>& result) {
  return StatusError(result.status());
}
inline Error ErrorOf(const absl::Status& status) { return StatusError(status); }

}  // namespace covenant::cli

// Returns the error of a Result, Status or StatusOr from the function.
#define CLI_CONCAT_(a, b) a##b
#define CLI_CONCAT(a, b) CLI_CONCAT_(a, b)
#define CLI_RETURN_IF_ERROR(expression)                     \
  do {                                                      \
    if (auto cli_result = (expression); !cli_result.ok()) { \
      return ::covenant::cli::ErrorOf(cli_result);          \
    }                                                       \
  } while (false)
#define CLI_ASSIGN(lhs, expression) \
  CLI_ASSIGN_IMPL_(CLI_CONCAT(cli_result_, __LINE__), lhs, expression)
#define CLI_ASSIGN_IMPL_(result, lhs, expression)            \
  auto result = (expression);                                \
  if (!result.ok()) return ::covenant::cli::ErrorOf(result); \
  lhs = std::move(*result)

#endif  // CLI_ERROR_H_
