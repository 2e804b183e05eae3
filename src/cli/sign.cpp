// aegle sign: drafts from the first reading to the signed document.
#include <fmt/color.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "base/text.h"
#include "access/guarded_store.h"
#include "access/sign_in.h"
#include "cli/secret.h"
#include "cli/verb.h"
#include "signoff/desk_audit.h"
#include "signoff/document_text.h"
#include "signoff/draft_view.h"

namespace aegle {
namespace {

struct Options {
  std::string draft, patient, statement, section, text, file, format = "pdf", output, reason, user, code;
  std::vector<std::string> remove, restore, confirm, withdraw;
  bool all = false;
};

// Who sits at the desk: the holder of the key file, who reads and edits, or a user with a password, who may also sign.
struct Seat {
  Signer who;
  std::unique_ptr<GuardedStore> store;   // as this person may see it
  std::unique_ptr<SigningDesk> desk;
};

Result<Principal> Authenticate(Runtime& runtime, Store& site, const Options& options, Signer& who) {
  if (options.user.empty()) {
    who = {ActorOfProcess(), "", std::string(Name(Role::kOwner)), ""};
    return Runtime::principal();
  }
  AEGLE_TRY(password, ReadSecret("Password", "echo PASSWORD | aegle sign ... --user NAME"));
  Directory directory(site);
  auto user = SignIn(directory).Check(options.user, password, options.code, Now());
  if (!user) {
    AEGLE_CHECK(runtime.Audit({.action = AuditAction::kLogin, .actor = options.user, .resource = "sign", .outcome = AuditOutcome::kRefused}));
    return tl::unexpected(user.error());
  }
  who = {user->name, user->display, std::string(Name(user->role)), ""};
  return user->principal();
}

Result<Seat> Sit(Runtime& runtime, const Options& options) {
  AEGLE_TRY(site, runtime.site_store());
  AEGLE_TRY(key, runtime.signing_key());
  Seat seat;
  AEGLE_TRY(principal, Authenticate(runtime, *site, options, seat.who));
  seat.store = std::make_unique<GuardedStore>(*site, principal, Now());
  auto record = [&runtime](const DeskEvent& event) { return runtime.Audit(ToAuditEvent(event)); };
  seat.desk = std::make_unique<SigningDesk>(
      DeskOptions{*seat.store, key, record, std::string("aegle ") + AEGLE_VERSION, FindPdfFonts(runtime.settings().Text("export.fonts")), site});
  return seat;
}

fmt::text_style Style(const Terminal& terminal, fmt::text_style style) { return terminal.colour() ? style : fmt::text_style(); }

std::string_view Flag(const Statement& one) {
  if (one.removed) return "removed";
  if (one.verdict == Verdict::kStruck) return one.added() || one.edited() ? "not in the record" : "struck";
  return one.added() ? "added" : one.edited() ? "edited" : "";
}

void PrintDifference(const WordDiff& diff, const Terminal& terminal) {
  for (const DiffPart& part : diff) {
    if (part.kind == DiffPart::Kind::kSame) fmt::print("{}", part.text);
    else if (part.kind == DiffPart::Kind::kRemoved) fmt::print(Style(terminal, fmt::fg(fmt::terminal_color::red)), "[-{}-]", part.text);
    else fmt::print(Style(terminal, fmt::fg(fmt::terminal_color::green)), "{{+{}+}}", part.text);
  }
  fmt::print("\n");
}

void PrintStatement(const Statement& one, const Terminal& terminal) {
  std::string cites = one.cites.empty() ? "" : " [" + Join(one.cites, ", ") + "]";
  std::string_view flag = Flag(one);
  fmt::print("  {} {}{}", FitColumns(one.id, 6), one.removed ? one.drafted.text : one.text, cites);
  if (!flag.empty()) fmt::print(Style(terminal, fmt::fg(one.verdict == Verdict::kStruck ? fmt::terminal_color::red : fmt::terminal_color::yellow)), "  ({})", flag);
  fmt::print("\n");
  for (const Finding& finding : one.why)
    if (one.verdict == Verdict::kStruck && !one.removed) fmt::print("         {}\n", finding.message);
  if (one.edited() && !one.added()) {
    fmt::print("         ");
    PrintDifference(DiffWords(one.drafted.text, one.text), terminal);
  }
}

std::string_view Word(RiskKind kind) {
  switch (kind) {
    case RiskKind::kAllergy: return "allergy";
    case RiskKind::kAnticoagulant: return "anticoagulant";
    case RiskKind::kMedicationChange: return "changed medication";
    case RiskKind::kCriticalValue: return "critical value";
    case RiskKind::kNegatedCritical: return "critical finding denied";
    case RiskKind::kCodeStatus: return "code status";
    case RiskKind::kStruckKept: return "not carried by the record";
    case RiskKind::kEditedValue: return "value changed by an edit";
    case RiskKind::kRemoved: return "high-risk sentence removed";
    case RiskKind::kRecordChanged: return "the record changed since the draft";
  }
  return "";
}

void PrintDraft(const OpenDraft& open, const Terminal& terminal) {
  const Draft& draft = open.draft;
  DocumentHead head = draft.signature ? draft.signature->head : HeadOf(open.file.patient);
  fmt::print(Style(terminal, fmt::emphasis::bold), "{} · {}\n", DocumentTitle(draft.task, draft.language), PatientLine(head, draft.language));
  fmt::print("{} · {} · as of {}\n", draft.answer.ToString(), Name(draft.state), draft.as_of.Readable());
  if (!IsSigned(draft.state)) fmt::print("{}\n", draft.language == Language::kKorean ? "초안, 서명 전. 의료기기가 아닙니다." : "Draft, not signed. Not a medical device.");
  for (const DraftSection& section : draft.sections) {
    fmt::print(Style(terminal, fmt::emphasis::bold), "\n{} {}\n", section.id, section.title);
    for (const Statement& one : section.statements) PrintStatement(one, terminal);
  }
  if (!IsSigned(draft.state) && !open.risks.empty()) {
    fmt::print(Style(terminal, fmt::emphasis::bold), "\nHigh-risk items\n");
    for (const Risk& risk : open.risks)
      fmt::print("  [{}] {}  {}: {}\n", risk.confirmed ? "x" : " ", risk.key, Word(risk.kind), risk.text.empty() ? "load the newest draft, or confirm" : risk.text);
  }
  if (!draft.signature) return;
  fmt::print(Style(terminal, fmt::emphasis::bold), "\n{}\n", aegle::Word(DocumentWord::kSignature, draft.language));
  for (const auto& [name, value] : SignatureFacts(draft, open.file)) fmt::print("  {}: {}\n", name, value);
}

Result<int> Show(Cli& cli, Result<OpenDraft> open, const Signer& who) {
  if (!open) return tl::unexpected(open.error());
  if (cli.json) fmt::print("{}\n", DraftViewJson(*open, who));
  else PrintDraft(*open, cli.terminal);
  return 0;
}

Result<int> ListDrafts(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(seat, Sit(runtime, options));
  DraftFilter filter{options.all, std::nullopt};
  if (!options.patient.empty()) {
    AEGLE_TRY(patient, PatientId::Parse(options.patient));
    filter.patient = patient;
  }
  AEGLE_TRY(drafts, seat.desk->List(filter));
  Store* store = seat.store.get();
  if (cli.json) {
    fmt::print("{}\n", DraftListJson(*store, drafts));
    return 0;
  }
  fmt::print("{} {} {} {} {} {}\n", FitColumns("id", 6), FitColumns("state", 10), FitColumns("document", 20), FitColumns("patient", 24), FitColumns("drafted", 16), "by");
  for (const Draft& draft : drafts) {
    AEGLE_TRY(patient, store->GetPatient(draft.patient));
    fmt::print("{} {} {} {} {} {}\n", FitColumns(draft.answer.ToString(), 6), FitColumns(Name(draft.state), 10), FitColumns(draft.task + " (" + std::string(Code(draft.language)) + ")", 20),
               FitColumns(HeadOf(patient).patient_name + " " + draft.patient.ToString(), 24), FitColumns(DateTime::FromInstant(draft.created).Readable(), 16), draft.steps.back().name);
  }
  if (drafts.empty()) fmt::print("Nothing waits for a signature. aegle handoff PATIENT writes a draft.\n");
  return 0;
}

struct Opened {
  Seat seat;
  AnswerId id;
  std::int64_t version;
  PatientId patient;
};

Result<Opened> OpenOne(Runtime& runtime, const Options& options) {
  AEGLE_TRY(seat, Sit(runtime, options));
  AEGLE_TRY(id, AnswerId::Parse(options.draft));
  AEGLE_TRY(open, seat.desk->Open(id));
  return Opened{std::move(seat), id, open.draft.version, open.draft.patient};
}

Result<int> ShowOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(seat, Sit(runtime, options));
  AEGLE_TRY(id, AnswerId::Parse(options.draft));
  AEGLE_TRY(open, seat.desk->Open(id));
  if (IsSigned(open.draft.state)) AEGLE_CHECK(seat.desk->Verify(id));
  return Show(cli, std::move(open), seat.who);
}

Result<int> ReviewOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(opened, OpenOne(runtime, options));
  return Show(cli, opened.seat.desk->Review(opened.id, opened.version, opened.seat.who, Now(), 0), opened.seat.who);
}

