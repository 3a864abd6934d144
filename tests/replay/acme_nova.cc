#include "tests/replay/acme_nova.h"

#include "gtest/gtest.h"
#include "replay/contract.h"

namespace covenant {

std::string Agreement(const std::string& clauses, const std::string& day) {
  return "contract: acme-nova\nevent: agreement\nid: A1\nknown: " + day +
         "\nexecuted: " + day +
         "\nparties: [{ id: acme }, { id: nova }]\nclauses:\n" + clauses;
}

std::string Reported(const std::string& id, const std::string& known,
                     const std::string& period, const std::string& metrics) {
  return "---\ncontract: acme-nova\nevent: report\nid: " + id + "\nknown: " +
         known + "\nperiod: " + period + "\nmetrics: { " + metrics + " }\n";
}

std::string Amended(const std::string& id, const std::string& executed,
                    const std::string& effective, const std::string& changes) {
  return "---\ncontract: acme-nova\nevent: amendment\nid: " + id +
         "\nknown: " + executed + "\nexecuted: " + executed +
         "\neffective: " + effective + "\nchanges:\n" + changes;
}

std::string Doc(const std::string& event, const std::string& id,
                const std::string& known, const std::string& more) {
  return "---\ncontract: acme-nova\nevent: " + event + "\nid: " + id +
         "\nknown: " + known + "\n" + more;
}

std::string Exercised(const std::string& id, const std::string& power,
                      const std::string& given, const std::string& more) {
  return Doc("exercise", id, given,
             "power: " + power + "\nby: nova\ngiven: " + given + "\n" + more);
}

Norm NormAt(const Ledger& ledger, const std::string& id,
            const std::string& as_of, const std::string& through) {
  const Contract contract = ledger.At(kAcmeNova, "now");
  for (const Norm& norm : contract.NormsAt(D(as_of), D(through)).norms) {
    if (norm.id == id) return norm;
  }
  ADD_FAILURE() << "no norm " << id;
  return {};
}

std::string StateAt(const Ledger& ledger, const std::string& id,
                    const std::string& as_of) {
  return std::string(NormStateName(NormAt(ledger, id, as_of).state));
}

Obligations OwedOn(const std::string& yaml, const std::string& as_of,
                   const std::string& known) {
  const Ledger ledger = Ledger::Of(yaml);
  Obligations owed = ledger.OwedAt(kAcmeNova, as_of, known);
  CheckBalances(owed);
  for (const Obligation& o : owed.obligations) {
    CheckTrace(o.trace);
    CheckTrace(o.accrued_trace);
  }
  return owed;
}

std::string OwedOf(const std::string& yaml, const std::string& obligation,
                   const std::string& as_of) {
  return Find(OwedOn(yaml, as_of), obligation).owed.ToString();
}

}  // namespace covenant
