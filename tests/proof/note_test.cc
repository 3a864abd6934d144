// Signed notes and checkpoints against the vectors of golang.org/x/mod and of
// the C2SP specifications.
#include "ledger/proof/note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/proof/base64.h"
#include "ledger/proof/checkpoint.h"
#include "ledger/proof/merkle.h"
#include "ledger/proof/sha256.h"
#include "tests/proof/json_vectors.h"

namespace covenant::note_test {
namespace {

Json GoNotes() {
  return ReadVectors(VectorPath("golang-mod-sumdb/note_vectors.json"));
}
Json Examples() {
  return ReadVectors(VectorPath("c2sp-spec-examples/examples.json"));
}

TEST(NoteVectorsTest, Opened) {
  int accepted = 0;
  int rejected = 0;
  const Json vectors = GoNotes();
  for (const Json& one : vectors["open"].items) {
    SCOPED_TRACE(one["name"].text);
    std::vector<VerifierKey> keys;
    if (one.Has("vkeys")) {
      for (const Json& key : one["vkeys"].items) {
        keys.push_back(*VerifierKey::Parse(key.text));
      }
    }
    // One of them is not UTF-8 and therefore written in base 64.
    const auto note =
        ParseNote(one.Has("note") ? one["note"].text
                                  : *FromBase64(one["note_base64"].text));
    std::vector<std::string> names;
    bool ok = note.ok();
    if (ok) {
      const auto verified = VerifyNote(*note, keys);
      ok = verified.ok();
      if (ok) {
        for (const VerifiedSignature& signature : *verified) {
          names.push_back(signature.key.Label());
        }
      }
    }
    EXPECT_EQ(ok, one["ok"].True());
    if (ok) {
      EXPECT_EQ(note->text, one["text"].text);
      std::vector<std::string> wanted;
      for (const Json& name : one["verified"].items) {
        wanted.push_back(name.text);
      }
      EXPECT_EQ(names, wanted);
    }
    ++(ok ? accepted : rejected);
  }
  EXPECT_EQ(accepted, 4);
  EXPECT_EQ(rejected, 12);
}

TEST(NoteVectorsTest, VerifierKeys) {
  const Json vectors = GoNotes();
  for (const Json& one : vectors["verifier_keys"].items) {
    const auto key = VerifierKey::Parse(one["vkey"].text);
    EXPECT_EQ(key.ok(), one["ok"].True()) << one["vkey"].text;
    if (key.ok()) {
      EXPECT_EQ(key->ToString(), one["vkey"].text);
    }
  }
}

TEST(NoteVectorsTest, VerifierKeyRules) {
  const std::string base = GoNotes()["verifier_key_rules"]["base"].text;
  int substrings = 0;
  for (size_t begin = 0; begin < base.size(); ++begin) {
    for (size_t size = 1; begin + size <= base.size(); ++size) {
      if (size == base.size()) continue;
      EXPECT_FALSE(VerifierKey::Parse(base.substr(begin, size)).ok());
      ++substrings;
    }
  }
  EXPECT_EQ(substrings, 2210);
  int increments = 0;
  for (size_t i = 0; i < base.size(); ++i) {
    std::string other = base;
    ++other[i];
    EXPECT_FALSE(VerifierKey::Parse(other).ok()) << other;
    ++increments;
  }
  EXPECT_EQ(increments, 66);
}

TEST(NoteVectorsTest, ExampleOfTheSpecification) {
  const Json one = Examples()["signed_note_valid"];
  const auto note = ParseNote(one["note"].text);
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->text, one["text"].text);
  EXPECT_TRUE(VerifyNote(*note, {*VerifierKey::Parse(one["vkey"].text)}).ok());
}

TEST(CheckpointVectorsTest, GoChecksumDatabase) {
  const Json one = Examples()["real_go_sumdb_checkpoint"];
  const auto checkpoint = ParseCheckpoint(one["note"].text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->head.origin, "go.sum database tree");
  EXPECT_EQ(checkpoint->head.size, 20852163u);
  const VerifierKey key = *VerifierKey::Parse(one["vkey"].text);
  EXPECT_EQ(key.Label(), "sum.golang.org+033de0ae");
  EXPECT_TRUE(VerifyNote(checkpoint->note, {key}).ok());
  std::string changed = one["note"].text;
  ++changed[changed.find("20852163")];
  EXPECT_FALSE(VerifyNote(ParseCheckpoint(changed)->note, {key}).ok());
}

TEST(CheckpointVectorsTest, ParsedExamples) {
  const Json plain = Examples()["checkpoint"];
  const auto checkpoint = ParseCheckpoint(plain["note"].text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->head.origin, plain["origin"].text);
  EXPECT_EQ(checkpoint->head.size, plain["size"].Number());
  EXPECT_EQ(Base64(checkpoint->head.root.view()), plain["root_base64"].text);
  EXPECT_EQ(checkpoint->note.text, TreeHeadText(checkpoint->head));
  EXPECT_EQ(checkpoint->note.signatures.at(0).id, 0x033de0aeu);

  const Json cosigned = Examples()["cosigned_checkpoint"];
  const auto both = ParseCheckpoint(cosigned["note"].text);
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both->note.signatures.size(), 2u);
  EXPECT_EQ(both->note.signatures[1].id, 0x8d66cf3fu);
  EXPECT_EQ(both->note.signatures[1].bytes.size(), 72u);
  // The first eight bytes of a cosignature are its time, big-endian.
  uint64_t seconds = 0;
  for (int i = 0; i < 8; ++i) {
    seconds = (seconds << 8) |
              static_cast<uint8_t>(
                  both->note.signatures[1].bytes[static_cast<size_t>(i)]);
  }
  EXPECT_EQ(seconds, cosigned["cosignature_timestamp"].Number());
  EXPECT_EQ("cosignature/v1\ntime " + std::to_string(seconds) + "\n" +
                both->note.text,
            cosigned["signed_message"].text);

