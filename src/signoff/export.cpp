#include "signoff/export.h"

#include <array>
#include <filesystem>

#include "base/text.h"
#include "signoff/document_text.h"
#include "signoff/signature.h"

namespace aegle {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"fhir", "pdf", "text"};
constexpr std::string_view kNanum = "/usr/share/fonts/truetype/nanum/", kDejaVu = "/usr/share/fonts/truetype/dejavu/";

std::string Path(std::string_view folder, std::string_view file) { return std::string(folder) + std::string(file); }

}  // namespace

std::string_view Name(ExportFormat format) { return kFormats[static_cast<std::size_t>(format)]; }

std::optional<ExportFormat> ParseExportFormat(std::string_view name) {
  for (std::size_t i = 0; i < kFormats.size(); ++i)
    if (kFormats[i] == name) return static_cast<ExportFormat>(i);
  return std::nullopt;
}

PdfFonts FindPdfFonts(std::string_view setting) {
  PdfFonts fonts{{Path(kNanum, "NanumGothic.ttf")}, {Path(kNanum, "NanumGothicBold.ttf")}};
  if (!setting.empty()) {
    std::vector<std::string_view> named = Split(setting, ',');
    fonts = {{std::string(Trim(named.front()))}, {std::string(Trim(named.back()))}};
  }
  std::error_code missing;   // symbols that the first fonts lack; without them "?" stands there
  if (std::filesystem::exists(Path(kDejaVu, "DejaVuSans.ttf"), missing)) fonts.regular.push_back(Path(kDejaVu, "DejaVuSans.ttf"));
  if (std::filesystem::exists(Path(kDejaVu, "DejaVuSans-Bold.ttf"), missing)) fonts.bold.push_back(Path(kDejaVu, "DejaVuSans-Bold.ttf"));
  return fonts;
}

std::vector<std::pair<std::string, std::string>> SignatureFacts(const Draft& draft, const CaseFile& file) {
  const SignatureRecord& record = *draft.signature;
  const ModelUse& model = file.answer.model;
  std::vector<std::pair<std::string, std::string>> facts;
  auto add = [&](DocumentWord word, std::string value) { facts.emplace_back(Word(word, draft.language), std::move(value)); };
  std::string signer = record.signer.name + (record.signer.credentials.empty() ? "" : ", " + record.signer.credentials) + " (" + record.signer.id + ")";
  std::string none(Word(DocumentWord::kNone, draft.language));
  add(DocumentWord::kSignedBy, signer);
  add(DocumentWord::kSignedAt, DateTime::FromInstant(record.signed_at).ToString());
  add(DocumentWord::kTextHash, record.text_sha256);
  auto key = FromBase64Url(record.public_key);
  add(DocumentWord::kKey, "Ed25519 " + (key ? KeyFingerprint(*key) : std::string("?")));
  add(DocumentWord::kModel, model.model.empty() ? none : model.model + (model.sha256.empty() ? "" : ", SHA-256 " + model.sha256));
  if (!model.prompt_sha256.empty()) add(DocumentWord::kPrompt, model.prompt_sha256);
  add(DocumentWord::kRecord, draft.record_sha256);
  return facts;
}

std::string TextDocument(const Draft& draft, const CaseFile& file) {
  std::string text = draft.signature->text + "\n----------------------------------------\n" + std::string(Word(DocumentWord::kSignature, draft.language)) + "\n";
  for (const auto& [name, value] : SignatureFacts(draft, file)) text += name + ": " + value + "\n";
  return text + "JWS: " + draft.signature->jws + "\n";
}

}  // namespace aegle