Result<std::string> ReadAll(const std::string& file) {
  std::stringstream bytes;
  if (file == "-") {
    bytes << std::cin.rdbuf();
    return bytes.str();
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "there is no such file", file);
  bytes << in.rdbuf();
  return bytes.str();
}

Result<DraftEdit> EditOf(const Options& options) {
  DraftEdit edit;
  if (!options.file.empty()) {
    AEGLE_TRY(text, ReadAll(options.file));
    AEGLE_TRY(parsed, ParseDraftEdit(text));
    edit = std::move(parsed);
  }
  if (!options.text.empty()) edit.statements.push_back({options.statement, options.section, options.text, std::nullopt, std::nullopt});
  for (const std::string& id : options.remove) edit.statements.push_back({id, "", std::nullopt, std::nullopt, true});
  for (const std::string& id : options.restore) edit.statements.push_back({id, "", std::nullopt, std::nullopt, false});
  edit.confirm.insert(edit.confirm.end(), options.confirm.begin(), options.confirm.end());
  edit.withdraw.insert(edit.withdraw.end(), options.withdraw.begin(), options.withdraw.end());
  return edit;
}

Result<int> EditOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(edit, EditOf(options));
  if (edit.statements.empty() && edit.confirm.empty() && edit.withdraw.empty())
    return Fail(ErrorCode::kBadUsage, "nothing is to be changed", "", "aegle sign edit --help shows how.");
  AEGLE_TRY(opened, OpenOne(runtime, options));
  return Show(cli, opened.seat.desk->Edit(opened.id, opened.version, edit, opened.seat.who, Now()), opened.seat.who);
}

