// Agenda: what comes on which day besides sums that fall due: deadlines, windows
// that open and close, renewals and ends, from the norms of contracts. Pure.
#ifndef CLI_AGENDA_H_
#define CLI_AGENDA_H_

#include <string>
#include <vector>

#include "cli/query.h"
#include "cli/render/fields.h"
#include "cli/render/terminal.h"
#include "ledger/value/date.h"
#include "replay/norms.h"

namespace covenant::cli {

// One step of a norm, as a calendar shows it.
struct AgendaEntry {
  Date day;
  std::string what;
  std::string subject;  // the norm's id
  std::string kind;
  std::string state;    // of the norm as of the asker's day
  std::string party;    // who must act or may; empty: each party
  std::string towards;
  std::string says;
  std::vector<EventRef> because;
  std::string place;
};
void Visit(const AgendaEntry& entry, FieldSink& sink);
void Visit(const Norm& norm, FieldSink& sink);

// The norms of the contracts that the query holds that lie under its path and
// concern the party (empty: anybody), as of its day.
std::vector<Norm> NormsOf(const Query& query, const std::string& party,
                          Date through);
// Of one contract of the query.
std::vector<Norm> NormsOf(const Contract& contract, const Query& query,
                          const std::string& party, Date through);

// Those of their steps that lie in [from, until), by day, then subject.
std::vector<AgendaEntry> AgendaOf(const std::vector<Norm>& norms, Date from,
                                  Date until);

// Those of several contracts, in the same order.
std::vector<AgendaEntry> Ordered(
    std::vector<std::vector<AgendaEntry>> of_contracts);

// A table of them.
std::string AgendaText(const Terminal& terminal,
                       const std::vector<AgendaEntry>& entries);

// Norms that somebody should look at: broken duties, and what must be done or
// can still be exercised within the days to come.
std::vector<AgendaEntry> AttentionOf(const std::vector<Norm>& norms, Date as_of);

// The states of norms and what comes next of each, for `terms`; nothing of none.
std::string StatesText(const Terminal& terminal, const std::vector<Norm>& norms,
                       Date as_of);

// A norm with its steps, for `explain`.
std::string NormText(const Terminal& terminal, const Norm& norm, Date as_of);
void WriteNorm(JsonWriter& json, const Norm& norm);

}  // namespace covenant::cli

#endif  // CLI_AGENDA_H_
