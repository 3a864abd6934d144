#include "cli/snapshot_row.h"

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "cli/version.h"
#include "ledger/proof/sha256.h"
#include "ledger/value/check.h"

namespace covenant::cli {
namespace {

class SnapshotWriter {
 public:
  void Number(std::uint64_t value, int bytes = 8) {
    for (int i = bytes; i-- > 0;) {
      out_ += static_cast<char>((value >> (8 * i)) & 0xff);
    }
  }
  void Day(Date day) {
    Number(static_cast<std::uint32_t>(day.DaysSince1970()), 4);
  }
  void Text(std::string_view text) {
    COVENANT_CHECK(text.size() <= std::numeric_limits<std::uint16_t>::max());
    Number(text.size(), 2);
    out_ += text;
  }
  void Bytes(std::string_view bytes) { out_ += bytes; }
  template <typename List, typename Each>
  void All(const List& list, Each each) {
    Number(list.size(), 4);
    for (const auto& one : list) each(one);
  }

  std::string Take() {
    const Hash sum = Sha256(out_);
    out_ += sum.view();
    return std::move(out_);
  }

 private:
  std::string out_;
};

// Once something is wrong, everything that is read is nothing.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && at_ == bytes_.size(); }

  std::string_view Bytes(std::size_t count) {
    if (!ok_ || bytes_.size() - at_ < count) {
      ok_ = false;
      return {};
    }
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  std::uint64_t Number(std::size_t bytes = 8) {
    std::uint64_t value = 0;
    for (const char c : Bytes(bytes)) {
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  Date Day() {
    const auto days =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(Number(4)));
    const auto day = Date::FromDays(days);
    ok_ = ok_ && day.ok();
    return day.value_or(Date());
  }
  std::string Text() {
    const auto size = static_cast<std::size_t>(Number(2));
    return std::string(Bytes(size));
  }
  template <typename Each>
  void All(Each each) {
    for (std::uint64_t left = Number(4); ok_ && left > 0; --left) each();
  }
  void Fail() { ok_ = false; }

 private:
  const std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

void Write(const SettledPast& past, SnapshotWriter& row) {
  row.Number(past.known);
  for (const Date day :
       {past.through, past.last_due, past.terms_from, past.reports_from}) {
    row.Day(day);
  }
  const auto text = [&](const std::string& one) { row.Text(one); };
  row.All(past.clauses, [&](const auto& clause) {
    row.Text(clause.first);
    row.Day(clause.second.first);
    row.Day(clause.second.next);
    row.All(clause.second.open, text);
  });
  row.All(past.sums, [&](const auto& sum) {
    row.Text(sum.first.first);
    row.Text(sum.first.second);
    row.All(sum.second, [&](const SettledPast::Paid& paid) {
      row.Number(paid.sequence);
      row.Text(paid.amount.ToString());
    });
  });
  row.All(past.settled_once, [&](const SettledPast::Key& key) {
    row.Text(key.first);
    row.Text(key.second);
  });
  row.All(past.ahead, text);
  row.All(past.settled, [&](const SettledSums& sums) {
    row.Text(sums.clause);
    row.Text(sums.debtor);
    row.Text(sums.creditor);
    row.Text(sums.unit);
    row.Number(sums.count);
  });
  row.All(past.events, [&](std::uint64_t sequence) { row.Number(sequence); });
}

SettledPast::Key ReadKey(SnapshotReader& row) {
  SettledPast::Key key;
  key.first = row.Text();
  key.second = row.Text();
  return key;
}

SettledPast ReadPast(SnapshotReader& row) {
  SettledPast past;
  past.known = row.Number();
  past.through = row.Day();
  past.last_due = row.Day();
  past.terms_from = row.Day();
  past.reports_from = row.Day();
  row.All([&] {
    SettledPast::Periods& periods = past.clauses[row.Text()];
    periods.first = row.Day();
    periods.next = row.Day();
    row.All([&] { periods.open.insert(row.Text()); });
  });
  row.All([&] {
    auto& paid = past.sums[ReadKey(row)];
    row.All([&] {
      const std::uint64_t sequence = row.Number();
      const auto amount = Rational::Parse(row.Text());
      if (!amount.ok()) return row.Fail();
      paid.push_back({sequence, *amount});
    });
  });
  row.All([&] { past.settled_once.insert(ReadKey(row)); });
  row.All([&] { past.ahead.insert(row.Text()); });
  row.All([&] {
    SettledSums sums;
    sums.clause = row.Text();
    sums.debtor = row.Text();
    sums.creditor = row.Text();
    sums.unit = row.Text();
    sums.count = row.Number();
    past.settled.push_back(std::move(sums));
  });
  row.All([&] { past.events.push_back(row.Number()); });
  return past;
}

}  // namespace

std::string SnapshotKey(std::string_view contract) {
  return "snapshot/" + std::string(contract);
}

std::string EncodeSnapshot(const Snapshot& snapshot) {
  SnapshotWriter row;
  row.Number(kSnapshotRules, 4);
  row.Text(kVersion);
  row.Text(snapshot.contract);
  row.Number(snapshot.tried);
  row.Number(snapshot.past ? 1 : 0, 1);
  if (snapshot.past) {
    row.Number(snapshot.at.version);
    row.Number(snapshot.at.sequence);
    row.Bytes(snapshot.at.hash.view());
    Write(*snapshot.past, row);
  }
  return row.Take();
}

std::optional<Snapshot> DecodeSnapshot(std::string_view contract,
                                       std::string_view bytes,
                                       SnapshotFlaw* flaw) {
  SnapshotFlaw none;
  SnapshotFlaw& why = flaw != nullptr ? *flaw : none;
  why = SnapshotFlaw::kDamaged;
  if (bytes.size() < Hash::kSize) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - Hash::kSize);
  if (Sha256(body).view() != bytes.substr(body.size())) return std::nullopt;
  SnapshotReader row(body);
  const bool rules = row.Number(4) == kSnapshotRules;
  if (!rules || row.Text() != kVersion) {
    why = SnapshotFlaw::kOtherEngine;
    return std::nullopt;
  }
  Snapshot snapshot;
  snapshot.contract = row.Text();
  snapshot.tried = row.Number();
  const std::uint64_t found = row.Number(1);
  if (snapshot.contract != contract || found > 1) return std::nullopt;
  if (found == 1) {
    snapshot.at.version = row.Number();
    snapshot.at.sequence = row.Number();
    const auto hash = Hash::FromBytes(row.Bytes(Hash::kSize));
    if (!hash) return std::nullopt;
    snapshot.at.hash = *hash;
    snapshot.past = ReadPast(row);
    if (snapshot.past->known != snapshot.at.sequence) return std::nullopt;
  }
  if (!row.AtEnd()) return std::nullopt;
  why = SnapshotFlaw::kNone;
  return snapshot;
}

}  // namespace covenant::cli
