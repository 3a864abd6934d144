#include "ledger/codec/norm_proto.h"

#include <string>
#include <utility>
#include <vector>

#include "ledger/codec/event_words.h"
#include "ledger/value/status_text.h"

namespace covenant {
namespace {

using google::protobuf::RepeatedPtrField;

// In the order of the schema's numbers, from 1.
constexpr std::string_view kDimensions[] = {"activity",  "product", "channel",
                                            "territory", "field",
                                            "counterparty"};

std::string DimensionName(v1::ScopeDimension from) {
  return from >= 1 && from <= 6 ? std::string(kDimensions[from - 1]) : "";
}

v1::ScopeDimension DimensionOf(const std::string& name) {
  for (int i = 0; i < 6; ++i) {
    if (name == kDimensions[i]) return static_cast<v1::ScopeDimension>(i + 1);
  }
  return v1::SCOPE_DIMENSION_UNSPECIFIED;
}

}  // namespace

Instrument ReleaseFromProto(const v1::Release& from, Decoder& decoder,
                            const PathPart& at) {
  Instrument result;
  result.kind = InstrumentKind::kRelease;
  Change change;
  change.op = Change::Op::kRelease;
  change.target = from.clause();
  change.scope = decoder.GetScope(from.scope(), PathPart{&at, "scope"});
  if (from.has_act()) change.act = decoder.Get(from.act(), PathPart{&at, "act"});
  change.deal = from.deal();
  change.deal_event = from.deal_event();
  result.changes.push_back(std::move(change));
  return result;
}

Reading ReadingFromProto(const v1::Reading& from, std::vector<Change> reads,
                         Decoder& decoder, const PathPart& at) {
  Reading result;
  result.reads = std::move(reads);
  result.clause = from.clause();
  result.name = from.reading();
  result.asserted_by = Strings(from.asserted_by());
  result.says = decoder.Get(from.says(), PathPart{&at, "says"});
  result.date = decoder.Get(from.date(), PathPart{&at, "date"});
  result.covers = decoder.GetScope(from.covers(), PathPart{&at, "covers"});
  result.leaves_out =
      decoder.GetScope(from.leaves_out(), PathPart{&at, "leaves_out"});
  result.standing = StandingOf(from.standing());
  if (from.has_since()) {
    result.since = decoder.Get(from.since(), PathPart{&at, "since"});
  }
  return result;
}

DisputeResolution ResolutionFromProto(const v1::DisputeResolution& from,
                                      Decoder& decoder, const PathPart& at) {
  DisputeResolution result;
  result.dispute = from.dispute();
  result.date = decoder.Get(from.date(), PathPart{&at, "date"});
  if (from.has_outcome()) {
    result.outcome = decoder.Get(from.outcome(), PathPart{&at, "outcome"});
  }
  result.sum = SumOf(from.sum());
  result.reading = from.reading();
  if (from.has_since()) {
    result.since = decoder.Get(from.since(), PathPart{&at, "since"});
  }
  return result;
}

Deal DealFromProto(const v1::Deal& from, Decoder& decoder,
                   const PathPart& at) {
  Deal result;
  result.actor = from.party();
  result.counterparty = from.counterparty();
  if (from.has_act()) result.act = decoder.Get(from.act(), PathPart{&at, "act"});
  result.scope = decoder.GetScope(from.scope(), PathPart{&at, "scope"});
  result.date = decoder.Get(from.date(), PathPart{&at, "date"});
  if (from.has_ends()) {
    result.ends = decoder.Get(from.ends(), PathPart{&at, "ends"});
  }
  result.ongoing = from.ongoing();
  result.under = from.under();
  result.upon = from.upon();
  if (from.has_amount()) {
    result.amount = decoder.Get(from.amount(), PathPart{&at, "amount"});
  }
  return result;
}

ScopeTree ScopeTreeFromProto(const v1::ScopeTree& from, Decoder& decoder,
                             const PathPart& at) {
  ScopeTree result;
  result.name = from.tree();
  result.dimension = DimensionName(from.dimension());
  if (result.dimension.empty()) {
    decoder.Fail(PathPart{&at, "dimension"}, "is not a dimension of scopes");
  }
  if (from.has_since()) {
    result.since = decoder.Get(from.since(), PathPart{&at, "since"});
  }
  const auto check = [&](const std::string& path, const PathPart& place) {
    const std::string problem = PathProblem(path);
    if (!problem.empty()) decoder.Fail(place, problem);
  };
  for (int i = 0; i < from.nodes_size(); ++i) {
    const v1::ScopeNode& node = from.nodes(i);
    const PathPart place{&at, "nodes", i};
    result.nodes.push_back({node.path(), node.title(), Strings(node.aliases()),
                            Strings(node.members())});
    check(node.path(), place);
    for (const std::string& path : node.aliases()) check(path, place);
    for (const std::string& path : node.members()) check(path, place);
  }
  result.removes = Strings(from.removes());
  for (const std::string& path : result.removes) {
    check(path, PathPart{&at, "removes"});
  }
  result.source = from.source();
  return result;
}

void DealToProto(const Deal& from, Encoder& encoder, v1::Deal* to) {
  to->set_party(from.actor);
  to->set_counterparty(from.counterparty);
  if (!from.act.empty() || from.act.sealed) encoder.Put(from.act, to->mutable_act());
  if (!from.scope.empty()) encoder.PutScope(from.scope, to->mutable_scope());
  encoder.Put(from.date, to->mutable_date());
  if (from.ends) encoder.Put(*from.ends, to->mutable_ends());
  to->set_ongoing(from.ongoing);
  to->set_under(from.under);
  to->set_upon(from.upon);
  if (from.amount) encoder.Put(*from.amount, to->mutable_amount());
}

void ScopeTreeToProto(const ScopeTree& from, Encoder& encoder,
                      v1::ScopeTree* to) {
  to->set_tree(from.name);
  to->set_dimension(DimensionOf(from.dimension));
  if (to->dimension() == v1::SCOPE_DIMENSION_UNSPECIFIED) {
    encoder.Fail(Concat({"unknown dimension ", Quoted(from.dimension)}));
  }
  if (from.since) encoder.Put(*from.since, to->mutable_since());
  for (const ScopeNode& node : from.nodes) {
    v1::ScopeNode* put = to->add_nodes();
    put->set_path(node.path);
    put->set_title(node.title);
    PutStrings(node.aliases, put->mutable_aliases());
    PutStrings(node.members, put->mutable_members());
  }
  PutStrings(from.removes, to->mutable_removes());
  to->set_source(from.source);
}

}  // namespace covenant
