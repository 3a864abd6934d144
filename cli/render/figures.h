// Figures: how numbers, amounts and points of time are written in text answers.
// Thousands separators are for display only; JSON and authoring text have none.
// What is not known is written "unknown", with its range, never as zero.
// Pure, safe from any thread.
#ifndef CLI_RENDER_FIGURES_H_
#define CLI_RENDER_FIGURES_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/render/terminal.h"
#include "cli/session.h"
#include "ledger/event/event.h"
#include "ledger/value/amount.h"
#include "ledger/value/range.h"
#include "replay/finding.h"
#include "replay/trace.h"

namespace covenant::cli {

// "-1234567.50" to "-1,234,567.50".
std::string Grouped(std::string_view number);

// "1,500.00", "unknown", "unknown, at least 5.00"; without the unit.
std::string AmountNumber(const Amount& amount);
// Thousands separators in every sum of money that stands in the text.
std::string GroupAmounts(std::string_view text);

// What the range of an unknown amount says: "at least 5.00"; empty where there
// is nothing to say. An amount that cannot be negative is not said to be at
// least 0.
std::string RangeRemark(const Amount& amount);
// The number in a narrow table: "unknown" stands alone, RangeRemark beside it.
std::string ShortNumber(const Amount& amount);
// The same with the unit, and the finding codes that are the reason.
std::string AmountText(const Amount& amount,
                       const std::vector<std::string>& because = {});

// An exact rational: "0.2", or "1/3" where no decimal of 18 places is exact.
std::string RationalText(const Rational& number);
// The value of a trace's node with its unit: "20 %", "27/91", "6,900.00 USD";
// with `minor`, money has at least the decimals of its minor unit.
std::string NodeValueText(const TraceNode& node, bool minor);

// "2026-07-12T00:00:00Z", "... , asserted".
std::string TimeText(const Event& event);
// In lists: the UTC day, with a star where it was asserted; and what that
// means.
std::string DayText(const Event& event);
std::string_view AssertedNote();
// "#19 (2026-07-12T00:00:00Z, asserted)", "#0 (before the first event)".
std::string PointText(const KnownPoint& point);
// "acme-nova · as of 2024-08-31 · known at #41 (...)", in bold, with a newline.
std::string HeaderLine(const Terminal& terminal, std::string_view subject,
                       const View& view);

// "acme-nova@3 A2".
std::string RefText(const EventRef& ref);
std::string RefsText(const std::vector<EventRef>& refs);
std::string Joined(const std::vector<std::string>& parts,
                   std::string_view separator = ", ");

}  // namespace covenant::cli

#endif  // CLI_RENDER_FIGURES_H_
