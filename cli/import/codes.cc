#include "cli/import/codes.h"

namespace covenant::cli {

const std::vector<ErrorCode>& ImportCodes() {
  static const auto* const codes = new std::vector<ErrorCode>{
      {"E0601", "a quote is not closed",
       "A cell that begins with a quote ends with one, and may hold line breaks "
       "in between (RFC 4180). What stands behind the open quote cannot be "
       "divided into cells, so that nothing after it is read."},
      {"E0602", "a quote in the wrong place",
       "A quote stands around a whole cell; inside such a cell it is written "
       "twice (RFC 4180)."},
      {"E0603", "the row does not fit the header",
       "Every row has as many cells as the header. One cell too many often is a "
       "separator inside a text that should stand in quotes, or the wrong "
       "`separator` in the rules."},
      {"E0604", "the file has no such column",
       "The rules name columns as the header does, with the same capitals."},
      {"E0605", "two columns have one name",
       "A column that the rules name must stand in the header once."},
      {"E0606", "the row is too large",
       "A row may have 1 MiB and 10,000 cells. Usually a quote was opened and "
       "not closed."},
      {"E0607", "the key is empty",
       "The columns of `key` say which event a row is. Each must be filled in "
       "in every row."},
      {"E0608", "two rows have the same key",
       "One row makes one event. If rows with the same key are different facts, "
       "take another column into the key; if they are one, let the export add "
       "them up."},
      {"E0609", "not a number in the form of the rules",
       "Numbers have digits, the `decimal` mark and, where the rules name one, "
       "the `thousands` mark in groups of three. A minus before or behind the "
       "number, or brackets around it, put it below zero. Nothing is guessed: "
       "`1.234` is read only as the rules say."},
      {"E0610", "not a date in the form of the rules",
       "The date does not have the form of `date_format`, or the calendar has "
       "no such day."},
      {"E0611", "the cell is empty",
       "The event needs the value. If a row may lack it, write `optional: true` "
       "beside the column in the rules, and the key is left out."},
      {"E0612", "this event is not imported",
       "Files of rows bring facts: reports, invoices, payments, milestones. "
       "Instruments are read and appended by people; corrections come from "
       "changed rows."},
      {"E0613", "the key may not be a date",
       "A row is identified by what it is, an invoice number or a bank's "
       "reference, never by its day: a corrected day would be taken for another "
       "payment."},
      {"E0614", "the event id belongs to something else",
       "The ledger has an event of another type under the id that the key "
       "gives. Choose another `id_prefix`."},
      {"E0615", "known-dates out of order in a large file",
       "A file that does not fit one atomic batch is recorded in the order of "
       "its rows, and known-dates may not decrease. Sort the file by that "
       "column."},
      {"E0616", "rows have changed",
       "A row that was recorded before now reads otherwise. With "
       "--confirm-changes the import records a correction for each such row; "
       "answers known earlier still show the original."},
      {"E0617", "the file has no row",
       "There is no header, or the rules skip every line."},
      {"E0618", "no list for the rows of a group",
       "With `group` the rows of one key, one after the other, are one event: each "
       "gives an item of the list that `group` names."},
      {"E0619", "rows of one event differ",
       "What the rows of a group say beside their items is said of the event, and "
       "must be the same in each."},
  };
  return *codes;
}

}  // namespace covenant::cli
