#include "tests/bench/sh1_queries.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <thread>

#include "cli/session.h"
#include "replay/contract.h"
#include "replay/money/clause_runs.h"
#include "tests/bench/sh1_ledger.h"

namespace covenant::bench {
namespace {

constexpr int kDay = 166;
constexpr int kFrom = 150;
constexpr int kUntil = 210;
constexpr int kLast = kPublications - 1;
constexpr int kGrades = 4;

int DayOf(const std::optional<Date>& day, int otherwise) {
  return day ? static_cast<int>(day->DaysSince1970() -
                                LegalDay(0).DaysSince1970())
             : otherwise;
}

// The number behind the last '-' before `end`, and where the '-' stands.
std::pair<int, std::size_t> NumberBefore(std::string_view text,
                                         std::size_t end) {
  const std::size_t dash = text.rfind('-', end - 1);
  int number = 0;
  std::from_chars(text.data() + dash + 1, text.data() + end, number);
  return {number, dash};
}

int NumberOf(std::string_view name) {
  return NumberBefore(name, name.size()).first;
}

int Cents(const Amount& amount) {
  const auto& value = amount.value();
  std::int64_t units = *value.Units();
  for (int scale = value.Scale(); scale < 2; ++scale) units *= 10;
  return static_cast<int>(units);
}

const std::string& OnlyName(const ClauseState& clause) {
  return *clause.As<Value::List>("metrics")->front().As<std::string>();
}

SupplyPiece PieceOf(SupplyTable table, const ClauseState& clause) {
  SupplyPiece piece;
  switch (table) {
    case SupplyTable::kContracts: {
      // product-17-grade-3
      const std::string& metric = OnlyName(clause);
      const auto [grade, dash] = NumberBefore(metric, metric.size());
      piece.code = static_cast<std::int16_t>(grade);
      piece.product =
          NumberOf(std::string_view(metric).substr(0, metric.rfind('-', dash - 1)));
      piece.supplier = NumberOf(*clause.As<std::string>("creditor"));
      piece.quantity =
          static_cast<std::int32_t>(*clause.As<Amount>("minimum")->value().Units());
      piece.cents = Cents(*clause.As<Amount>("price"));
      break;
    }
    case SupplyTable::kProducts:
      piece.code = static_cast<std::int16_t>(NumberOf(OnlyName(clause)));
      piece.cents = Cents(*clause.As<Amount>("price"));
      break;
    case SupplyTable::kSuppliers:
      piece.code = static_cast<std::int16_t>(
          NumberOf(clause.As<PathSet>("scope.territory")->include.front()));
      break;
  }
  return piece;
}

std::vector<SupplyPiece> PiecesOf(SupplyTable table, const Contract& contract) {
  std::vector<SupplyPiece> pieces;
  static const std::string kClauses[] = {ClauseOf(SupplyTable::kContracts),
                                         ClauseOf(SupplyTable::kProducts),
                                         ClauseOf(SupplyTable::kSuppliers)};
  for (const Run& run :
       contract.RunsOfClause(kClauses[static_cast<std::size_t>(table)])) {
    if (run.state == nullptr) continue;
    SupplyPiece piece = PieceOf(table, *run.state);
    piece.from = static_cast<std::int16_t>(DayOf(run.days.from(), 0));
    piece.until =
        static_cast<std::int16_t>(DayOf(run.days.until(), kHorizonDays));
    pieces.push_back(piece);
  }
  return pieces;
}

int EpochOf(const Event& event) {
  return static_cast<int>(event.recorded_at.UtcDay() -
                          KnownAt(0).UtcDay()) /
         kDaysBetweenPublications;
}

// The contract as known after each publication that says something of it.
absl::StatusOr<std::vector<SupplyStates::State>> StatesOf(
    SupplyTable table, std::vector<Event> events) {
  const auto shared =
      std::make_shared<const std::vector<Event>>(std::move(events));
  std::vector<SupplyStates::State> states;
  for (const Event& event : *shared) {
    const auto contract =
        Contract::Create(event.stream, shared, event.sequence);
    if (!contract.ok()) return contract.status();
    states.push_back({EpochOf(event), PiecesOf(table, *contract)});
  }
  return states;
}

// Reads and replays the streams of [from, end) of one table.
absl::Status ReplayRange(const EventLog& log, SupplyTable table,
                         const std::string& from, const std::string& end,
                         std::map<int, std::vector<SupplyStates::State>>& into) {
  std::vector<Event> events;
  const auto done = [&]() -> absl::Status {
    if (events.empty()) return absl::OkStatus();
    const int id = NumberOf(events.front().stream);
    auto states = StatesOf(table, std::move(events));
    if (!states.ok()) return states.status();
    into.emplace(id, *std::move(states));
    events.clear();
    return absl::OkStatus();
  };
  absl::Status read = log.ReadStreams(
      from, end, kLatest, [&](const StoredEvent& stored) -> absl::Status {
        auto event = cli::Session::Decode(stored);
        if (!event.ok()) {
          return absl::DataLossError(cli::RenderError(event.error(), false));
        }
        if (!events.empty() && events.front().stream != event->stream) {
          if (absl::Status status = done(); !status.ok()) return status;
        }
        events.push_back(*std::move(event));
        return absl::OkStatus();
      });
  return read.ok() ? done() : read;
}

bool Overlaps(const SupplyPiece& piece) {
  return piece.from < kUntil && piece.until > kFrom;
}

std::int64_t Sum(const SupplyPiece& piece) {
  return std::int64_t{piece.cents} * piece.quantity;
}

// Counts and sums by key; the rows come in the order of keys.
class Groups {
 public:
  void Add(std::vector<std::int64_t> key,
           std::initializer_list<std::int64_t> sums) {
    auto& group = groups_[std::move(key)];
    group.resize(sums.size() + 1);
    ++group[0];
    std::size_t i = 0;
    for (const std::int64_t sum : sums) group[++i] += sum;
  }
  std::vector<std::vector<std::int64_t>> Rows() const {
    std::vector<std::vector<std::int64_t>> rows;
    for (const auto& [key, group] : groups_) {
      rows.push_back(key);
      rows.back().insert(rows.back().end(), group.begin(), group.end());
    }
    return rows;
  }