// One question for each item; anything but "y" leaves it open.
DraftEdit AskForEach(const std::vector<Risk>& risks) {
  DraftEdit edit;
  for (const Risk& risk : risks) {
    if (risk.confirmed) continue;
    fmt::print(stderr, "{}: {}\n  Is this right? [y/N] ", Word(risk.kind), risk.text);
    std::string line;
    if (!std::getline(std::cin, line)) break;
    if (line == "y" || line == "Y" || line == "예") edit.confirm.push_back(risk.key);
  }
  return edit;
}

Result<int> SignOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(opened, OpenOne(runtime, options));
  const Signer& who = opened.seat.who;
  SigningDesk& desk = *opened.seat.desk;
  if (options.user.empty())
    return Fail(ErrorCode::kDenied, "signing needs a named clinician", "--user", "aegle users add NAME --role clinician makes an account; aegle users relate NAME PATIENT says whom they care for.");
  AEGLE_CHECK(opened.seat.store->Require(Resource::kSignature, Action::kSign, opened.patient));
  AEGLE_TRY(open, desk.Open(opened.id));
  DraftEdit edit;
  edit.confirm = options.confirm;
  if (options.confirm.empty() && isatty(STDIN_FILENO) != 0) edit = AskForEach(open.risks);
  std::int64_t version = opened.version;
  if (!edit.confirm.empty()) {
    AEGLE_TRY(confirmed, desk.Edit(opened.id, version, edit, who, Now()));
    version = confirmed.draft.version;
  }
  return Show(cli, desk.Sign(opened.id, version, who, Now()), who);
}

