// Text shapes: whether a text has the form of a name that others have defined.
// Pure.
#ifndef LEDGER_CODEC_TEXT_SHAPES_H_
#define LEDGER_CODEC_TEXT_SHAPES_H_

#include <string_view>

namespace covenant {

// 20 capitals and digits whose number, letters counting 10 to 35, is 1 modulo
// 97 (ISO 17442-1, check digits by ISO/IEC 7064 MOD 97-10).
bool IsLei(std::string_view text);

// The shape of an IANA name: `Europe/Berlin`, `UTC`, `Etc/GMT+5`.
bool IsZoneShape(std::string_view text);

}  // namespace covenant

#endif  // LEDGER_CODEC_TEXT_SHAPES_H_
