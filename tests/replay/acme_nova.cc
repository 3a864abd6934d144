#include "tests/replay/acme_nova.h"

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