Result<int> DiscardOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(opened, OpenOne(runtime, options));
  return Show(cli, opened.seat.desk->Discard(opened.id, opened.version, opened.seat.who, Now(), options.reason), opened.seat.who);
}

Result<void> WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Fail(ErrorCode::kIo, "the file cannot be written", path);
  return {};
}

Result<int> ExportOne(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(opened, OpenOne(runtime, options));
  AEGLE_CHECK(opened.seat.store->Require(Resource::kExport, Action::kExport, opened.patient));
  auto format = ParseExportFormat(options.format);
  AEGLE_TRY(file, opened.seat.desk->Export(opened.id, *format, opened.seat.who, Now()));
  if (options.output == "-") {
    std::fwrite(file.bytes.data(), 1, file.bytes.size(), stdout);
    return 0;
  }
  std::string path = options.output.empty() ? file.name : options.output;
  AEGLE_CHECK(WriteFile(path, file.bytes));
  if (cli.json) fmt::print("{{\"file\":\"{}\",\"bytes\":{}}}\n", path, file.bytes.size());
  else fmt::print("{} ({})\n", path, HumanBytes(file.bytes.size()));
  return 0;
}

Result<int> ListEdits(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(seat, Sit(runtime, options));
  AEGLE_TRY(edits, seat.desk->Edits());
  if (cli.json) {
    fmt::print("{}\n", EditsJson(edits));
    return 0;
  }
  for (const EditRecord& one : edits) {
    fmt::print("{} {} {} {} {}\n  ", one.answer.ToString(), one.task, one.statement, one.what, one.by_model ? "(worded by the model)" : "(written by code)");
    PrintDifference(one.diff, cli.terminal);
  }
  if (edits.empty()) fmt::print("Nobody has edited a draft.\n");
  return 0;
}

using Action = Result<int> (*)(Cli&, Runtime&, const Options&);

CLI::App& Add(CLI::App& parent, Cli& cli, const std::shared_ptr<Options>& options, const char* name, const char* description, const std::vector<Example>& examples, Action action) {
  CLI::App& verb = AddVerb(parent, cli, name, description, examples);
  verb.callback([&cli, options, action] { cli.run = [&cli, options, action](Runtime& runtime) { return action(cli, runtime, *options); }; });
  return verb;
}

void AddWho(CLI::App& verb, const std::shared_ptr<Options>& options) {
  auto* user = verb.add_option("--user", options->user, "Your account; its password is asked for, or read from standard input");
  verb.add_option("--code", options->code, "Code of the second factor")->needs(user);
}

void AddDraft(CLI::App& verb, const std::shared_ptr<Options>& options) { verb.add_option("draft", options->draft, "Id of the draft, as a7")->required(); }