 private:
  std::map<std::vector<std::int64_t>, std::vector<std::int64_t>> groups_;
};

}  // namespace

const std::vector<SupplyPiece>& SupplyStates::At(int id, int epoch) const {
  static const std::vector<SupplyPiece> kNone;
  const std::vector<State>& states = states_[static_cast<std::size_t>(id - 1)];
  const auto after = std::partition_point(
      states.begin(), states.end(),
      [&](const State& state) { return state.epoch <= epoch; });
  return after == states.begin() ? kNone : std::prev(after)->pieces;
}

const SupplyPiece* SupplyStates::On(int id, int epoch, int day) const {
  for (const SupplyPiece& piece : At(id, epoch)) {
    if (piece.from <= day && day < piece.until) return &piece;
  }
  return nullptr;
}

absl::StatusOr<SupplyStates> SupplyQueries::Replay(SupplyTable table,
                                                   std::optional<int> id) {
  std::map<int, std::vector<SupplyStates::State>> found[2];
  const std::string prefix = StreamOf(table, 0).substr(
      0, StreamOf(table, 0).size() - 1);  // "supply-"
  if (id) {
    const std::string stream = StreamOf(table, *id);
    absl::Status status =
        ReplayRange(log_, table, stream, stream + "!", found[0]);
    if (!status.ok()) return status;
  } else {
    // Names are in the order of their digits: half of them begin with 1 to 4.
    const std::string middle = prefix + "5", end = prefix + ":";
    absl::Status other;
    std::thread second([&] {
      other = ReplayRange(log_, table, middle, end, found[1]);
    });
    absl::Status status = ReplayRange(log_, table, prefix, middle, found[0]);
    second.join();
    status.Update(other);
    if (!status.ok()) return status;
  }
  SupplyStates states;
  for (auto& part : found) {
    for (auto& [number, own] : part) {
      const auto index = static_cast<std::size_t>(number);
      if (states.states_.size() < index) states.states_.resize(index);
      states.states_[index - 1] = std::move(own);
    }
  }
  return states;
}

absl::Status SupplyQueries::Need(SupplyTable table) {
  const auto index = static_cast<std::size_t>(table);
  if (there_[index]) return absl::OkStatus();
  auto states = Replay(table, std::nullopt);
  if (!states.ok()) return states.status();
  tables_[index] = *std::move(states);
  there_[index] = true;
  return absl::OkStatus();
}

absl::StatusOr<SupplyAnswer> SupplyQueries::Answer(int number) {
  SupplyStates one;
  if (number == 1 || number == 2 || number == 3 || number == 5) {
    auto replayed = Replay(SupplyTable::kContracts, 1);
    if (!replayed.ok()) return replayed.status();
    one = *std::move(replayed);
  } else {
    absl::Status status = Need(SupplyTable::kContracts);
    if (number == 9) status.Update(Need(SupplyTable::kSuppliers));
    if (number == 10) status.Update(Need(SupplyTable::kProducts));
    if (!status.ok()) return status;
  }
  Rows rows;
  switch (number) {
    case 1: rows = PointAt(one, kLast); break;
    case 2: rows = PointAt(one, 12); break;
    case 3: rows = Prices(one); break;
    case 4: rows = Changed(); break;
    case 5: rows = History(one); break;
    case 6: rows = Evolution(); break;
    case 7: rows = Exposure(); break;
    case 8: rows = BySupplier(); break;
    case 9: rows = ByRegion(); break;
    case 10: rows = Margins(); break;
    case 11: rows = Daily(); break;
    case 12: rows = Gone(); break;
    default: return absl::InvalidArgumentError("there are questions 1 to 12");
  }
  SupplyAnswer answer;
  answer.rows = rows.size();
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      answer.tsv += (i > 0 ? "\t" : "") + std::to_string(row[i]);
    }
    answer.tsv += '\n';
  }
  return answer;
}

