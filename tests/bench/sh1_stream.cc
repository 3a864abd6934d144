#include "tests/bench/sh1_stream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "ledger/proof/sha256.h"

namespace covenant::bench {
namespace {

constexpr std::array<std::string_view, 3> kTableNames = {"contracts", "products",
                                                         "suppliers"};

std::string_view NameOf(SupplyTable table) {
  return kTableNames[static_cast<std::size_t>(table)];
}

void Add(std::string& out, std::string_view name, int value) {
  out += ",\"";
  out += name;
  out += "\":";
  out += std::to_string(value);
}

// One line of the stream, as it is published.
void Write(const SupplyLine& line, std::string& out) {
  out += "{\"epoch\":";
  out += std::to_string(line.epoch);
  out += ",\"table\":\"";
  out += NameOf(line.table);
  out += line.put ? "\",\"op\":\"put\"" : "\",\"op\":\"delete\"";
  Add(out, "id", line.id);
  Add(out, "a", line.from);
  Add(out, "b", line.until);
  if (line.put) {
    switch (line.table) {
      case SupplyTable::kContracts:
        Add(out, "pid", line.product);
        Add(out, "sid", line.supplier);
        Add(out, "cost", line.cost);
        Add(out, "qty", line.quantity);
        Add(out, "grade", line.grade);
        break;
      case SupplyTable::kProducts:
        Add(out, "category", line.category);
        Add(out, "retail", line.retail);
        break;
      case SupplyTable::kSuppliers:
        Add(out, "region", line.region);
        Add(out, "tier", line.tier);
        break;
    }
  }
  out += "}\n";
}

// The stream is a function of hashes: every choice is the first eight bytes of
// the SHA-256 of "seed|table|epoch|id|purpose", big-endian, modulo its range.
class Maker {
 public:
  explicit Maker(const SupplyTier& tier) : tier_(tier) {}

  std::string Make() {
    for (const SupplyTable table : kSupplyTables) {
      for (int id = 1; id <= CountOf(table); ++id) {
        Write(Line(table, 0, id, 0, kHorizonDays), out_);
      }
    }
    for (int epoch = 1; epoch < kPublications; ++epoch) Publish(epoch);
    return std::move(out_);
  }

 private:
  int CountOf(SupplyTable table) const {
    return table == SupplyTable::kContracts  ? tier_.contracts
           : table == SupplyTable::kProducts ? tier_.products
                                             : tier_.suppliers;
  }

  std::uint64_t Number(SupplyTable table, int epoch, int id,
                       std::string_view purpose) {
    text_ = "20260920|";
    text_ += NameOf(table);
    text_ += '|';
    text_ += std::to_string(epoch);
    text_ += '|';
    text_ += std::to_string(id);
    text_ += '|';
    text_ += purpose;
    const Hash hash = Sha256(text_);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | hash.bytes()[i];
    return number;
  }

  int Below(int range, SupplyTable table, int epoch, int id,
            std::string_view purpose) {
    return static_cast<int>(Number(table, epoch, id, purpose) %
                            static_cast<std::uint64_t>(range));
  }

  SupplyLine Line(SupplyTable table, int epoch, int id, int from, int until) {
    SupplyLine line{.epoch = epoch, .table = table, .id = id, .from = from,
                    .until = until};
    switch (table) {
      case SupplyTable::kContracts:
        line.product = 1 + (id - 1) % tier_.products;
        line.supplier = 1 + 17 * (id - 1) % tier_.suppliers;
        line.cost = 10'000 + Below(90'001, table, epoch, id, "cost");
        line.quantity = 1 + Below(1'000, table, epoch, id, "qty");
        line.grade = Below(4, table, 0, id, "grade");  // never changes
        break;
      case SupplyTable::kProducts:
        line.category = Below(16, table, epoch, id, "category");
        line.retail = 150'000 + Below(50'001, table, epoch, id, "retail");
        break;
      case SupplyTable::kSuppliers:
        line.region = Below(8, table, epoch, id, "region");
        line.tier = 1 + Below(3, table, epoch, id, "tier");
        break;
    }
    return line;
  }

  // Contract 1 is the same in every tier.
  void FixedLines(int epoch) {
    const auto put = [&](int from, int until, int more) {
      SupplyLine line = Line(SupplyTable::kContracts, 0, 1, from, until);
      line.epoch = epoch;
      line.cost += more;
      Write(line, out_);
    };
    if (epoch == 6) put(90, 210, 100);
    if (epoch == 12) put(150, 180, 200);
    if (epoch == 20) put(164, 168, 300);
    if (epoch == 18) {
      SupplyLine line = Line(SupplyTable::kContracts, 0, 1, 160, 170);
      line.epoch = epoch;
      line.put = false;
      Write(line, out_);
    }
  }

