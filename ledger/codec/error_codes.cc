#include "ledger/codec/error_codes.h"

namespace covenant {
namespace {

// The file and its YAML.
constexpr ErrorCode kFileCodes[] = {
    {"E0101", "the file is too large",
     "A file of authoring text may have at most 16 MiB. Divide it: several "
     "files "
     "given to one command are still one atomic batch."},
    {"E0102", "the file is not UTF-8",
     "Authoring text is UTF-8. The file was probably saved in an older "
     "encoding "
     "of Western languages; save it again as UTF-8."},
    {"E0103", "the file begins with a byte order mark",
     "Some editors put an invisible mark before UTF-8 text. It is not part of "
     "any "
     "value, and programs disagree about it; save the file without it."},
    {"E0104", "the file holds a control character",
     "Control characters other than line ends and tabs cannot be seen and can "
     "hide what a terminal shows. Remove them."},
    {"E0105", "this is not YAML",
     "The text breaks a rule of YAML, such as a bracket or a quote that is not "
     "closed, or an indentation that fits no level above. What stands after "
     "the "
     "place is not read, so that putting it right may show further errors."},
    {"E0106", "a tab stands in the indentation",
     "YAML is indented with spaces; a tab has no fixed width."},
    {"E0107", "a key stands twice",
     "A map may have each key once. Which of two values was meant cannot be "
     "known, so that neither is taken."},
    {"E0108", "anchors are not allowed",
     "`&name` gives a value a name so that it can be repeated elsewhere. A "
     "document of record must say what it says at the place where it is read, "
     "so "
     "values are written out."},
    {"E0109", "aliases are not allowed",
     "`*name` repeats a value from elsewhere in the text. Values are written "
     "out, "
     "so that nobody has to search what a term says."},
    {"E0110", "tags are not allowed",
     "`!name` tells a YAML program which type a value has. Here the schema "
     "alone "
     "decides that, by the key."},
    {"E0111", "merge keys are not allowed",
     "`<<` takes in the keys of another map. Keys are written out."},
    {"E0112", "directives are not allowed",
     "Lines that begin with `%` change how YAML is read. There is one way to "
     "read "
     "authoring text."},
    {"E0113", "the document is nested too deeply",
     "At most 32 levels are allowed; no event needs more than eight."},
    {"E0114", "the file holds too many values",
     "At most two million values may stand in one file. Divide it."},
    {"E0115", "a value is too long",
     "One value may have at most 1 MiB. Documents are referred to by their "
     "name "
     "and SHA-256, never embedded."},
    {"E0116", "a key must be one word",
     "YAML allows lists and maps as keys. Here every key is one of the words "
     "of "
     "the schema."},
    {"E0117", "the file holds no event",
     "There is nothing in the file but blank lines and remarks."},
    {"E0118", "a document must be a map",
     "Each document of a file is one event, written as `key: value` lines. Two "
     "lines `---` with nothing between them make an empty document."},
    {"E0119", "the rest of the file cannot be read",
     "The reader stopped before the end of the file. Check the brackets and "
     "the "
     "indentation before the place."},
    {"E0120", "too many errors",
     "Only the first hundred errors are shown. One early mistake often causes "
     "many; put those right and check again."},
};

// Values.
constexpr ErrorCode kValueCodes[] = {
    {"E0201", "a single value is expected",
     "The key takes one value, and a list or a map was found."},
    {"E0202", "a key has no value",
     "A key with nothing after it says neither yes nor no. Write its value, or "
     "leave the key out."},
    {"E0203",
     "a bare yes, no, on, off, true, false, ~ or null stands where text "
     "is expected",
     "YAML programs read these words as true, false or nothing, some of them "
     "only in part. In quotes they are text for all of them."},
    {"E0204", "the text is empty",
     "A text holds at least one character that can be seen. What is not known "
     "is "
     "left out."},
    {"E0205", "the text holds what no text may hold",
     "Control characters and broken characters cannot be kept. Names and "
     "headings stand on one line; longer wording may have several."},
    {"E0211", "impossible date",
     "The date has the right form, and the calendar has no such day, such as "
     "30 "
     "February or 31 April. If the document itself says so, write the day that "
     "was meant, and record the slip in a note."},
    {"E0212", "not a date",
     "Dates are written YYYY-MM-DD, so that day and month cannot be taken for "
     "each other."},
    {"E0213", "not an amount",
     "An amount is a number, one space and a currency code or unit: `45000.00 "
     "EUR`, `8750000 shares`. Thousands are not separated, and the point is "
     "the "
     "decimal mark. What is not known is `undisclosed USD`, `at least 5.00 "
     "USD`, "
     "`at most 50.00 USD` or `between 10.00 and 50.00 USD`."},
    {"E0214", "amount needs its currency or unit",
     "A bare number could be counted in anything. Amounts of different "
     "currencies are never added, so that each carries its own: `45000.00 "
     "EUR`."},
    {"E0215", "unknown currency or unit",
     "Currencies are the three capital letters of ISO 4217; other units are "
     "names in small letters, such as `shares` or `tonnes`."},
    {"E0216", "not a rate",
     "A rate is written `6.5 %`, `25 bps`, `3/8` or `undisclosed`, or as a "
     "range: "
     "`at least 2 %`, `between 2 % and 4 %`."},
    {"E0217", "rate needs its unit",
     "A bare number can mean a percentage or a fraction: 0.065 and 6.5 are "
     "both "
     "found for six and a half per cent. Write `6.5 %`, `650 bps` or "
     "`13/200`."},
    {"E0218", "not a span of time",
     "A span is a whole number and a unit: `45 days`, `2 weeks`, `3 months`, "
     "`1 "
     "year`, `10 business-days`."},
    {"E0219", "a span of time needs its unit",
     "Thirty days and one month are different terms. Write which one the "
     "contract says."},
    {"E0220", "not a due rule",
     "A sum falls due on a date, `2026-03-31`, or a span after something: `45 "
     "days after period-end`, `on milestone`, `30 days after execution`. What "
     "is "
     "not known is `undisclosed`."},
    {"E0221", "not a period",
     "A period is `2026-Q2`, `2026-H1`, `2026-04`, `2026`, or `{ from: "
     "2026-04-01, until: 2026-04-27 }`, where `until` is the first day after "
     "it."},
    {"E0222", "the period ends before it starts",
     "Periods are half-open: `until` is the first day after the period and "
     "must "
     "be later than `from`."},
    {"E0223", "the parts of a day do not go together",
     "The end of an interval is a date; or a milestone, `{ condition: NAME, "
     "long_stop: DATE }`; or a day that is not known, `{ undisclosed: true, "
     "not_before: DATE, not_after: DATE }`. `void` belongs to a condition that "
     "ends a term as if it had never been made."},
    {"E0224", "not a list of paths",
     "What a scope covers is a list of paths in a tree, `[cloud/aws, "
     "cloud/gcp]`, or `{ include: [...], exclude: [...] }`. The parts of a "
     "path "
     "are lower-case letters, digits and '-'."},
    {"E0225", "true or false is expected",
     "Only `true` and `false`, without quotes, are read as such."},
    {"E0226", "a whole number is expected",
     "The key takes digits without a decimal point, a unit or quotes."},
    {"E0227", "the number is out of range",
     "The number is too small or too large for what it counts."},
    {"E0228", "malformed identifier",
     "Identifiers of contracts, clauses and parties and names of metrics and "
     "milestones have at most 64 lower-case letters, digits and '-'; those of "
     "events may have capitals, '.' and '_' too. An id is a name for machines: "
     "the legal name stands in `name` or `title`."},
    {"E0229", "not one of the words that the key takes",
     "The key takes one of a fixed list of words."},
    {"E0230", "not a known-date",
     "`known` is the day, or the time in UTC, on which history that is loaded "
     "later became known: `2024-09-10` or `2024-09-10T08:00:00Z`."},
    {"E0231", "not a SHA-256",
     "The digest of a document has 64 hexadecimal digits."},
    {"E0232", "not a Legal Entity Identifier",
     "An LEI (ISO 17442) has 20 capital letters and digits, of which the last "
     "two "
     "are check digits."},
    {"E0233", "not the name of a time zone",
     "Time zones are named as in the IANA database: `Europe/Berlin`, "
     "`America/New_York`, `UTC`."},
    {"E0234", "a text is written as words, or sealed",
     "Free text is a string, or `{ sealed: \"...\" }` for words that stand "
     "outside the record and can be erased."},
    {"E0235", "the amount may not be below zero",
     "What is owed or paid is never negative; debtor and creditor say which "
     "way "
     "it goes. Reported figures may be negative."},
    {"E0236", "versions count from 1",
     "The version of a report tells which of several counts; the highest "
     "does."},
    {"E0237", "the day may not be undisclosed",
     "From when to when an instrument applies decides which terms are in "
     "force. "
     "Write the day that you assume, and `basis: assumed`: answers that rest "
     "on "
     "it will say so."},
    {"E0238", "a period cannot have this length",
     "Periods are counted in days, weeks, months or years. Business days make "
     "no periods."},
    {"E0239", "not a public key or a signature",
     "A key is written NAME+HASH+KEY, as `covenant keygen` prints it. Points "
     "of "
     "low order, by which a signature of anything could be made, and keys that "
     "are not written in their canonical form are refused. A signature is 64 "
     "bytes in base 64, and stands beside its key."},
};

// Keys, and what goes together.
constexpr ErrorCode kSchemaCodes[] = {
    {"E0301", "unknown key",
     "The key is not one of this event, clause or structure. Keys are never "
     "ignored: a misspelt key would be a term that is silently lost."},
    {"E0302", "a key is missing",
     "The event or clause cannot be understood without the key."},
    {"E0303", "unknown event",
     "`event` says what happened; see `covenant schema` and the event "
     "reference "
     "for all of them."},
    {"E0304", "unknown kind of clause",
     "`kind` says what a clause does. A provision of which nothing is computed "
     "is `kind: provision`."},
    {"E0306", "a list is expected",
     "The key takes a list, also where it has one item: `[item]`."},
    {"E0307", "keys and values are expected",
     "The key takes a map: `key: value` lines, indented, or `{ key: value }`."},
    {"E0308", "the list or map is empty",
     "An empty list says nothing, and for a scope it would say everything. "
     "Leave "
     "the key out, or write what is meant."},
    {"E0309", "the change does not say what it does",
     "Each change has exactly one of `set`, `add`, `replace`, `remove`, "
     "`renumber`, `waive`, `consent` and `suspend`."},
    {"E0310", "a change does one thing",
     "Two operations in one change have no order. Write two changes."},
    {"E0311", "two keys do not go together",
     "The key belongs to another operation, or needs a key that is not there."},
    {"E0312", "an operation lacks a key",
     "`set` needs `to`, `replace` needs `with`, `renumber` needs "
     "`new_section`."},
    {"E0313", "unknown clause",
     "The clause whose field is set must exist in the ledger, or earlier in "
     "the "
     "same text, so that the type of the new value is known."},
    {"E0314", "unknown field of a clause",
     "The kind of the clause decides which fields it has. Fields of structures "
     "are joined by dots: `lifetime_cap.amount`, `scope.product`."},
    {"E0315", "the field of the clause cannot be set",
     "A clause keeps its id and kind for life; another kind of term is another "
     "clause."},
    {"E0316", "an id stands twice",
     "Clauses of a contract and instalments of a schedule are called by their "
     "ids, which must differ."},
    {"E0317", "an item stands twice in a list",
     "The list names things that are counted once."},
    {"E0318", "a party stands twice",
     "Each party of a contract is named once."},
    {"E0319", "two sides are the same party",
     "Nobody owes anything to themselves. If one group company pays another, "
     "register both as parties."},
    {"E0320", "a basis for a field that does not exist",
     "`basis` of a clause and `basis_of` of an event name its fields, as they "
     "are "
     "written."},
    {"E0321", "a cap in another currency",
     "Amounts of different currencies are never compared; a cap is counted in "
     "the currency of its clause."},
    {"E0322", "a figure outside the period",
     "Every figure with a day of its own lies in the period that is reported."},
    {"E0323", "a report without a figure",
     "A report has `metrics`, totals over its period, or `items`, or both. "
     "That "
     "nothing was sold is reported as `0.00 EUR`."},
    {"E0324", "a key of instruments",
     "`executed`, `effective` and `until` say when an instrument binds and "
     "applies. Facts speak from their own day, `date`."},
    {"E0325", "the key does not belong to this event",
     "Some events belong to the whole ledger, and a replacement belongs to the "
     "contract of its correction; they name no contract."},
    {"E0326", "a replacement with another id",
     "A replacement keeps the id of what it replaces, so that other events "
     "still "
     "find it."},
    {"E0330", "neither or both of a rate and tiers",
     "A revenue share has a rate or tiers of rates, a unit price a price or "
     "tiers of prices."},
    {"E0331", "tiers without a meaning",
     "Contracts mean different things by tiers: each part of the amount at its "
     "tier's rate (marginal), the whole amount at the rate of the tier that it "
     "reaches (whole-amount), the period's own amount at the rate reached "
     "(cumulative-rate), or the tier of the period's number (ordinal)."},
    {"E0332", "a tier without its rate or price",
     "Each tier of a revenue share has a rate, of a unit price a price."},
    {"E0333", "tiers that overlap or leave gaps",
     "Tiers are written from the lowest up. Each begins where the one before "
     "ends, the first at zero, and the last has no end. An amount on a bound "
     "belongs to the tier that ends `to` it or begins `from` it; where the "
     "contract gives it to none, write `below` and `over`."},
    {"E0334", "keys that exclude each other",
     "One of the two keys leaves no meaning for the other."},
    {"E0340", "the expression cannot be read",
     "Amounts of a formula are written as doc/expressions.md shows: numbers "
     "with their units, metrics, + - * / of, comparisons, `if`, and "
     "functions."},
    {"E0341", "the types of an expression do not fit",
     "Dollars are added to dollars, days to days; a rate is taken of an "
     "amount. "
     "What is added, compared or chosen between has one unit."},
    {"E0342", "unknown function",
     "The functions of expressions are fixed; doc/expressions.md has them."},
    {"E0343", "unknown metric",
     "Every name in an expression is a metric under `metrics`, with its unit, "
     "or one of the names that expressions have, such as `period-number`."},
    {"E0344", "the expression is in another unit than its clause",
     "`currency` is what the clause owes; the expression must give that."},
    {"E0345", "clauses need each other",
     "A clause that is computed from another cannot be computed before it; two "
     "that need each other can never be."},
    {"E0346", "tiers overlap or leave gaps",
     "Tiers are written in order, each with its upper bound, the last as "
     "`above`, so that every amount lies in exactly one."},
    {"E0347", "the expression is too large",
     "An expression has at most 4096 characters, 1000 parts and 64 levels. "
     "Longer ones are divided into clauses that use each other."},
    {"E0348", "a key does not fit the formula",
     "A formula is owed for each period (`every`) or once; some keys belong to "
     "one of the two. Metrics may not be called like words of expressions."},
    {"E0350", "a value does not fit its series",
     "Rates for a year are written under `rate`, with their unit; levels of an "
     "index and exchange rates under `value`, above zero and all in one unit. "
     "An exchange rate has a `base`. A value is for a day or for a period."},
    {"E0351", "two values for one day",
     "One event publishes one value for each day, and at most 10000 values. A "
     "later event of the same series prevails on its days."},
    {"E0352", "a rate of interest that cannot be computed",
     "Late interest has a rate, or a reference rate and what is added to it."},
    {"E0353", "a conversion that does not fit its clause",
     "Sums are converted at the rate of their due date or invoice; where they "
     "are owed for periods, also at that of the period's ends or at its mean."},
    {"E0354", "an indexation that cannot be computed",
     "An amount is adjusted from the level of a day or from a level that the "
     "contract states, on a first day and so many months or years after it."},
    {"E0355", "the days of the loan are not in order",
     "A loan is advanced on its initial exchange date and repaid by its "
     "maturity date; steps of principal lie between the two, in order."},
    {"E0356", "a key does not go with the type of loan",
     "A bullet is repaid at maturity, a linear amortizer and an annuity on the "
     "days of `cycle_of_principal_redemption`, an exotic linear amortizer by "
     "the steps of `array_principal_redemption`."},
    {"E0357", "the loan has no rate",
     "A loan states its rate for a year, or the published rate that it "
     "follows; spread, resets, caps and floors belong to the second."},
    {"E0358", "another currency than the principal",
     "A loan is repaid in the currency in which it was advanced."},
    {"E0359", "not a rate of a tax that is withheld",
     "A tax that is withheld is a part of the sum, from 0 % to less than "
     "100 %."},
    {"E0360", "a statement of a whole clause",
     "What becomes final is one sum: the clause and its occurrence, as `audit` "
     "names them."},
    {"E0361", "a waiver by share and by amount",
     "A waiver waives a share of each sum, or an amount of all of them "
     "together. Two waivers can do both."},
    {"E0362", "a condition in the wrong place",
     "Instruments and changes can depend on payments, a clause's own term on "
     "milestones only. That something counts from an earlier day once its "
     "condition is met is said of waivers only."},
    {"E0363", "a liability cap without its limit",
     "A liability cap states its limit as an amount, or as a share of the sums "
     "of other clauses, the fees; or both, with `of_both`: the greater or the "
     "lesser one."},
    {"E0370", "not a rule of who must sign",
     "A rule is a party, `all`, `any`, or `at_least` so many `of` other rules; "
     "one of these."},
    {"E0371", "a party twice in a rule",
     "A signature counts in one place of the rule, so each party stands in it "
     "once."},
    {"E0372", "a key beside a signing rule that contradicts it",
     "`signing` says who must sign, in place of `signatories`. Where parties "
     "must sign with keys, the day on which the instrument binds follows from "
     "their signatures and is not stated."},
    {"E0373", "no price to compare with",
     "A most favoured price is compared with prices that are reported, or with "
     "a published series of them."},
    {"E0374", "a due day that never comes",
     "The due day of a sum counts from a day that sums of its kind have: a "
     "period's from its period, one that is owed once from a day, an invoice "
     "or "
     "the milestone that is its `condition`. A notice is a milestone: state "
     "the "
     "day on which it counts with a `milestone` event."},
    {"E0375", "not a discount for early payment",
     "A discount takes a part of a sum, from 0 % to less than 100 %."},
    {"E0399", "the event cannot be kept",
     "The event broke a rule that has no message of its own. Please report it: "
     "this is a gap in the program's checks."},
    {"E0500", "paths listed and undisclosed",
     "A dimension of a scope lists its paths, or says that they are "
     "undisclosed."},
    {"E0501", "an exception that ends before it begins",
     "The days of an exception are half-open: `until` is the first day on "
     "which "
     "it holds no more."},
    {"E0502", "not a condition that can maintain a right",
     "A right is maintained by sums that are paid, by a metric that is "
     "reported "
     "for each period, or until a milestone; further keys belong to one of "
     "them."},
    {"E0503", "an act that ends before it begins",
     "An act is done on one day, or goes on to the day before `ends`, or is "
     "`ongoing`."},
    {"E0504", "not a reading that can be told from others",
     "`text` is what the contract says by itself; only a reading that settles "
     "a clause has a day from which it counts."},
    {"E0505", "a place in a tree that is named twice",
     "A path, or another name for one, stands for one place in a tree."},
    {"E0506", "a total whose windows are not stated",
     "A carve-out for acts that come to an amount in total counts all days "
     "together, or windows of so many months or years from a first day."},
    {"E0508", "not what a reading can say",
     "A reading sets and removes fields of the clause that it reads, for all "
     "days of that text. What changes a clause, from a day on or for good, is "
     "an "
     "amendment."},
};

}  // namespace

const std::vector<ErrorCode>& ErrorCodes() {
  static const auto* const codes = [] {
    auto* all = new std::vector<ErrorCode>;
    for (const ErrorCode& code : kFileCodes) all->push_back(code);
    for (const ErrorCode& code : kValueCodes) all->push_back(code);
    for (const ErrorCode& code : kSchemaCodes) all->push_back(code);
    return all;
  }();
  return *codes;
}

}  // namespace covenant
