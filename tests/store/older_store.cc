#include "tests/store/older_store.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "ledger/store/keys.h"
#include "ledger/store/rocks_options.h"
#include "ledger/store/tree_rows.h"

namespace covenant {

void DropTree(const std::string& ledger) {
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto opened = rocksdb::DB::Open(
      MakeDbOptions(rocksdb::Env::Default()), ledger + "/rows",
      MakeTableOptions(RocksHooks()), &handles, &db);
  ASSERT_TRUE(opened.ok()) << opened.ToString();
  ASSERT_TRUE(db->DropColumnFamily(handles[static_cast<size_t>(Table::kTree)])
                  .ok());
  ASSERT_TRUE(db->Delete(rocksdb::WriteOptions(),
                         handles[static_cast<size_t>(Table::kIndex)],
                         TreeMark().key)
                  .ok());
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  ASSERT_TRUE(db->Close().ok());
  delete db;
}

bool HasTree(const std::string& ledger) {
  rocksdb::DB* db = nullptr;
  const rocksdb::Options options(MakeDbOptions(rocksdb::Env::Default()),
                                 rocksdb::ColumnFamilyOptions());
  const auto opened =
      rocksdb::DB::OpenForReadOnly(options, ledger + "/rows", &db);
  EXPECT_TRUE(opened.ok()) << opened.ToString();
  if (!opened.ok()) return false;
  std::string value;
  const bool has =
      db->Get(rocksdb::ReadOptions(), TreeMark().key, &value).ok();
  delete db;
  return has;
}

}  // namespace covenant
