// What falls due and what comes as an iCalendar file (RFC 5545): one all-day event
// for each, under a UID that stays when the day moves, so that a calendar updates
// it in place. SEQUENCE and DTSTAMP are those of the known point: the same ledger
// gives the same bytes. Pure.
#ifndef CLI_EXPORT_ICALENDAR_H_
#define CLI_EXPORT_ICALENDAR_H_

#include <string>
#include <vector>

#include "cli/agenda.h"
#include "cli/session.h"
#include "replay/obligations.h"

namespace covenant::cli {

std::string ICalendar(const std::string& name, const View& view,
                      const std::vector<Obligation>& due,
                      const std::vector<Norm>& norms, Date from, Date until);

}  // namespace covenant::cli

#endif  // CLI_EXPORT_ICALENDAR_H_
