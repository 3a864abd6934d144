#include "ledger/value/currency.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "ledger/value/status_text.h"
#include "ledger/value/suggest.h"

namespace covenant {
namespace {

// Each code of ISO 4217 list one with the digits of its minor unit; 'n' where
// the standard says "N.A.". Sorted. State of November 2026, with six codes that
// the standard withdrew since 2021 and running contracts still name: ANG, BGN,
// CUC, HRK, SLL, ZWL.
constexpr std::string_view kTable =
    "AED2 AFN2 ALL2 AMD2 ANG2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BGN2 "
    "BHD3 BIF0 BMD2 BND2 BOB2 BOV2 BRL2 BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 "
    "CHE2 CHF2 CHW2 CLF4 CLP0 CNY2 COP2 COU2 CRC2 CUC2 CUP2 CVE2 CZK2 DJF0 "
    "DKK2 DOP2 DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2 "
    "GNF0 GTQ2 GYD2 HKD2 HNL2 HRK2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0 "
    "JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 KZT2 LAK2 LBP2 "
    "LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 "
    "MWK2 MXN2 MXV2 MYR2 MZN2 NAD2 NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 "
    "PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 "
    "SEK2 SGD2 SHP2 SLE2 SLL2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2 SZL2 THB2 TJS2 "
    "TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 USN2 UYI0 UYU2 UYW4 "
    "UZS2 VED2 VES2 VND0 VUV0 WST2 XAD2 XAF0 XAGn XAUn XBAn XBBn XBCn XBDn "
    "XCD2 XCG2 XDRn XOF0 XPDn XPF0 XPTn XSUn XUAn YER2 ZAR2 ZMW2 ZWG2 ZWL2 ";

constexpr std::size_t kEntryBytes = 5;  // "EUR2 "
constexpr std::size_t kEntries = kTable.size() / kEntryBytes;
static_assert(kTable.size() % kEntryBytes == 0);

constexpr std::string_view Code(std::size_t i) {
  return kTable.substr(i * kEntryBytes, 3);
}

constexpr bool Sorted() {
  for (std::size_t i = 1; i < kEntries; ++i) {
    if (Code(i) <= Code(i - 1)) return false;
  }
  return true;
}
static_assert(Sorted());

struct Meaning {
  std::string_view written;  // lower case
  std::string_view code;
};

// What people write for a currency, and withdrawn codes with their successor.
constexpr std::array<Meaning, 73> kMeanings = {{
    {"$", "USD"},        {"us$", "USD"},     {"usd$", "USD"},
    {"dollar", "USD"},   {"dollars", "USD"}, {"us-dollars", "USD"},
    {"€", "EUR"},        {"euro", "EUR"},    {"euros", "EUR"},
    {"£", "GBP"},        {"pound", "GBP"},   {"pounds", "GBP"},
    {"sterling", "GBP"}, {"quid", "GBP"},    {"gb£", "GBP"},
    {"¥", "JPY"},        {"yen", "JPY"},     {"円", "JPY"},
    {"yuan", "CNY"},     {"rmb", "CNY"},     {"renminbi", "CNY"},
    {"元", "CNY"},       {"cnh", "CNY"},     {"₹", "INR"},
    {"rs", "INR"},       {"rupee", "INR"},   {"rupees", "INR"},
    {"₩", "KRW"},        {"won", "KRW"},     {"₽", "RUB"},
    {"rubles", "RUB"},   {"roubles", "RUB"}, {"₺", "TRY"},
    {"tl", "TRY"},       {"₪", "ILS"},       {"nis", "ILS"},
    {"₴", "UAH"},        {"₦", "NGN"},       {"₫", "VND"},
    {"฿", "THB"},        {"baht", "THB"},    {"₱", "PHP"},
    {"zł", "PLN"},       {"zloty", "PLN"},   {"kč", "CZK"},
    {"ft", "HUF"},       {"r$", "BRL"},      {"reais", "BRL"},
    {"a$", "AUD"},       {"au$", "AUD"},     {"c$", "CAD"},
    {"ca$", "CAD"},      {"hk$", "HKD"},     {"nz$", "NZD"},
    {"s$", "SGD"},       {"nt$", "TWD"},     {"mx$", "MXN"},
    {"francs", "CHF"},   {"sfr", "CHF"},     {"fr.", "CHF"},
    {"dem", "EUR"},      {"frf", "EUR"},     {"itl", "EUR"},
    {"esp", "EUR"},      {"nlg", "EUR"},     {"ats", "EUR"},
    {"bef", "EUR"},      {"fim", "EUR"},     {"grd", "EUR"},
    {"iep", "EUR"},      {"pte", "EUR"},     {"rur", "RUB"},
    {"trl", "TRY"},
}};

// Three letters as a number that is ordered as they are.
std::uint32_t Order(std::string_view code) {
  std::uint32_t order = 0;
  for (const char c : code) order = order << 8U | static_cast<unsigned char>(c);
  return order;
}

// Every amount that is read or made asks for its currency.
std::size_t Find(std::string_view code) {
  if (code.size() != 3) return kEntries;
  const std::uint32_t order = Order(code);
  std::size_t low = 0;
  std::size_t high = kEntries;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (Order(Code(middle)) < order) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < kEntries && Code(low) == code ? low : kEntries;
}

}  // namespace

bool IsCurrencyCode(std::string_view code) { return Find(code) < kEntries; }

std::optional<int> MinorUnits(std::string_view code) {
  const std::size_t i = Find(code);
  if (i == kEntries) return std::nullopt;
  const char digit = kTable[i * kEntryBytes + 3];
  return digit == 'n' ? 2 : digit - '0';
}

std::vector<std::string> AllCurrencyCodes() {
  std::vector<std::string> codes;
  codes.reserve(kEntries);
  for (std::size_t i = 0; i < kEntries; ++i) codes.emplace_back(Code(i));
  return codes;
}

std::optional<std::string> SuggestCurrency(std::string_view wrong) {
  const std::string upper = AsciiUpper(wrong);
  if (IsCurrencyCode(upper)) return upper;
  const std::string lower = AsciiLower(wrong);
  for (const Meaning& meaning : kMeanings) {
    if (meaning.written == lower) return std::string(meaning.code);
  }
  if (wrong.size() < 2 || wrong.size() > 4) return std::nullopt;
  // One slip, and preferably a currency that many contracts use.
  constexpr std::array<std::string_view, 20> kMajor = {
      "USD", "EUR", "JPY", "GBP", "CNY", "AUD", "CAD", "CHF", "HKD", "SGD",
      "SEK", "KRW", "NOK", "NZD", "INR", "MXN", "BRL", "ZAR", "DKK", "PLN"};
  for (const std::string_view code : kMajor) {
    if (EditDistance(upper, code) == 1) return std::string(code);
  }
  for (std::size_t i = 0; i < kEntries; ++i) {
    if (EditDistance(upper, Code(i)) == 1) return std::string(Code(i));
  }
  return std::nullopt;
}

}  // namespace covenant
