#include "cli/export/icalendar.h"

#include <algorithm>
#include <map>

#include "cli/render/figures.h"

namespace covenant::cli {
namespace {

constexpr std::size_t kLineOctets = 75;

// Text values: backslashes, semicolons, commas and line ends are escaped.
std::string Escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      result += c;
    }
  }
  return result;
}

// One content line, folded before it is longer than 75 octets, never inside a
// character.
std::string Line(const std::string& text) {
  std::string result;
  std::size_t at = 0;
  std::size_t room = kLineOctets;
  while (text.size() - at > room) {
    std::size_t end = at + room;
    while (end > at && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
      --end;
    }
    result += text.substr(at, end - at) + "\r\n ";
    at = end;
    room = kLineOctets - 1;  // the space counts
  }
  return result + text.substr(at) + "\r\n";
}

std::string Basic(Date day) {
  std::string text = day.ToString();
  std::erase(text, '-');
  return text;
}

// 20260915T080000Z
std::string Stamp(const KnownPoint& known) {
  std::string text = known.recorded_at.ToString().substr(0, 19);
  std::erase(text, '-');
  std::erase(text, ':');
  return text + "Z";
}

// What a step is, without the days in it: they may move.
std::string Slug(const std::string& what) {
  std::string slug;
  for (const char c : what) {
    const bool letter = c >= 'a' && c <= 'z';
    if (letter) {
      slug += c;
    } else if (c >= '0' && c <= '9') {
      break;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  while (slug.ends_with("-")) slug.pop_back();
  return slug;
}

struct Item {
  std::string uid;
  Date day;
  std::string summary;
  std::string description;
  std::string category;
};

std::string EventText(const Item& item, const View& view) {
  const auto next = item.day.AddDays(1);
  std::string text = Line("BEGIN:VEVENT");
  text += Line("UID:" + Escaped(item.uid));
  text += Line("DTSTAMP:" + Stamp(view.known));
  text += Line("SEQUENCE:" + std::to_string(view.known.sequence));
  text += Line("DTSTART;VALUE=DATE:" + Basic(item.day));
  if (next.ok()) text += Line("DTEND;VALUE=DATE:" + Basic(*next));
  text += Line("SUMMARY:" + Escaped(item.summary));
  text += Line("DESCRIPTION:" + Escaped(item.description));
  text += Line("CATEGORIES:" + Escaped(item.category));
  text += Line("TRANSP:TRANSPARENT");
  return text + Line("END:VEVENT");
}

Item ItemOf(const Obligation& one) {
  Item item;
  item.uid = one.id + "/due@covenant";
  item.day = *one.due;
  item.summary = one.debtor + " owes " + one.creditor + " " +
                 AmountText(one.owed) + ": " + one.id;
  item.description = RefsText(one.because);
  item.category = "payment";
  return item;
}

Item ItemOf(const Norm& norm, const NormStep& step, const std::string& key) {
  Item item;
  item.uid = norm.id + "/" + key + "@covenant";
  item.day = step.day;
  item.summary = norm.id + ": " + step.what;
  item.description = norm.bearer;
  if (!norm.says.empty()) {
    item.description += (norm.bearer.empty() ? "" : ": ") + norm.says;
  }
  for (const std::string& more : {RefsText(step.because), step.place}) {
    if (more.empty()) continue;
    item.description += (item.description.empty() ? "" : "\n") + more;
  }
  item.category = norm.kind;
  return item;
}

}  // namespace

std::string ICalendar(const std::string& name, const View& view,
                      const std::vector<Obligation>& due,
                      const std::vector<Norm>& norms, Date from, Date until) {
  std::vector<Item> items;
  for (const Obligation& one : due) {
    if (one.due && *one.due >= from && *one.due < until) {
      items.push_back(ItemOf(one));
    }
  }
  for (const Norm& norm : norms) {
    std::map<std::string, int> seen;
    for (const NormStep& step : norm.steps) {
      if (!step.listed) continue;
      // Counted over all steps of the norm, so that the window does not matter.
      const std::string slug = Slug(step.what);
      const int count = ++seen[slug];
      if (step.day < from || step.day >= until) continue;
      items.push_back(ItemOf(
          norm, step,
          count == 1 ? slug : slug + "-" + std::to_string(count)));
    }
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.day != b.day ? a.day < b.day : a.uid < b.uid;
  });
  std::string text = Line("BEGIN:VCALENDAR") + Line("VERSION:2.0") +
                     Line("PRODID:-//Covenant//Covenant//EN") +
                     Line("CALSCALE:GREGORIAN") + Line("METHOD:PUBLISH") +
                     Line("X-WR-CALNAME:" + Escaped(name));
  for (const Item& item : items) text += EventText(item, view);
  return text + Line("END:VCALENDAR");
}

}  // namespace covenant::cli