  const auto request =
      ParseConsistencyProof(Examples()["add_checkpoint_request"].text);
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->old_size, 20852014u);
  EXPECT_EQ(ConsistencyProofBytes(*request),
            Examples()["add_checkpoint_request"].text);
}

TEST(CheckpointVectorsTest, GoTreeTexts) {
  const Json tree = ReadVectors(
      VectorPath("golang-mod-sumdb/tlog_vectors.json"))["tree_text"];
  const auto head = ParseTreeHead(tree["valid"]["text"].text);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->size, tree["valid"]["size"].Number());
  EXPECT_EQ(head->root, LeafHash(tree["valid"]["root_is_leaf_hash_of"].text));
  // Go's parser knows one origin alone; ours takes any, so the first of the
  // texts that it refuses is a good one here.
  const std::vector<Json>& invalid = tree["invalid"].items;
  ASSERT_EQ(invalid.size(), 3u);
  EXPECT_TRUE(ParseTreeHead(invalid[0].text).ok());
  EXPECT_EQ(ParseTreeHead(invalid[0].text)->origin, "not-go.sum database tree");
  EXPECT_FALSE(ParseTreeHead(invalid[1].text).ok());
  EXPECT_FALSE(ParseTreeHead(invalid[2].text).ok());
}

class SigningTest : public ::testing::Test {
 protected:
  const SignerKey log_{"example.com/log", KeyType::kEd25519,
                       Sha256("a seed for tests")};
  const SignerKey witness_{"witness.example/w", KeyType::kCosignature,
                           Sha256("another seed for tests")};

  Checkpoint Sign(const TreeHead& head) const {
    const std::string text = TreeHeadText(head);
    return *ParseCheckpoint(
        NoteBytes(text, {log_.SignatureLine(text, 0),
                         witness_.SignatureLine(text, 1'700'000'000)}));
  }
};

TEST_F(SigningTest, KeysReadBack) {
  for (const SignerKey* key : {&log_, &witness_}) {
    const auto again = SignerKey::Parse(key->ToString());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->verifier(), key->verifier());
    EXPECT_EQ(*VerifierKey::Parse(key->verifier().ToString()), key->verifier());
  }
  EXPECT_FALSE(SignerKey::Parse(log_.verifier().ToString()).ok());
  for (const char* const name :
       {"", "a b", "a+b", "a\u00a0b", "a\u3000", "\xff", "a\nb", "a\u2028b"}) {
    EXPECT_FALSE(IsKeyName(name)) << name;
  }
  EXPECT_TRUE(IsKeyName("\u00fcber.example/log"));
}

TEST_F(SigningTest, CosignaturesCarryTheirTime) {
  const Checkpoint checkpoint =
      Sign({"example.com/log", 1, LeafHash("one entry")});
  const auto verified =
      VerifyNote(checkpoint.note, {log_.verifier(), witness_.verifier()});
  ASSERT_TRUE(verified.ok());
  ASSERT_EQ(verified->size(), 2u);
  EXPECT_EQ((*verified)[1].seconds, 1'700'000'000u);
  // A key signs in one way: its public key under the other type is another key.
  const VerifierKey other(log_.verifier().name(), KeyType::kCosignature,
                          log_.verifier().public_key());
  EXPECT_NE(other.id(), log_.verifier().id());
  EXPECT_FALSE(VerifyNote(checkpoint.note, {other}).ok());
}

TEST_F(SigningTest, EveryChangedByteOfAProofIsRefused) {
  std::vector<Hash> leaves;
  for (int i = 0; i < 7; ++i) {
    leaves.push_back(LeafHash("entry " + std::to_string(i)));
  }
  InclusionProof proof;
  proof.index = 5;
  proof.path = *ProveInclusion(NodesOf(leaves), 5, 7);
  proof.checkpoint = Sign({"example.com/log", 7, MerkleRoot(leaves)});
  const std::string bytes = InclusionProofBytes(proof);
  EXPECT_EQ(InclusionProofBytes(*ParseInclusionProof(bytes)), bytes);
  const std::vector<VerifierKey> keys = {log_.verifier(), witness_.verifier()};
  const auto accepts = [&](const std::string& text) {
    const auto parsed = ParseInclusionProof(text);
    if (!parsed.ok()) return false;
    const auto verified = VerifyEntry(*parsed, "entry 5", keys);
    return verified.ok() && verified->size() == 2;
  };
  EXPECT_TRUE(accepts(bytes));
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int bit : {0, 1, 2, 3, 4, 5, 6, 7}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_FALSE(accepts(changed)) << i << " " << bit;
    }
    EXPECT_FALSE(accepts(bytes.substr(0, i)));
  }
  proof.extra = "anything";
  EXPECT_TRUE(accepts(InclusionProofBytes(proof)));
  EXPECT_FALSE(VerifyEntry(proof, "entry 4", keys).ok());
}

TEST(Base64Test, OneTextForEachBytes) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(*FromBase64("Zm9vYg=="), "foob");
  for (const char* const text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n",
                                 "Z===", "=m9v", "Zm=v", "Zm9_"}) {
    EXPECT_FALSE(FromBase64(text)) << text;
  }
}

}  // namespace
}  // namespace covenant::note_test
