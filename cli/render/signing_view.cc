#include "cli/render/signing_view.h"

#include "cli/render/fields.h"
#include "cli/render/figures.h"

namespace covenant::cli {
namespace {

std::string SignatureText(const SignatureState& one) {
  std::string text = one.party + " on " + one.date.ToString();
  if (!one.key.empty()) text += " with " + one.key;
  text += " (" + RefsText(one.because) + ")";
  return one.counts() ? text : text + ": " + one.why + ", " + one.says;
}

void Visit(const SignatureState& one, FieldSink& sink) {
  sink.Text("party", one.party);
  sink.Day("date", one.date);
  sink.Text("key", one.key);
  sink.Flag("counts", one.counts());
  sink.Text("why", one.why);
  sink.Text("says", one.says);
  sink.Day("withdrawn", one.withdrawn);
  sink.Refs("because", one.because);
}

}  // namespace

void AddSigning(const Signing& signing, Table& table) {
  table.Add({{"must sign"}, {signing.rule.ToString()}});
  for (const SignatureState& one : signing.signatures) {
    table.Add({{one.counts() ? "signed" : "does not count"},
               {SignatureText(one), one.counts() ? Style::kPlain
                                                 : Style::kUnknown}});
  }
  if (signing.met) {
    table.Add({{"binds"}, {"since " + signing.met->ToString()}});
  } else {
    table.Add({{"proposed"}, {"waits for " + Joined(signing.missing)}});
  }
}

void WriteSigningFields(JsonWriter& json, const Signing& signing) {
  json.Key("state").String(signing.met ? "binding" : "proposed");
  if (signing.met) json.Key("binds").String(signing.met->ToString());
  json.Key("rule").String(signing.rule.ToString());
  json.Key("signatures").BeginArray();
  JsonSink sink(json);
  for (const SignatureState& one : signing.signatures) {
    json.BeginObject();
    Visit(one, sink);
    json.EndObject();
  }
  json.EndArray();
  json.Key("missing").Strings(signing.missing);
}

void WriteSigning(JsonWriter& json, const Signing& signing) {
  json.Key("signing").BeginObject();
  WriteSigningFields(json, signing);
  json.EndObject();
}

}  // namespace covenant::cli
