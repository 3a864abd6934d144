#include "ledger/codec/share_checks.h"

#include <optional>
#include <string>
#include <string_view>

#include "ledger/value/amount.h"
#include "ledger/value/rate.h"

namespace covenant {
namespace {

struct Bound {
  const Member* member = nullptr;
  Rational at;
  bool inclusive = false;
};

// A bound that the row states; nothing where it states none or a bad one.
std::optional<Bound> BoundOf(const Node& row, std::string_view inclusive,
                             std::string_view exclusive) {
  for (const std::string_view key : {inclusive, exclusive}) {
    const Member* member = row.Find(key);
    if (member == nullptr || !member->value.IsScalar()) continue;
    const auto amount = Amount::Parse(member->value.text);
    if (!amount.ok() || !amount->IsExact()) return std::nullopt;
    return Bound{member, amount->value().ToRational(), key == inclusive};
  }
  return std::nullopt;
}

// What both kinds of clause have.
struct ShareText {
  std::string_view factor;  // "rate", "price"
  bool has_factor = false;
  bool has_mode = false;
  bool ordinal = false;
  std::string unit;  // of the bounds
};

class TierChecker {
 public:
  TierChecker(const ShareText& text, const Node& node, Sink& sink)
      : text_(text), node_(node), sink_(sink) {}

  void Run() {
    const Member* tiers = node_.Find("tiers");
    const std::string factor(text_.factor);
    if (tiers == nullptr) {
      if (!text_.has_factor && !node_.incomplete) {
        Add(node_.at, "E0330", "neither " + factor + " nor tiers are stated",
            "write `" + factor + ": ...` or `tiers: [...]`");
      }
      return;
    }
    if (text_.has_factor) {
      Add(tiers->at, "E0330", "both " + factor + " and tiers are stated",
          "leave one of them out");
    }
    if (!text_.has_mode) {
      Add(tiers->at, "E0331", "what the tiers mean is not stated",
          "write `tier_mode: marginal`, `whole-amount`, `cumulative-rate` or "
          "`ordinal`");
    }
    if (!tiers->value.IsList()) return;
    for (const Node& row : tiers->value.items) {
      if (!row.IsMap()) return;
    }
    Rows(tiers->value);
  }

 private:
  void Rows(const Node& list) {
    const std::string unit = text_.ordinal ? "periods" : text_.unit;
    std::optional<Bound> before;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node& row = list.items[i];
      Factor(row);
      Unit(row, unit);
      Twice(row, "over", "from");
      Twice(row, "to", "below");
      const auto lower = BoundOf(row, "from", "over");
      const auto upper = BoundOf(row, "to", "below");
      if (i > 0 && !before) {
        Add(row.at, "E0333", "the tier before has no upper bound",
            "state where it ends: `to` with that amount, `below` without it");
      } else if (lower) {
        Follows(*lower, before, i == 0);
      }
      const std::optional<Bound> from = lower ? lower : before;
      if (upper && from && upper->at <= from->at) {
        Add(upper->member->at, "E0333", "the tier ends before it begins",
            "write the tiers from the lowest up");
      }
      before = upper;
    }
    if (before) {
      Add(before->member->at, "E0333",
          "amounts above the last tier have no " + std::string(text_.factor),
          "leave the upper bound of the last tier out");
    }
  }

  // Where a tier states its lower bound, the one before must end there. An
  // amount between `below` and `over` is left open on purpose: the finding
  // undefined-tier-boundary.
  void Follows(const Bound& lower, const std::optional<Bound>& before,
               bool first) {
    const Rational end = first ? Rational() : before->at;
    if (lower.at < end) {
      Add(lower.member->at, "E0333", "the tiers overlap",
          "begin the tier where the one before ends");
    } else if (end < lower.at) {
      Add(lower.member->at, "E0333", "the tiers leave a gap",
          first ? "begin the first tier at zero, or leave its lower bound out"
                : "begin the tier where the one before ends");
    } else if (!first && lower.inclusive && before->inclusive) {
      Add(lower.member->at, "E0333", "the bound belongs to both tiers",
          "write `over` for amounts above it, or end the tier before `below` "
          "it");
    }
  }