// 1 and 2: contract 1 on the day.
SupplyQueries::Rows SupplyQueries::PointAt(const SupplyStates& one,
                                           int epoch) const {
  const SupplyPiece* piece = one.On(1, epoch, kDay);
  if (piece == nullptr) return {};
  return {{1, piece->cents, piece->quantity, piece->code}};
}

// 3: the distinct costs of contract 1.
SupplyQueries::Rows SupplyQueries::Prices(const SupplyStates& one) const {
  std::set<std::int64_t> costs;
  for (const SupplyPiece& piece : one.At(1, kLast)) {
    if (Overlaps(piece)) costs.insert(piece.cents);
  }
  if (costs.empty()) return {};
  return {{*costs.begin(), *costs.rbegin(),
           static_cast<std::int64_t>(costs.size())}};
}

// 4: contracts that a later publication reads otherwise.
SupplyQueries::Rows SupplyQueries::Changed() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  Rows rows;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    const SupplyPiece* before = contracts.On(id, 12, kDay);
    const SupplyPiece* after = contracts.On(id, kLast, kDay);
    if (before == nullptr || after == nullptr) continue;
    if (before->cents == after->cents && before->quantity == after->quantity) {
      continue;
    }
    rows.push_back({id, before->cents, after->cents, before->quantity,
                    after->quantity});
  }
  return rows;
}

// 5: contract 1 at every epoch.
SupplyQueries::Rows SupplyQueries::History(const SupplyStates& one) const {
  Rows rows;
  for (int epoch = 0; epoch < kPublications; ++epoch) {
    const SupplyPiece* piece = one.On(1, epoch, kDay);
    if (piece != nullptr) rows.push_back({epoch, piece->cents, piece->quantity});
  }
  return rows;
}

// 6: the day at every epoch.
SupplyQueries::Rows SupplyQueries::Evolution() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  std::array<std::array<std::array<std::int64_t, 2>, kGrades>, kPublications>
      groups{};
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    for (int epoch = 0; epoch < kPublications; ++epoch) {
      const SupplyPiece* piece = contracts.On(id, epoch, kDay);
      if (piece == nullptr) continue;
      auto& group = groups[static_cast<std::size_t>(epoch)]
                          [static_cast<std::size_t>(piece->code)];
      ++group[0];
      group[1] += piece->quantity;
    }
  }
  Rows rows;
  for (int epoch = 0; epoch < kPublications; ++epoch) {
    for (int grade = 0; grade < kGrades; ++grade) {
      const auto& group = groups[static_cast<std::size_t>(epoch)]
                                [static_cast<std::size_t>(grade)];
      if (group[0] > 0) rows.push_back({epoch, grade, group[0], group[1]});
    }
  }
  return rows;
}

// 7: the day at the last epoch.
SupplyQueries::Rows SupplyQueries::Exposure() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  Groups groups;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    const SupplyPiece* piece = contracts.On(id, kLast, kDay);
    if (piece == nullptr) continue;
    groups.Add({piece->code}, {piece->quantity, Sum(*piece)});
  }
  return groups.Rows();
}

