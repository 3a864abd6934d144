// A ledger whose rows somebody has changed with RocksDB itself, checksums and
// all: `covenant verify` names the event, what it means, and ends with 5.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "ledger/codec/entry_codec.h"
#include "ledger/proof/sha256.h"
#include "ledger/store/keys.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/rows.h"

namespace covenant::tampered_ledger_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Answer {
  std::string text;
  int exit_code = -1;
};

class TamperedLedgerTest : public ::testing::Test {
 protected:
  TamperedLedgerTest() {
    std::string pattern =
        (fs::temp_directory_path() / "covenant-tampered-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::ofstream(folder_ / "A1.yaml")
        << "contract: acme-nova\nevent: agreement\nid: A1\n"
           "executed: 2024-01-01\nparties: [{ id: acme }, { id: nova }]\n"
           "clauses:\n  - { id: fee, kind: payment, debtor: acme, creditor: "
           "nova, amount: 5.00 EUR, due: 2024-02-01 }\n";
    std::ofstream(folder_ / "P1.yaml")
        << "contract: acme-nova\nevent: payment\nid: P1\npayer: acme\n"
           "payee: nova\namount: 5.00 EUR\ndate: 2024-02-01\n";
    std::ofstream(folder_ / "P2.yaml")
        << "contract: acme-nova\nevent: payment\nid: P2\npayer: acme\n"
           "payee: nova\namount: 1.00 EUR\ndate: 2024-02-02\n";
    for (const char* command :
         {"init -q", "append -q A1.yaml P1.yaml", "keygen -q ledger.key",
          "checkpoint -q --key ledger.key -o first", "append -q P2.yaml"}) {
      const Answer answer = Run(command);
      EXPECT_EQ(answer.exit_code, 0) << command << "\n" << answer.text;
    }
    fs::copy(folder_ / "ledger.db", folder_ / "kept",
             fs::copy_options::recursive);
  }
  ~TamperedLedgerTest() override { fs::remove_all(folder_); }

  Answer Run(const std::string& arguments) {
    const std::string command =
        "cd '" + folder_.string() +
        "' && env -i ${TSAN_OPTIONS:+TSAN_OPTIONS=\"$TSAN_OPTIONS\"} "
        "COVENANT_STORE=ledger.db "
        "COVENANT_NOW=2026-09-15T08:00:00Z '" COVENANT_BINARY "' " +
        arguments + " 2>&1";
    Answer answer;
    std::FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer;
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr)
      answer.text += buffer.data();
    const int status = pclose(pipe);
    answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
  }

  using Handles = std::vector<rocksdb::ColumnFamilyHandle*>;
  void WithRows(
      const std::function<void(rocksdb::DB&, const Handles&)>& change) {
    fs::remove_all(folder_ / "ledger.db");
    fs::copy(folder_ / "kept", folder_ / "ledger.db",
             fs::copy_options::recursive);
    rocksdb::DB* db = nullptr;
    Handles handles;
    ASSERT_TRUE(rocksdb::DB::Open(MakeDbOptions(rocksdb::Env::Default()),
                                  (folder_ / "ledger.db/rows").string(),
                                  MakeTableOptions(RocksHooks()), &handles, &db)
                    .ok());
    change(*db, handles);
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  }

  // The payload of acme-nova@2 written anew, and its order row with it.
  static void Rewrite(rocksdb::DB& db, const Handles& handles) {
    auto* entries = handles[static_cast<size_t>(Table::kEntry)];
    auto* index = handles[static_cast<size_t>(Table::kIndex)];
    std::string bytes;
    ASSERT_TRUE(db.Get(rocksdb::ReadOptions(), entries,
                       EntryKey("acme-nova", 2), &bytes)
                    .ok());
    const ProtoEntryFormat format;
    auto entry = format.Decode(bytes);
    ASSERT_TRUE(entry.ok());
    const size_t at = entry->payload.find("2024");
    ASSERT_EQ(at, std::string::npos);  // dates are numbers
    const size_t name = entry->payload.find("acme");
    ASSERT_NE(name, std::string::npos);
    std::string other = entry->payload;
    other.replace(name, 4, "nova");
    bytes = format.Encode(entry->header, other);
    std::string order;
    ASSERT_TRUE(
        db.Get(rocksdb::ReadOptions(), index, OrderKey(2), &order).ok());
    auto row = DecodeOrderRow(order);
    ASSERT_TRUE(row.has_value());
    row->hash = LeafHash(bytes);
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), entries,
                       EntryKey("acme-nova", 2), bytes)
                    .ok());
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), index, OrderKey(2),
                       EncodeOrderRow(*row))
                    .ok());
  }

  fs::path folder_;
};

TEST_F(TamperedLedgerTest, TheEventIsNamedWithItsMeaning) {
  Answer answer = Run("verify --since first");
  EXPECT_EQ(answer.exit_code, 0) << answer.text;
  WithRows(Rewrite);
  answer = Run("verify");
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_EQ(answer.text.substr(0, answer.text.find('\n')),
            "covenant: error[damaged]: acme-nova@2 P1 (sequence 2), payment: "
            "nova pays nova 5.00 EUR: the tree's tile/0/000.p/4 has another "
            "hash for it");
  EXPECT_THAT(answer.text, HasSubstr("acme-nova@3 P2 (sequence 4)"));
  EXPECT_THAT(answer.text, HasSubstr("restore a backup"));
  // As JSON, with the same code.
  answer = Run("verify --json");
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.text, HasSubstr("covenant.error.v1"));
}

TEST_F(TamperedLedgerTest, AForgedCheckpointIsFound) {
  const auto put = [&](const std::string& note) {
    WithRows([&](rocksdb::DB& db, const Handles& handles) {
      auto* index = handles[static_cast<size_t>(Table::kIndex)];
      const std::unique_ptr<rocksdb::Iterator> it(
          db.NewIterator(rocksdb::ReadOptions(), index));
      it->Seek("C");
      ASSERT_TRUE(it->Valid());
      const std::string key = it->key().ToString();
      ASSERT_EQ(key.substr(0, 1), "C");
      ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), index, key, note).ok());
    });
  };
  std::string note;
  std::getline(std::ifstream(folder_ / "first"), note, '\0');
  const size_t root = note.find("\n3\n") + 3;
  ASSERT_EQ(note.substr(root - 3, 3), "\n3\n");
  std::string forged = note;
  forged[root] = forged[root] == 'A' ? 'B' : 'A';
  put(forged);
  Answer answer = Run("verify");
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.text, HasSubstr("error[contradicts]: the ledger "
                                     "contradicts the checkpoint of 3 entries "
                                     "that was signed of it"));
  // Nothing more is signed then.
  answer = Run("checkpoint --key ledger.key");
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.text, HasSubstr("error[contradicts]"));
  // The signature alone: only the key tells.
  forged = note;
  const size_t signature = forged.size() - 8;
  forged[signature] = forged[signature] == 'A' ? 'B' : 'A';
  put(forged);
  EXPECT_EQ(Run("verify").exit_code, 0);
  std::string key = Run("keygen -q --cosigner x.example x.key").text;
  key.pop_back();
  answer = Run("verify --key " + key);
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.text, HasSubstr("none of the given keys signed it"));
  put("no note");
  answer = Run("verify");
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.text, HasSubstr("is none of it"));
}

}  // namespace
}  // namespace covenant::tampered_ledger_test