  void Factor(const Node& row) {
    const bool is_rate = text_.factor == "rate";
    if (row.Find(text_.factor) == nullptr && !row.incomplete) {
      Add(row.at, "E0332", "the tier has no " + std::string(text_.factor),
          "write `" + std::string(text_.factor) + ": ...` in each tier");
    }
    if (const Member* other = row.Find(is_rate ? "price" : "rate")) {
      Add(other->at, "E0332",
          is_rate ? "a revenue share has rates, not prices"
                  : "a unit price has prices, not rates",
          "write `" + std::string(text_.factor) + "`");
    }
  }

  void Unit(const Node& row, const std::string& unit) {
    for (const char* key : {"over", "from", "to", "below"}) {
      const Member* member = row.Find(key);
      if (member == nullptr || !member->value.IsScalar()) continue;
      const auto amount = Amount::Parse(member->value.text);
      if (!amount.ok() || unit.empty() || amount->unit().text() == unit) continue;
      Add(member->value.at, "E0321", "the bound is in another unit",
          "write the bound in " + unit);
    }
  }

  void Twice(const Node& row, const char* a, const char* b) {
    if (row.Find(a) == nullptr || row.Find(b) == nullptr) return;
    Add(row.Find(b)->at, "E0333", "the tier has two bounds on one side",
        "keep one of them");
  }

  void Add(const Span& at, std::string_view code, std::string what,
           std::string help) {
    sink_.Add(at, code, std::move(what), "", std::move(help));
  }

  const ShareText& text_;
  const Node& node_;
  Sink& sink_;
};

// Caps and minimums are counted in the currency of their clause.
void CheckCurrency(const Node& node, const std::string& currency, Sink& sink) {
  for (const char* key :
       {"period_cap", "year_cap", "lifetime_cap", "minimum"}) {
    const Member* limit = node.Find(key);
    const Member* amount =
        limit == nullptr ? nullptr : limit->value.Find("amount");
    if (amount == nullptr || !amount->value.IsScalar()) continue;
    const auto value = Amount::Parse(amount->value.text);
    if (!value.ok() || currency.empty() || value->unit().text() == currency) {
      continue;
    }
    sink.Add(amount->value.at, "E0321",
             "a cap is counted in the currency of its clause",
             "the clause is in " + currency,
             "write the amount in " + currency);
  }
}

// Other tiers have one rate for each figure anyway.
void CheckTierCrossing(const Node& node, v1::TierMode mode, Sink& sink) {
  const Member* crossing = node.Find("tier_crossing");
  if (crossing == nullptr || mode == v1::TIER_MODE_MARGINAL) return;
  sink.Add(crossing->at, "E0334",
           "`tier_crossing` goes with `tier_mode: marginal`", "",
           "leave it out");
}

void CheckTierPrices(const Node& node, const std::string& currency,
                     Sink& sink) {
  const Member* tiers = node.Find("tiers");
  if (tiers == nullptr) return;
  for (const Node& row : tiers->value.items) {
    const Member* price = row.IsMap() ? row.Find("price") : nullptr;
    if (price == nullptr || !price->value.IsScalar() || currency.empty()) {
      continue;
    }
    const auto value = Amount::Parse(price->value.text);
    if (!value.ok() || value->unit().text() == currency) continue;
    sink.Add(price->value.at, "E0321", "the price is in another currency",
             "the clause is in " + currency, "write the price in " + currency);
  }
}

// The part of what is earned that is credited against advances.
void CheckCreditedShare(const v1::Recoupment& recoupment, const Node& node,
                        Sink& sink) {
  const Member* recoup = node.Find("recoup");
  const Member* share =
      recoup == nullptr ? nullptr : recoup->value.Find("share");
  if (share == nullptr || !share->value.IsScalar()) return;
  const auto rate = Rate::Parse(share->value.text);
  if (!rate.ok() || !recoupment.has_share()) return;
  const Rational one = Rational::FromInt(1);
  if (rate->value().Sign() > 0 && rate->value() <= one) return;
  sink.Add(share->value.at, "E0334",
           "a share that is credited is more than nothing and at most all", "",
           "write for example `share: 50 %`, or leave it out: all is credited");
}

void CheckRecoupment(const v1::UnitPrice& price, const Node& node, Sink& sink) {
  CheckCreditedShare(price.recoup(), node, sink);
  const Member* recoup = node.Find("recoup");
  if (recoup == nullptr) return;
  const bool rate = price.recoup().has_rate_after();
  if (!rate && price.recoup().crossing() == v1::CROSSING_UNSPECIFIED) return;
  sink.Add(recoup->value.KeyAt(rate ? "rate_after" : "crossing"), "E0334",
           "a price has no rate once its advances are earned out", "",
           "leave it out; an amendment that sets the price can wait for a "
           "milestone");
}

}  // namespace

