// A signed document as PDF.
#include <fmt/format.h>

#include <algorithm>

#include "signoff/document_text.h"
#include "signoff/export.h"
#include "signoff/pdf_page.h"

namespace aegle {
namespace {

constexpr double kNameWidth = 118;

void PutHead(PdfPages& pages, const Draft& draft, const Answer& answer) {
  const DocumentHead& head = draft.signature->head;
  pages.Paragraph(DocumentTitle(draft.task, draft.language), {17, true, 0}, 0, {}, 4);
  pages.Paragraph(PatientLine(head, draft.language), {11, true, 0});
  if (!draft.as_of.empty()) pages.Paragraph(fmt::format("{}: {}", Word(DocumentWord::kAsOf, draft.language), draft.as_of.Readable()), {9.5, false, 0.2});
  if (!draft.question.empty()) pages.Paragraph(fmt::format("{}: {}", Word(DocumentWord::kQuestion, draft.language), draft.question), {10, false, 0});
  for (const std::string& line : AuthorshipLines(draft, answer)) pages.Paragraph(line, {8.5, false, 0.3}, 0, {}, 1);
  pages.Space(4);
  pages.Rule();
}

void PutSections(PdfPages& pages, const Draft& draft) {
  bool unsupported = false;
  for (const DraftSection& section : draft.sections) {
    if (std::all_of(section.statements.begin(), section.statements.end(), [](const Statement& one) { return one.removed; })) continue;
    pages.Space(7);
    pages.Keep(48);   // a title is not left alone at the foot of a page
    pages.Paragraph(section.title, {11.5, true, 0}, 0, {}, 3);
    for (const Statement& one : section.statements) {
      if (one.removed) continue;
      std::string cites = CitationText(one);
      pages.Paragraph(one.text + (cites.empty() ? "" : " " + cites), {10, false, 0}, 13, "•", 2);
      unsupported = unsupported || one.verdict == Verdict::kStruck;
    }
  }
  if (unsupported) pages.Paragraph(UnsupportedNote(draft.language), {8.5, false, 0.2}, 0, {}, 3);
}

void PutSources(PdfPages& pages, const Draft& draft, const Answer& answer) {
  std::vector<const Evidence*> cited = CitedEvidence(draft, answer);
  if (!cited.empty()) {
    pages.Space(8);
    pages.Keep(40);
    pages.Paragraph(Word(DocumentWord::kSources, draft.language), {10, true, 0}, 0, {}, 2);
    for (const Evidence* one : cited) pages.Paragraph("[" + one->label + "] " + one->text, {8, false, 0.2}, 0, {}, 1);
  }
  if (answer.left_out.empty()) return;
  pages.Space(6);
  pages.Keep(30);
  pages.Paragraph(Word(DocumentWord::kLeftOut, draft.language), {10, true, 0}, 0, {}, 2);
  for (const LeftOut& one : answer.left_out) pages.Paragraph(std::to_string(one.count) + " " + one.what, {8, false, 0.2}, 10, "–", 1);
}

void PutSignature(PdfPages& pages, const Draft& draft, const CaseFile& file) {
  pages.Space(12);
  pages.Keep(150);
  pages.Rule();
  pages.Paragraph(Word(DocumentWord::kSignature, draft.language), {11, true, 0}, 0, {}, 3);
  for (const auto& [name, value] : SignatureFacts(draft, file)) pages.Pair(name, value, kNameWidth);
}

// Files within the file, so that the signature can be verified from the PDF alone: the text that was signed and the JWS.
int AddAttachments(PdfFile& file, const SignatureRecord& record) {
  std::string names;
  auto attach = [&](const std::string& name, const std::string& type, const std::string& bytes) {
    int data = file.AddStream(fmt::format("/Type /EmbeddedFile /Subtype /{} /Params <</Size {}>>", type, bytes.size()), bytes);
    int spec = file.Add(fmt::format("<</Type /Filespec /F ({}) /UF {} /EF <</F {}>>>>", name, PdfText(name), PdfReference(data)));
    names += fmt::format("({}) {} ", name, PdfReference(spec));
  };
  attach("signature.jws", "application#2Fjose", record.jws);
  attach("signed-text.txt", "text#2Fplain", record.text);
  return file.Add(fmt::format("<</EmbeddedFiles <</Names [{}]>>>>", names));
}

}  // namespace

Result<std::string> PdfDocument(const Draft& draft, const CaseFile& file, const PdfFonts& fonts) {
  AEGLE_TRY(pages, PdfPages::Make(fonts));
  const SignatureRecord& record = *draft.signature;
  PutHead(pages, draft, file.answer);
  PutSections(pages, draft);
  PutSources(pages, draft, file.answer);
  PutSignature(pages, draft, file);
  bool korean = draft.language == Language::kKorean;
  std::string title = DocumentTitle(draft.task, draft.language);
  std::string foot = fmt::format("{} {} · {} · {} {}", korean ? "인공지능 초안, 전자서명:" : "AI-assisted draft, signed electronically:", record.signer.name,
                                 DateTime::FromInstant(record.signed_at).Readable() + " UTC", "SHA-256", record.text_sha256.substr(0, 16));
  PdfFile pdf;
  AEGLE_TRY(parent, pages.Write(pdf, {foot, "{page} / {pages}", title + " · " + PatientLine(record.head, draft.language)}));
  int names = AddAttachments(pdf, record);
  int info = pdf.Add(fmt::format("<</Title {} /Author {} /Creator (Aegle) /CreationDate {} /Keywords (AIAST)>>", PdfText(title), PdfText(record.signer.name), PdfDate(record.signed_at)));
  int root = pdf.Add(fmt::format("<</Type /Catalog /Pages {} /Names {} /Lang ({}) /ViewerPreferences <</DisplayDocTitle true>>>>", PdfReference(parent), PdfReference(names), korean ? "ko-KR" : "en"));
  return pdf.Finish(root, info);
}

}  // namespace aegle
