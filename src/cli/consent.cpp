// aegle consent: what a person agreed to or refused, and withdrawal with its proof.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "access/consent_book.h"
#include "cli/verb.h"
#include "serve/access_json.h"
#include "serve/views.h"

namespace aegle {
namespace {

struct Options {
  std::string patient, purpose = "treatment", from, until, note, id;
  std::vector<std::string> purposes, actors, labels;
  bool refuse = false;
};

std::string Joined(const AccessView& list, const char* none) {
  std::string text;
  for (const auto& part : list) text += (text.empty() ? "" : ", ") + part.get<std::string>();
  return text.empty() ? none : text;
}

void PrintConsent(const Cli& cli, const Consent& consent) {
  if (cli.json) {
    fmt::print("{}\n", ToJson(consent));
    return;
  }
  const AccessView view = AccessView::parse(ToJson(consent));
  auto day = [](Instant time) { return DateTime::FromInstant(time, TimePrecision::kMinute).Readable(); };
  fmt::print("{} {} {} for {}, {}, by {}{}{}\n", FitColumns(consent.id, 10), IsInForce(consent, Now()) ? "✓" : "·", Name(consent.kind), Joined(view["purposes"], "every purpose"),
             Joined(view["labels"], "the whole record"), Joined(view["actors"], "everybody"), consent.until == 0 ? "" : ", until " + day(consent.until),
             consent.withdrawn == 0 ? "" : ", ended " + day(consent.withdrawn));
  fmt::print("{} written down by {} {}{}\n", FitColumns("", 12), consent.recorded_by, day(consent.recorded), consent.note.empty() ? "" : ": " + consent.note);
}

Result<void> Record(Runtime& runtime, const char* what, PatientId patient, const std::string& purpose, std::string detail = {}) {
  return runtime.Audit({.action = AuditAction::kConsent, .patient = patient, .resource = std::string("consent ") + what, .purpose = purpose, .detail = std::move(detail)});
}

Result<Purpose> PurposeOption(const std::string& name) {
  if (auto purpose = ParsePurpose(name)) return *purpose;
  return Fail(ErrorCode::kBadUsage, "there is no purpose \"" + name + "\"", "--purpose", "treatment, research or training");
}

Result<Consent> ToConsent(const Options& options, PatientId patient) {
  Consent consent;
  consent.patient = patient;
  consent.kind = options.refuse ? ConsentKind::kRefuse : ConsentKind::kPermit;
  for (const std::string& name : options.purposes) {
    AEGLE_TRY(purpose, PurposeOption(name));
    consent.purposes.push_back(purpose);
  }
  consent.actors = options.actors;
  AEGLE_TRY(labels, LabelsIn(AccessView{{"labels", options.labels}}, "labels"));
  consent.labels = labels;
  if (!options.from.empty()) {
    AEGLE_TRY(from, DateTime::Parse(options.from));
    consent.from = from.start();
  }
  if (!options.until.empty()) {
    AEGLE_TRY(until, DateTime::Parse(options.until));
    consent.until = until.end();
  }
  consent.note = options.note;
  consent.recorded_by = Runtime::principal().name;
  return consent;
}

Result<int> Grant(Cli& cli, Runtime& runtime, Store& store, PatientId patient, const Options& options) {
  AEGLE_TRY(consent, ToConsent(options, patient));
  AEGLE_CHECK(Record(runtime, options.refuse ? "refuse" : "grant", patient, Joined(AccessView(options.purposes), "all")));
  AEGLE_TRY(added, ConsentBook(store).Grant(std::move(consent), Now()));
  PrintConsent(cli, added);
  return 0;
}

Result<int> List(Cli& cli, Runtime& runtime, Store& store, PatientId patient, const Options&) {
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kRead, .patient = patient, .resource = "consents"}));
  AEGLE_TRY(consents, ConsentBook(store).Of(patient));
  if (cli.json) {
    AccessView list = AccessView::array();
    for (const Consent& consent : consents) list.push_back(AccessView::parse(ToJson(consent)));
    fmt::print("{}\n", DumpJson({{"consents", list}}));
    return 0;
  }
  for (const Consent& consent : consents) PrintConsent(cli, consent);
  if (consents.empty()) fmt::print("Nothing is written down: treatment is permitted, research and training are not.\n");
  return 0;
}