void CheckFirstPeriod(const Node& node, Sink& sink) {
  const Member* until = node.Find("first_period_until");
  const Member* anchor = node.Find("anchor");
  if (until == nullptr || anchor == nullptr) return;
  sink.Add(anchor->at, "E0334", "periods are counted from two days",
           "`first_period_until` says where the second period starts",
           "leave out `anchor`, or the first period");
}

void CheckRoundingPlace(const Node& node, bool periods, bool lines,
                        Sink& sink) {
  const Member* rounding = node.Find("rounding");
  const Member* at =
      rounding == nullptr ? nullptr : rounding->value.Find("at");
  if (at == nullptr || !at->value.IsScalar()) return;
  const std::string& place = at->value.text;
  if ((place == "line" && !lines) || (place == "total" && !periods)) {
    sink.Add(at->value.at, "E0334",
             place == "line" ? "the clause has no lines that are added up"
                             : "the clause has no periods that are added up",
             "",
             periods ? "write `at: period` or `at: total`" : "leave `at` out");
  }
}

void CheckComparison(const Node& node, Sink& sink) {
  if (node.incomplete || node.Find("metrics") != nullptr ||
      node.Find("rates") != nullptr) {
    return;
  }
  sink.Add(node.at, "E0373", "there is no price to compare with", "",
           "write `metrics: [NAME]` for prices that are reported, or `rates: "
           "[NAME]` for a published series");
}

void CheckShare(const v1::RevenueShare& share, const Node& node, Sink& sink) {
  ShareText text;
  text.factor = "rate";
  text.has_factor = share.has_rate();
  text.has_mode = share.tier_mode() != v1::TIER_MODE_UNSPECIFIED;
  text.ordinal = share.tier_mode() == v1::TIER_MODE_ORDINAL;
  text.unit = share.currency();
  TierChecker(text, node, sink).Run();
  CheckTierCrossing(node, share.tier_mode(), sink);
  CheckCurrency(node, share.currency(), sink);
  CheckCreditedShare(share.recoup(), node, sink);
  const Member* recoup = node.Find("recoup");
  if (recoup != nullptr && share.recoup().has_rate_after() &&
      share.tiers_size() > 0) {
    sink.Add(recoup->at, "E0334",
             "a rate once advances are earned out does not go with tiers", "",
             "state one rate, or leave rate_after out");
  }
}

void CheckShare(const v1::UnitPrice& price, const Node& node, Sink& sink) {
  ShareText text;
  text.factor = "price";
  text.has_factor = price.has_price();
  text.has_mode = price.tier_mode() != v1::TIER_MODE_UNSPECIFIED;
  text.ordinal = price.tier_mode() == v1::TIER_MODE_ORDINAL;
  text.unit = price.unit();
  TierChecker(text, node, sink).Run();
  CheckTierCrossing(node, price.tier_mode(), sink);
  CheckCurrency(node, price.currency(), sink);
  CheckTierPrices(node, price.currency(), sink);
  CheckRecoupment(price, node, sink);
  const Member* own = node.Find("price");
  if (own != nullptr && price.has_price() && !price.currency().empty() &&
      price.price().unit() != price.currency()) {
    sink.Add(own->value.at, "E0321", "the price is in another currency",
             "the clause is in " + price.currency(),
             "write the price in " + price.currency());
  }
  const Member* free = node.Find("allowance");
  if (free != nullptr && price.has_allowance() && !price.unit().empty() &&
      price.allowance().unit() != price.unit()) {
    sink.Add(free->value.at, "E0321", "the allowance is in another unit",
             "the clause counts " + price.unit(),
             "write the allowance in " + price.unit());
  }
}

void CheckCredits(const v1::TakeOrPay& terms, const Node& node, Sink& sink) {
  const Member* make_up = node.Find("make_up");
  if (make_up == nullptr ||
      terms.charge() != v1::TAKE_OR_PAY_CHARGE_SHORTFALL) {
    return;
  }
  sink.Add(make_up->at, "E0334",
           "credits are used up where what is taken is charged", "",
           "leave `charge` out and price what is taken in this clause");
}

}  // namespace covenant
