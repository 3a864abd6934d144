// The frozen codes of refusals, for `help CODE`. Codes are added, never changed.
#include "replay/decide.h"

namespace covenant {

const std::vector<RejectionCode>& RejectionCodes() {
  static const std::vector<RejectionCode> codes = {
      {"E0401", "unknown contract",
       "An event names a contract that the ledger does not have. The first "
       "event of a contract is its agreement."},
      {"E0402", "contract exists",
       "A contract is formed once. Later documents are amendments, "
       "restatements and the like."},
      {"E0403", "unknown clause",
       "A change or a fact names a clause that the contract never had."},
      {"E0404", "clause exists",
       "An amendment adds a clause under an id that is in the terms on that "
       "day. Replace the clause, or choose another id."},
      {"E0405", "guard failed",
       "A change says what value the field has (`from`), and it has another "
       "on the day on which the change begins."},
      {"E0406", "unknown party",
       "A clause or a fact names somebody who is not a party of the contract."},
      {"E0407", "executed in the future",
       "An instrument says that it was executed after the day on which it is "
       "recorded. Leave `executed` out until it is signed."},
      {"E0408", "fact in the future",
       "A fact lies after the day on which it is recorded."},
      {"E0409", "overlapping changes",
       "Two changes of one instrument give one field a value on the same "
       "days; which of them counts cannot be known."},
      {"E0410", "event id taken", "Event ids are unique in their contract."},
      {"E0411", "unknown event",
       "A correction or a cancellation names an event that is not there, or "
       "that cannot be withdrawn."},
      {"E0412", "replacement of another type",
       "A correction puts the record of an event right; it cannot make it an "
       "event of another type."},
      {"E0413", "signature not needed",
       "The instrument was recorded as executed, or the party has signed it."},
      {"E0414", "unknown instrument",
       "An instrument refers to one that the contract does not have."},
      {"E0415", "waiver needs a measure",
       "A waiver of a money clause for an interval can mean what accrues or "
       "what falls due on its days. It must say which."},
      {"E0416", "consent to a sum",
       "A consent allows an act; sums are waived."},
      {"E0417", "unknown dispute",
       "The end of a dispute names one that is not on record."},
      {"E0418", "business days need a calendar",
       "Durations in business days cannot be counted, and due days not moved "
       "to business days, without a holiday calendar. Name one in the clause, "
       "`calendar: NAME`."},
      {"E0440", "formulas need each other",
       "A change would make a clause be computed from another that is computed "
       "from it."},
      {"E0441", "a formula does not fit the terms",
       "After the change an expression would join amounts of different units, "
       "name a metric that its clause does not have, or give another unit than "
       "the clause owes."},
      {"E0442", "a share or price could not be computed",
       "After the change a revenue share or a unit price would have neither a "
       "rate nor tiers, both, or tiers that overlap, leave gaps or do not say "
       "what they mean, or a minimum above its cap."},
      {"E0443", "another series under the same name",
       "All values of a series measure one thing: rates for a year, levels of "
       "an index in one unit, or the price of one currency in another."},
      {"E0444", "late interest without a rate",
       "After the change a late-interest clause would have neither a rate nor "
       "a "
       "reference rate, both, a margin without a reference rate, a floor above "
       "its cap, or bands of compensation that leave gaps."},
      {"E0445", "a conversion that cannot be computed",
       "After the change a conversion would lack its currency, its series or "
       "its day, or take a period of what is owed once."},
      {"E0446", "an indexation that cannot be computed",
       "After the change an indexation would lack its series, its first day of "
       "adjustment or its base, or have a floor above its cap."},
      {"E0447", "a loan could not be computed",
       "After the change a loan would have its days in the wrong order, keys "
       "that do not go with its type, no rate, another currency than its "
       "principal, a floor above its cap, or more than 1200 days of payment."},
      {"E0448", "not a rate of a tax that is withheld",
       "After the change the rate of a withholding would not lie from 0 % to "
       "less than 100 %."},
      {"E0449", "waiver of a withholding or a discount",
       "A waiver of a clause about tax could mean the tax or the duty to make "
       "good for it; under a discount for early payment nobody owes anything. "
       "Amend the clause, or waive a part of the sum."},
      {"E0450", "an amount in another unit",
       "What is waived, stated or disputed of a sum is in the unit in which "
       "its "
       "clause owes, after any conversion; amounts of different units are "
       "never compared."},
      {"E0451", "a statement that can never be final",
       "A statement becomes final by a rule of its clause. Where the contract "
       "has none, it has no effect."},
      {"E0452", "nothing to erase",
       "The event has no sealed text, or is not recorded yet. What is to be "
       "erased one day is written `{ sealed: WORDS }` when it is appended."},
      {"E0453", "an erasure cannot be undone",
       "What was erased is gone; a correction or cancellation of the erasure "
       "would say that it is not."},
      {"E0454", "heads written by hand",
       "The heads of all streams are computed by the ledger, which records "
       "them "
       "before it signs a checkpoint."},
      {"E0455", "a total and figures that differ",
       "A report gives a total of a metric and single figures of it that come "
       "to something else: whether they are part of the total cannot be told."},
      {"E0456", "not what the clause counts",
       "An opening states what a clause had counted by its last day: of a "
       "clause of another kind, of one whose past it does not close, or "
       "twice."},
      {"E0457", "a share or a discount that takes too much",
       "After the change a discount for early payment would take all of a sum, "
       "or a share that is credited against advances would be nothing or more "
       "than all."},
      {"E0460", "prices that cannot be compared",
       "A most favoured price compares clauses of kind `unit-price` that are "
       "owed to who gives back by who gets it, in its unit and currency, with "
       "prices that are reported or published."},
      {"E0510", "release from a sum",
       "A release frees the bearer of a norm; sums are waived."},
      {"E0511", "a path that no tree has",
       "Where a dimension of scopes has a tree, a scope may only name paths of "
       "it, of places above them, and their other names."},
      {"E0512", "a part of what is no sum",
       "Half of an exclusivity or of another norm cannot be told from the "
       "rest: "
       "shares and amounts are waived of sums alone. Of a norm a scope, a deal "
       "or an interval is waived."},
      {"E0520", "a party in its own place",
       "An assignment, a novation, an assumption or a succession puts one "
       "party "
       "in the place of another. On one day parties do not come in each "
       "other's "
       "place in a circle."},
      {"E0521", "days that a transfer does not have",
       "A transfer has a first day and no end; one that counts as if always "
       "has neither."},
      {"E0522", "received before it was given",
       "A notice is received on the day on which it was given or later."},
      {"E0523", "a clause that gives no power",
       "An exercise is of a term (renewal or non-renewal), a termination "
       "right, "
       "an option, a right of first refusal, or an assignment rule "
       "(avoidance)."},
      {"E0524", "a clause that is no duty",
       "A performance is of a clause of kind `duty`; what is owed in money or "
       "in units is discharged by a `payment`."},
      {"E0525", "no such breach",
       "A cure names the event by which the breach was alleged."},
      {"E0526", "a term or a power that cannot be computed",
       "A term states how long it is or when it expires, not both, and how "
       "long "
       "a renewal is. Time for cure goes with a termination for cause alone."},
      {"E0530", "no such reading",
       "A dispute is resolved by a reading that was asserted of the clause of "
       "its sum, or by the `text`."},
      {"E0531", "no such notice",
       "A deal names the notice by which a right of first refusal was run for "
       "it."},
      {"E0532", "no such deal",
       "A waiver, a consent or a release for one deal names the event of that "
       "deal, which is recorded first."},
      {"E0540", "a signature that does not hold",
       "The bytes are no signature by the key of the event as this ledger has "
       "it: it was made of another event, contract or ledger, of an event with "
       "other content, or by another key."},
      {"E0541", "a key that does not count",
       "A party signs with a key that is registered for it, on a day on which "
       "it is in use, that is not revoked and is no other party's."},
      {"E0542", "not a signatory",
       "The instrument does not ask for the signature of this party."},
      {"E0543", "nothing that can be withdrawn",
       "A signature is taken back while the instrument does not bind yet, by a "
       "party that has signed. Who has done so does not sign the same "
       "instrument again, because the old signature could not be told from a "
       "new one."},
      {"E0544", "a signature without a key",
       "The instrument asks the party to sign with a key."},
      {"E0545", "signed before it was recorded",
       "A signature with a key is of the event as it is recorded, so it cannot "
       "be older."},
      {"E0546", "what is signed with keys is not corrected",
       "A correction or a cancellation changes the record alone, and here the "
       "record is what the parties have signed or are to sign. They put it "
       "right by an instrument that they sign."},
      {"E0547", "a key that is registered already",
       "The names of a party's keys differ, and no two parties have one key."},
      {"E0548", "unknown key of a party",
       "A key that is replaced or revoked was registered before, for the same "
       "party, and is not revoked yet."},
      {"E0550", "a contract above itself",
       "The parent of a contract is another contract: the master agreement of "
       "an order form, what a side letter stands beside."},
      {"E0551", "not a term of every order",
       "A clause that the contracts under a master agreement have too counts "
       "once in each of them. Sums, caps on liability and prohibitions do not: "
       "they are owed, counted and forbidden under one contract."},
      {"E0552", "a clause that stands under none",
       "A clause stands under one of its own kind, or under terms of payment, "
       "in "
       "the contract above its own; it prevails in fields that it has."},
      {"E0553", "not a contract under this one",
       "A restatement or a termination ends contracts that stand under its "
       "own, "
       "at any depth."},
  };
  return codes;
}

}  // namespace covenant