void AddEditOptions(CLI::App& verb, const std::shared_ptr<Options>& options) {
  auto* statement = verb.add_option("--statement", options->statement, "Id of the sentence, as s2.3");
  auto* section = verb.add_option("--add-to", options->section, "Id of the section that gets a new sentence, as s2");
  auto* text = verb.add_option("--text", options->text, "Its new wording; [f4] cites");
  statement->needs(text);
  section->needs(text)->excludes(statement);
  verb.add_option("--remove", options->remove, "Ids of sentences to take out");
  verb.add_option("--restore", options->restore, "Ids of sentences to put back");
  verb.add_option("--confirm", options->confirm, "Keys of high-risk items that are right");
  verb.add_option("--withdraw", options->withdraw, "Keys of high-risk items that are not confirmed any more");
  verb.add_option("--file", options->file, "The change as JSON, as PATCH /api/drafts takes it; - is standard input");
}

}  // namespace

void AddSignVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& sign = AddVerb(app, cli, "sign", "Review, edit, sign and export drafts",
                           {{"aegle sign list", "what waits for a signature"}, {"aegle sign show a7", "a draft with its high-risk items"}, {"aegle sign sign a7 --user kim", "asks for each of them"},
                            {"aegle sign export a7 --format fhir", "only what is signed"}});
  sign.require_subcommand(1);
  CLI::App& list = Add(sign, cli, options, "list", "Drafts that wait for a signature, newest first", {{"aegle sign list --all", "also signed and discarded ones"}}, ListDrafts);
  list.add_flag("--all", options->all, "Also signed, superseded and discarded ones");
  list.add_option("--patient", options->patient, "Of one patient, as p1");
  CLI::App& show = Add(sign, cli, options, "show", "One draft; of a signed one the signature is verified", {{"aegle sign show a7", "with sentences and their ids"}}, ShowOne);
  CLI::App& review = Add(sign, cli, options, "review", "Say that you have read it as it stands", {{"aegle sign review a7 --user kim", "before signing"}}, ReviewOne);
  CLI::App& edit = Add(sign, cli, options, "edit", "Change sentences; each is verified again",
                       {{"aegle sign edit a7 --statement s2.3 --text \"Potassium is 5.9 mmol/L [f4].\"", "another wording"}, {"aegle sign edit a7 --remove s2.4", "take one out"},
                        {"aegle sign edit a7 --add-to s4 --text \"Call the family.\"", "add one"}, {"aegle sign edit a7 --confirm allergy:f12", "one high-risk item is right"}},
                       EditOne);
  CLI::App& finish = Add(sign, cli, options, "sign", "Sign; each high-risk item needs its own confirmation", {{"aegle sign sign a7 --user kim", "asks for each item"}}, SignOne);
  CLI::App& discard = Add(sign, cli, options, "discard", "Take a draft out of the inbox", {{"aegle sign discard a7 --reason \"wrong encounter\"", "with a reason"}}, DiscardOne);
  CLI::App& out = Add(sign, cli, options, "export", "Write a signed document to a file",
                      {{"aegle sign export a7", "PDF"}, {"aegle sign export a7 --format fhir -o handoff.json", "a FHIR R4 document"}, {"aegle sign export a7 --format text -o -", "to standard output"}}, ExportOne);
  Add(sign, cli, options, "edits", "What people changed, as evaluation data", {{"aegle sign edits --json", "with the difference of each sentence"}}, ListEdits);
  for (CLI::App* verb : {&show, &review, &edit, &finish, &discard, &out}) AddDraft(*verb, options);
  for (CLI::App* verb : {&list, &show, &review, &edit, &finish, &discard, &out}) AddWho(*verb, options);
  AddEditOptions(edit, options);
  finish.add_option("--confirm", options->confirm, "Keys of high-risk items that are right");
  discard.add_option("--reason", options->reason, "Why nobody wants it")->required();
  out.add_option("--format", options->format, "pdf, fhir or text")->check(CLI::IsMember({"pdf", "fhir", "text"}));
  out.add_option("-o,--output", options->output, "File; - is standard output");
}

}  // namespace aegle