  // Those whose number is lowest, by id.
  std::vector<int> Picked(SupplyTable table, int epoch, int first, int count) {
    std::vector<std::pair<std::uint64_t, int>> all;
    for (int id = first; id <= CountOf(table); ++id) {
      all.emplace_back(Number(table, epoch, id, "pick"), id);
    }
    std::nth_element(all.begin(), all.begin() + count - 1, all.end());
    std::vector<int> ids;
    for (int i = 0; i < count; ++i) {
      ids.push_back(all[static_cast<std::size_t>(i)].second);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  void Publish(int epoch) {
    FixedLines(epoch);
    for (const SupplyTable table : kSupplyTables) {
      const bool contracts = table == SupplyTable::kContracts;
      const int share = contracts ? 20 : 100;
      const int count = (CountOf(table) + share - 1) / share;
      for (const int id : Picked(table, epoch, contracts ? 2 : 1, count)) {
        const int day = kDaysBetweenPublications * epoch;
        // One of five changes lies ahead, the others behind.
        const int from =
            Below(5, table, epoch, id, "direction") == 0
                ? std::min(kHorizonDays - 1,
                           day + 1 + Below(30, table, epoch, id, "lag"))
                : std::max(0, day - 1 - Below(120, table, epoch, id, "lag"));
        const int until =
            std::min(kHorizonDays,
                     from + 1 + Below(90, table, epoch, id, "length"));
        SupplyLine line = Line(table, epoch, id, from, until);
        line.put = !contracts || Below(5, table, epoch, id, "op") != 0;
        Write(line, out_);
      }
    }
  }

  const SupplyTier& tier_;
  std::string text_;
  std::string out_;
};

// A flat object of numbers and words.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  std::optional<SupplyLine> Read() {
    SupplyLine line;
    if (!Take('{')) return std::nullopt;
    do {
      const auto name = Word();
      if (!name || !Take(':')) return std::nullopt;
      if (*name == "table" || *name == "op") {
        const auto word = Word();
        if (!word || !Set(*name, *word, line)) return std::nullopt;
      } else {
        int* const number = Field(*name, line);
        if (number == nullptr || !Number(*number)) return std::nullopt;
      }
    } while (Take(','));
    if (!Take('}') || !text_.empty()) return std::nullopt;
    const bool fits = line.epoch >= 0 && line.epoch < kPublications &&
                      line.id > 0 && line.from >= 0 && line.from < line.until &&
                      line.until <= kHorizonDays;
    return fits ? std::optional(line) : std::nullopt;
  }

 private:
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::optional<std::string_view> Word() {
    if (!Take('"')) return std::nullopt;
    const std::size_t end = text_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view word = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return word;
  }
  bool Number(int& number) {
    const auto [end, error] =
        std::from_chars(text_.data(), text_.data() + text_.size(), number);
    if (error != std::errc()) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return true;
  }
  static bool Set(std::string_view name, std::string_view word,
                  SupplyLine& line) {
    if (name == "op") {
      line.put = word == "put";
      return line.put || word == "delete";
    }
    const auto found =
        std::find(kTableNames.begin(), kTableNames.end(), word);
    if (found == kTableNames.end()) return false;
    line.table = static_cast<SupplyTable>(found - kTableNames.begin());
    return true;
  }
  static int* Field(std::string_view name, SupplyLine& line) {
    static constexpr std::pair<std::string_view, int SupplyLine::*> kFields[] = {
        {"epoch", &SupplyLine::epoch},       {"id", &SupplyLine::id},
        {"a", &SupplyLine::from},            {"b", &SupplyLine::until},
        {"pid", &SupplyLine::product},       {"sid", &SupplyLine::supplier},
        {"cost", &SupplyLine::cost},         {"qty", &SupplyLine::quantity},
        {"grade", &SupplyLine::grade},       {"category", &SupplyLine::category},
        {"retail", &SupplyLine::retail},     {"region", &SupplyLine::region},
        {"tier", &SupplyLine::tier}};
    for (const auto& [field, member] : kFields) {
      if (field == name) return &(line.*member);
    }
    return nullptr;
  }

  std::string_view text_;
};

}  // namespace

const SupplyTier* FindTier(std::string_view name) {
  static constexpr SupplyTier kTiers[] = {
      {"development", 2'000, 200, 100,
       "bc0c819476a6ee4804ad246262ce223a04d044fcaf363b15e87d6bb542378fa2"},
      {"t25k", 25'000, 2'500, 500,
       "0d7a24032cf76152e1fbbb00f9972890a608c1a42470db3ab036b35d6f03c597"},
      {"t100k", 100'000, 10'000, 2'000,
       "fe3f025b5e143e75a6ec63badef4c2d830c91d1a0067cb41ba824a6e61f42c39"}};
  for (const SupplyTier& tier : kTiers) {
    if (tier.name == name) return &tier;
  }
  return nullptr;
}

std::string MakeSupplyStream(const SupplyTier& tier) {
  return Maker(tier).Make();
}

absl::StatusOr<std::vector<SupplyLine>> ReadSupplyStream(
    std::string_view text) {
  std::vector<SupplyLine> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto line = LineReader(text.substr(0, end)).Read();
    if (!line) {
      return absl::InvalidArgumentError("line " +
                                        std::to_string(lines.size() + 1) +
                                        " is not of the stream");
    }
    lines.push_back(*line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace covenant::bench