// 8: lowest and highest cost by supplier and grade.
SupplyQueries::Rows SupplyQueries::BySupplier() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  struct Group {
    std::int64_t count = 0, least = 0, most = 0;
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Group> groups;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    const SupplyPiece* piece = contracts.On(id, 12, kDay);
    if (piece == nullptr) continue;
    Group& group = groups[{piece->supplier, piece->code}];
    const std::int64_t cents = piece->cents;
    group.least = group.count == 0 ? cents : std::min(group.least, cents);
    group.most = group.count == 0 ? cents : std::max(group.most, cents);
    ++group.count;
  }
  Rows rows;
  for (const auto& [key, group] : groups) {
    rows.push_back(
        {key.first, key.second, group.count, group.least, group.most});
  }
  return rows;
}

// 9: joined to where the supplier is on the day.
SupplyQueries::Rows SupplyQueries::ByRegion() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  const SupplyStates& suppliers = Of(SupplyTable::kSuppliers);
  Groups groups;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    const SupplyPiece* piece = contracts.On(id, kLast, kDay);
    if (piece == nullptr) continue;
    const SupplyPiece* supplier = suppliers.On(piece->supplier, kLast, kDay);
    if (supplier == nullptr) continue;
    groups.Add({supplier->code, piece->code}, {Sum(*piece)});
  }
  return groups.Rows();
}

// 10: pieces of contracts joined to those pieces of their product with which
// they have a day in common.
SupplyQueries::Rows SupplyQueries::Margins() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  const SupplyStates& products = Of(SupplyTable::kProducts);
  struct Group {
    std::int64_t contracts = 0, last = 0, least = 0, most = 0;
  };
  std::map<std::int64_t, Group> groups;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    for (const SupplyPiece& piece : contracts.At(id, kLast)) {
      if (!Overlaps(piece)) continue;
      for (const SupplyPiece& product : products.At(piece.product, kLast)) {
        if (!Overlaps(product) || product.from >= piece.until ||
            piece.from >= product.until) {
          continue;
        }
        Group& group = groups[product.code];
        const std::int64_t margin = product.cents - piece.cents;
        const bool first = group.contracts == 0;
        group.least = first ? margin : std::min(group.least, margin);
        group.most = first ? margin : std::max(group.most, margin);
        group.contracts += group.last != id;
        group.last = id;
      }
    }
  }
  Rows rows;
  for (const auto& [category, group] : groups) {
    rows.push_back({category, group.contracts, group.least, group.most});
  }
  return rows;
}

// 11: every day of two months: what begins and ends on each, then summed.
SupplyQueries::Rows SupplyQueries::Daily() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  std::array<std::array<std::array<std::int64_t, 2>, kGrades>, kUntil - kFrom + 1>
      steps{};
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    for (const SupplyPiece& piece : contracts.At(id, kLast)) {
      if (!Overlaps(piece)) continue;
      const auto grade = static_cast<std::size_t>(piece.code);
      const auto from =
          static_cast<std::size_t>(std::max<int>(piece.from, kFrom) - kFrom);
      const auto until =
          static_cast<std::size_t>(std::min<int>(piece.until, kUntil) - kFrom);
      steps[from][grade][0] += 1;
      steps[from][grade][1] += Sum(piece);
      steps[until][grade][0] -= 1;
      steps[until][grade][1] -= Sum(piece);
    }
  }
  Rows rows;
  std::array<std::array<std::int64_t, 2>, kGrades> now{};
  for (int day = kFrom; day < kUntil; ++day) {
    for (std::size_t grade = 0; grade < kGrades; ++grade) {
      for (std::size_t i = 0; i < 2; ++i) {
        now[grade][i] += steps[static_cast<std::size_t>(day - kFrom)][grade][i];
      }
      if (now[grade][0] > 0) {
        rows.push_back({day, static_cast<std::int64_t>(grade), now[grade][0],
                        now[grade][1]});
      }
    }
  }
  return rows;
}

// 12: there at one epoch, and no more at a later one.
SupplyQueries::Rows SupplyQueries::Gone() const {
  const SupplyStates& contracts = Of(SupplyTable::kContracts);
  Groups groups;
  for (int id = 1; id <= static_cast<int>(contracts.size()); ++id) {
    const SupplyPiece* piece = contracts.On(id, 12, kDay);
    if (piece == nullptr || contracts.On(id, 18, kDay) != nullptr) continue;
    groups.Add({piece->code}, {Sum(*piece)});
  }
  return groups.Rows();
}

}  // namespace covenant::bench
