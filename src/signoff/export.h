// Exports of a signed document: FHIR R4, PDF and plain text. Only SigningDesk::Export calls these, after it has verified the signature.
// Each carries the label that artificial intelligence took part, the signer, the hash and the signature. Pure but for the fonts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "signoff/case_file.h"
#include "signoff/draft.h"

namespace aegle {

enum class ExportFormat : std::uint8_t { kFhir, kPdf, kText };
[[nodiscard]] std::string_view Name(ExportFormat format);  // "fhir", "pdf", "text"
[[nodiscard]] std::optional<ExportFormat> ParseExportFormat(std::string_view name);

struct ExportedFile {
  std::string name;        // "handoff-p3-a7.pdf": no personal data
  std::string media_type;
  std::string bytes;
};

// TrueType files for PDF; the first that has a character shows it. A subset is embedded.
struct PdfFonts {
  std::vector<std::string> regular, bold;
};
// The setting export.font ("REGULAR.ttf,BOLD.ttf"), else Nanum Gothic and DejaVu Sans where Debian installs them.
[[nodiscard]] PdfFonts FindPdfFonts(std::string_view setting);

// A FHIR R4 document Bundle: Composition, Patient, Practitioner, Devices (Aegle, the model), the model's card, the signed text as a
// DocumentReference, and a Provenance with the signature. Tagged after the AI Transparency on FHIR guide (1.0.0-ballot): security label
// AIAST, inline labels where the model worded a section, AI-Device, AI-ModelCard, AI-Provenance. Checked in tests/e2e/test_signoff.py.
[[nodiscard]] std::string FhirDocument(const Draft& draft, const CaseFile& file, std::string_view software);
// The signed text and, after a line, the data of the signature.
[[nodiscard]] std::string TextDocument(const Draft& draft, const CaseFile& file);
// PDF 1.7 of the same content; the text can be searched and copied in English and Korean. Deterministic: the same document gives the
// same bytes. Errors: kUnavailable (a font file is missing; the remedy names it), kBadInput (it is not a usable font).
[[nodiscard]] Result<std::string> PdfDocument(const Draft& draft, const CaseFile& file, const PdfFonts& fonts);

// What stands under every export: (name, value), in the language of the document.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> SignatureFacts(const Draft& draft, const CaseFile& file);

}  // namespace aegle
