#include "replay/finding.h"

namespace covenant {

const std::vector<FindingCode>& FindingCodes() {
  static const std::vector<FindingCode> codes = {
      {finding::kAmbiguousReading,
       "The contract can be read in more than one way and states no rule, for "
       "instance how a total is split over a rate that changes inside its "
       "period. The amount is unknown; state the rule in the clause "
       "(rate_change, partial_period) or report single figures with their "
       "days."},
      {"assigned-twice",
       "Rights were assigned by who had passed all of them on before. The "
       "later assignment has no effect on them."},
      {finding::kAssumedBasis,
       "A figure rests on a term or a fact that whoever recorded it assumed."},
      {finding::kBreachByRetroactivity,
       "An act was lawful when it was done, and only an instrument that was "
       "signed later and reaches back forbids it."},
      {finding::kConditionFailed,
       "What an instrument does, or a clause, waits for a condition that was "
       "not "
       "met by its long-stop date: it does not apply."},
      {finding::kConflictingAmendments,
       "Instruments of equal rank give one field different values. It is "
       "unknown until an instrument of higher rank sets it; a number or a "
       "stated order of precedence ranks instruments executed on one day."},
      {finding::kCurrencyMismatch,
       "A figure is in another currency or unit than the clause computes in. "
       "Amounts of different currencies are never added."},
      {finding::kDesignationWithoutSum,
       "A payment names a clause or a sum under which nothing is owed as of "
       "this "
       "day. It counts on what is open between the parties; correct the "
       "payment "
       "if it names the wrong sum."},
      {finding::kDueBeforeBinding,
       "By its text the sum fell due before the instrument that creates it "
       "was binding. It falls due on the day of binding."},
      {"due-day-kept",
       "An instrument that bound after a sum had fallen due states a later day "
       "for it. What was due keeps its day and bears interest from it; what "
       "the "
       "instrument adds falls due on the later day. Time for what is due is "
       "given by a `suspension` of the clause until then."},
      {finding::kEmptyInterval,
       "The interval of an instrument ends before it starts. It is recorded "
       "and applies on no day."},
      {finding::kExerciseNotEffective,
       "A party exercised a power that the terms do not give it on that day: "
       "outside its window, before the time for cure has passed, or without "
       "what it depends on. The exercise changes nothing."},
      {finding::kFinalAmountDiffers,
       "A report that came later would change the amount of a period that is "
       "closed. Nothing owed changes; the computed and the final amount and "
       "the day of closing are shown."},
      {finding::kGapInAmendmentNumbers,
       "The numbered instruments on record leave out a number: an amendment "
       "may be missing from the ledger."},
      {finding::kHostProvisionExpired,
       "An operation changes a clause that is not among the terms on that "
       "day. The operation does not apply."},
      {"indexed-from-older-base",
       "An amount that follows an index was set later than its base, so it is "
       "multiplied by what the index did before it was set. That is right of "
       "an "
       "amount in the money of the base. If it is the amount of its own day, "
       "the "
       "same instrument sets `indexation.base` (or `base_level`) and "
       "`indexation.first` as well."},
      {finding::kInstalmentsDoNotSum,
       "The instalments of a schedule do not add up to the total that the "
       "contract states. The instalments are owed as they stand."},
      {finding::kInvoiceDiffers,
       "An invoice asks for another amount than the one that the terms and the "
       "facts give. Nothing owed changes."},
      {finding::kMissingCalendar,
       "A due day, or the time of a power, depends on business days, and the "
       "calendar that the clause names is not on record or does not cover the "
       "days. The day is not known; append a `calendar` event that covers "
       "them."},
      {finding::kMissingRate,
       "A price, a rate or an index that the amount needs is not on record. "
       "The amount is unknown."},
      {finding::kMissingReport,
       "A report that was due, or the milestone from which the amount counts "
       "days, is not on record. The amount is unknown, not zero."},
      {finding::kOverpayment,
       "More was paid than was owed to that creditor in that currency under "
       "the contract."},
      {finding::kPaymentToFormerCreditor,
       "A debtor paid the one who had assigned the debt, after it was notified "
       "of the assignment. The payment discharges nothing."},
      {finding::kPeriodDropped,
       "An amendment replaces a clause by one whose own term begins later or "
       "ends earlier: on the days between no text of it is in force."},
      {finding::kPossibleConflict,
       "Whether an act does what a clause forbids depends on something that is "
       "not known: a dimension, an end, who belongs to a class."},
      {finding::kSetOffNotEffective,
       "More was set off than both sides owed each other on that day in that "
       "currency, or the contract excludes set-off. What meets no debt on both "
       "sides discharges nothing."},
      {finding::kSignatureNotCounted,
       "A signature does not count, for one of these reasons. other-bytes: it "
       "is "
       "not one of the instrument as this ledger has it. unknown-key, "
       "key-not-in-use, revoked-key: the key was not registered for the party, "
       "not on that day, or was revoked, as known when the signature was "
       "recorded. not-a-signatory: the instrument does not ask for it. "
       "signed-twice, same-key: the party, or another one with the same key, "
       "has signed. withdrawn: the party has taken it back."},
      {finding::kSignatureWithoutKey,
       "A party that has a key is recorded as having signed without it, and "
       "the "
       "instrument does not say that this is enough. The signature counts."},
      {finding::kSupersededBeforeEffect,
       "An instrument overrides a step of an earlier one that had not yet "
       "taken effect, without saying so. If it is meant, name the earlier "
       "instrument in `supersedes`."},
      {finding::kUnagreedWithholding,
       "Tax was withheld that no clause of the contract covers, or more than "
       "its rate gives or than was still open. It discharges nothing."},
      {finding::kUnconsentedAssignment,
       "Rights were assigned without the consent that the contract asks for. "
       "By its rule the assignment is void, can be avoided, or is a breach."},
      {finding::kUndefinedFigure,
       "A formula of the contract gives no figure for a period, for instance "
       "because it divides by a metric that is zero; or what a waiver or a cap "
       "of liability leaves of a sum depends on that itself. The amount is "
       "unknown."},
      {finding::kUndefinedTierBoundary,
       "An amount lies on a bound that the contract gives to no tier: one ends "
       "below it and the next begins above it. What it comes to is unknown."},
      {finding::kUndisclosedAmount,
       "An amount exists and is not known to the ledger. What depends on it "
       "is unknown, not zero."},
      {finding::kUndisclosedTerms,
       "A term exists and is not known to the ledger. What depends on it is "
       "unknown."},
      {finding::kUnmetFormRequirement,
       "A party must sign with a key and is recorded as having signed without "
       "one. The signature does not count (no-key)."},
      {finding::kWithdrawalNotEffective,
       "A party took back a signature that it did not have, or that had made "
       "the instrument binding already. The withdrawal changes nothing."},
  };
  return codes;
}

}  // namespace covenant