Result<int> Withdraw(Cli& cli, Runtime& runtime, Store& store, PatientId patient, const Options& options) {
  AEGLE_TRY(purpose, PurposeOption(options.purpose));
  AEGLE_CHECK(Record(runtime, "withdraw", patient, options.purpose));
  AEGLE_TRY(proof, ConsentBook(store).Withdraw(patient, purpose, Runtime::principal().name, options.note, Now()));
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kSystem, .patient = patient, .resource = "withdrawal proof", .purpose = options.purpose, .detail = ToJson(proof)}));
  if (cli.json) {
    fmt::print("{}\n", ToJson(proof));
    return 0;
  }
  fmt::print("Withdrawn for {}. Removed: {} rows of the search index, {} vectors, {} waiting for training. Left: {}, {}, {}.\n", options.purpose, proof.removed.search,
             proof.removed.vectors, proof.queue_removed, proof.left.search, proof.left.vectors, proof.queue_left);
  return 0;
}

// One consent, and what follows from all of them now.
Result<int> Show(Cli& cli, Runtime& runtime, Store& store, PatientId patient, const Options&) {
  AEGLE_CHECK(runtime.Audit({.action = AuditAction::kRead, .patient = patient, .resource = "consents"}));
  ConsentBook book(store);
  AEGLE_TRY(consents, book.Of(patient));
  AEGLE_TRY(left, book.CountLeft(patient));
  constexpr std::string_view kVerdicts[] = {"nothing said", "permitted", "refused"};
  AccessView verdicts;
  for (Purpose purpose : kPurposes)
    verdicts[std::string(Name(purpose))] = kVerdicts[static_cast<std::size_t>(Evaluate(consents, {purpose, "", "", {}, Now()}))];
  const AccessView indexed{{"search", left.left.search}, {"vectors", left.left.vectors}, {"training", left.queue_left}};
  if (cli.json) {
    fmt::print("{}\n", DumpJson({{"verdicts", verdicts}, {"indexed", indexed}}));
    return 0;
  }
  for (const auto& [name, verdict] : verdicts.items()) fmt::print("{} {}\n", FitColumns(name, 10), verdict.get<std::string>());
  fmt::print("In the search index {} rows, {} vectors; {} waiting for training.\n", left.left.search, left.left.vectors, left.queue_left);
  return 0;
}

using Work = std::function<Result<int>(Cli&, Runtime&, Store&, PatientId, const Options&)>;

CLI::App& AddPart(CLI::App& consent, Cli& cli, const std::shared_ptr<Options>& options, const char* name, const char* description, const std::vector<Example>& examples, Work work) {
  CLI::App& part = AddVerb(consent, cli, name, description, examples);
  part.add_option("patient", options->patient, "Patient, as p17")->required();
  part.callback([&cli, options, work = std::move(work)] {
    cli.run = [&cli, options, work](Runtime& runtime) -> Result<int> {
      AEGLE_TRY(store, runtime.site_store());
      AEGLE_TRY(id, PatientId::Parse(options->patient));
      AEGLE_TRY(patient, store->GetPatient(id));
      return work(cli, runtime, *store, patient.id, *options);
    };
  });
  return part;
}

}  // namespace

void AddConsentVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& consent = AddVerb(app, cli, "consent", "What a person agreed to, refused or withdrew", {{"aegle consent withdraw p17", "no treatment with this system from the next request on"}});
  consent.require_subcommand(1);
  CLI::App& grant = AddPart(consent, cli, options, "grant", "Write a permission down, or with --refuse a refusal",
                            {{"aegle consent grant p17 --purpose research,training --until 2027-12-31", "with an end"}, {"aegle consent grant p17 --refuse --label psychiatry --actor nurse", "a part, for some"}}, Grant);
  grant.add_option("--purpose", options->purposes, "treatment, research, training; none: every purpose")->delimiter(',');
  grant.add_option("--actor", options->actors, "Users or roles; none: everybody")->delimiter(',');
  grant.add_option("--label", options->labels, "Parts of the record: psychiatry, hiv, substance-use, reproductive, restricted; none: the whole")->delimiter(',');
  grant.add_option("--from", options->from, "First day");
  grant.add_option("--until", options->until, "Last day");
  grant.add_option("--note", options->note, "Where the form is, who was there");
  grant.add_flag("--refuse", options->refuse, "The person refuses");
  AddPart(consent, cli, options, "list", "All that was written down, also what has ended", {{"aegle consent list p17", "oldest first"}}, List);
  AddPart(consent, cli, options, "show", "What counts now, and what is in the indexes", {{"aegle consent show p17 --json", "for programs"}}, Show);
  CLI::App& withdraw = AddPart(consent, cli, options, "withdraw", "Withdraw the consent for one purpose, and prove that it took effect",
                               {{"aegle consent withdraw p17", "treatment: out of search and vectors, blocked from now on"}, {"aegle consent withdraw p17 --purpose training", "out of what waits for training"}}, Withdraw);
  withdraw.add_option("--purpose", options->purpose, "treatment, research or training");
  withdraw.add_option("--note", options->note, "Who asked, and how");
}

}  // namespace aegle
