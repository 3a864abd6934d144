// Answers of the engine as text, to compare two of them: whole, or only the
// values and figures without the events that they come from (which differ when
// the same facts are recorded in another order).
#ifndef TESTS_PROPERTY_RENDER_H_
#define TESTS_PROPERTY_RENDER_H_

#include <string>

#include "replay/obligations.h"
#include "replay/terms.h"

namespace covenant::property {

enum class Detail { kFigures, kWhole };

std::string Render(const Terms& terms, Detail detail);
std::string Render(const Obligations& answer, Detail detail);

}  // namespace covenant::property

#endif  // TESTS_PROPERTY_RENDER_H_
