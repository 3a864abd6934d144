// Makes a ledger into what a program without tree rows would have left.
#ifndef TESTS_STORE_OLDER_STORE_H_
#define TESTS_STORE_OLDER_STORE_H_

#include <string>

namespace covenant {

// Takes the tree, its table and its mark out of a closed ledger.
void DropTree(const std::string& ledger);

// Whether a closed ledger has its tree.
bool HasTree(const std::string& ledger);

}  // namespace covenant

#endif  // TESTS_STORE_OLDER_STORE_H_
