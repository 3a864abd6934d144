// Comparison of the engine's answers with the slow model's. Each function gives
// nothing where they agree, else what differs, in words.
#ifndef TESTS_PROPERTY_COMPARE_H_
#define TESTS_PROPERTY_COMPARE_H_

#include <optional>
#include <string>

#include "replay/terms.h"
#include "tests/model/terms_model.h"

namespace covenant::property {

// The model's answer must be determined.
std::optional<std::string> DifferenceOf(const model::TermsNow& expected,
                                        const Terms& actual);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_COMPARE_H_
