// aegle deid: identifiers out of files, folders or standard input.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "cli/verb.h"
#include "deid/recogniser.h"
#include "deid/record_formats.h"
#include "deid/surrogate_book.h"
#include "serve/views.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> paths;
  std::string out, format, person, profile = "safe-harbor", key_file, map_file;
  bool find = false, reveal = false, no_map = false;
};

struct InputFile {
  std::string path;      // "-" for standard input
  std::string relative;  // within the folder that was named
};

Result<std::string> ReadBytes(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "The file cannot be opened", path);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return Fail(ErrorCode::kIo, "The file cannot be read", path);
  return bytes;
}

// Written beside its place and renamed, so that nobody sees a half.
Result<void> WriteBytes(const fs::path& path, std::string_view bytes, mode_t mode) {
  fs::path temporary = path.string() + ".part";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  ::chmod(temporary.c_str(), mode);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code error;
  if (out) fs::rename(temporary, path, error);
  if (!out || error) return Fail(ErrorCode::kIo, "The file cannot be written", path.string());
  return {};
}

Result<std::vector<InputFile>> ListFiles(const Options& options) {
  std::vector<InputFile> files;
  for (const std::string& path : options.paths) {
    std::error_code error;
    if (path == "-") {
      files.push_back({"-", ""});
    } else if (fs::is_directory(path, error)) {
      for (const auto& entry : fs::recursive_directory_iterator(path, error))
        if (entry.is_regular_file()) files.push_back({entry.path().string(), fs::relative(entry.path(), path).string()});
    } else if (fs::is_regular_file(path, error)) {
      files.push_back({path, fs::path(path).filename().string()});
    } else {
      return Fail(ErrorCode::kNotFound, "There is no such file or folder", path);
    }
  }
  std::sort(files.begin(), files.end(), [](const InputFile& a, const InputFile& b) { return a.path < b.path; });
  return files;
}

// The map is sealed with a key of its own, and never lies where the output goes.
struct MapStore {
  std::string path, key;
};
Result<MapStore> OpenMap(const Options& options, const std::string& home) {
  MapStore store{options.map_file.empty() ? home + "/deid.map" : options.map_file, {}};
  std::error_code error;
  fs::path map_folder = fs::weakly_canonical(fs::absolute(store.path).parent_path(), error),
           out = options.out.empty() ? fs::path() : fs::weakly_canonical(fs::absolute(options.out), error);
  if (!out.empty() && (map_folder == out || map_folder.string().starts_with(out.string() + "/")))
    return Fail(ErrorCode::kBadUsage, "The re-identification map must not lie in the output folder", "--map",
                "Name a place that the output does not go to.");
  AEGLE_TRY(key, ProjectKey::ReadOrCreate(home + "/deid-map.key"));
  auto mac = key.Mac("deid map", "");
  store.key.assign(reinterpret_cast<const char*>(mac.data()), mac.size());
  return store;
}

Result<void> LoadMap(const MapStore& store, Deidentifier& deid) {
  std::error_code error;
  if (!fs::exists(store.path, error)) return {};
  AEGLE_TRY(sealed, ReadBytes(store.path));
  auto book = SurrogateBook::Unseal(sealed, store.key);
  if (!book) {
    Error problem = book.error();
    problem.place = store.path;
    return tl::unexpected(problem);
  }
  deid.book() = std::move(*book);
  return {};
}

Result<DeidFormat> FormatOf(const Options& options, std::string_view bytes, const std::string& name) {
  if (!options.format.empty()) return ParseDeidFormat(options.format);
  return RecogniseDeidFormat(bytes, name);
}

// Each part of a path loses its identifiers; two files never get one name.
std::string OutputName(const std::string& relative, const RecordOptions& options, const PersonIndex& persons, Deidentifier& deid,
                       std::set<std::string>& used) {
  std::string made;
  for (const auto& part : fs::path(relative)) made += (made.empty() ? "" : "/") + DeidentifyFileName(part.string(), options, persons, deid);
  fs::path path(made);
  for (int i = 2; !used.insert(made).second; ++i)
    made = (path.parent_path() / fmt::format("{}-{}{}", path.stem().string(), i, path.extension().string())).string();
  return made;
}

void PrintSpans(const std::string& bytes) {
  Recogniser recogniser;
  Json spans = Json::array();
  for (const FoundPhi& found : recogniser.Find(bytes))
    spans.push_back({{"begin", found.begin},
                     {"end", found.end},
                     {"class", Info(found.phi_class).name},
                     {"text", bytes.substr(found.begin, found.end - found.begin)}});
  fmt::print("{}\n", DumpJson({{"spans", spans}}));
}

class DeidRun {
 public:
  DeidRun(Cli& cli, const Options& options, Deidentifier& deid) : cli_(cli), options_(options), deid_(deid) {
    record_.person = options.person;
    record_.this_year = DateTime::FromInstant(Now()).year();
  }

  Result<int> Run(const std::vector<InputFile>& files) {
    for (const InputFile& file : files) {
      if (file.path == "-") continue;
      AEGLE_TRY(bytes, ReadBytes(file.path));
      AEGLE_TRY(format, FormatOf(options_, bytes, file.relative));
      CollectPersons(bytes, format, persons_);
    }
    for (const InputFile& file : files) AEGLE_CHECK(One(file));
    return failed_ ? Info(ErrorCode::kBadInput).exit_code : 0;
  }
  Json report = Json::array();

 private:
  Result<void> One(const InputFile& file) {
    AEGLE_TRY(bytes, ReadBytes(file.path));
    AEGLE_TRY(format, FormatOf(options_, bytes, file.relative));
    if (file.path == "-") {
      CollectPersons(bytes, format, persons_);
      persons_.Finish();
    } else if (!finished_) {
      persons_.Finish();
      finished_ = true;
    }
    auto done = DeidentifyRecord(bytes, format, record_, persons_, deid_);
    if (!done) {
      Error error = done.error();
      error.place = file.path + (error.place.empty() ? "" : ", " + error.place);
      if (file.path == "-" || options_.paths.size() == 1) {
        std::error_code ignored;
        if (!fs::is_directory(options_.paths[0], ignored)) return tl::unexpected(error);
      }
      failed_ = true;
      fmt::print(stderr, "not written: {}\n", error.ToString());
      report.push_back({{"error", error.message}, {"place", error.place}});
      return {};
    }
    return Write(file, format, *done);
  }

  Result<void> Write(const InputFile& file, DeidFormat format, const DeidRecord& done) {
    if (file.path == "-") {
      std::cout.write(done.bytes.data(), static_cast<std::streamsize>(done.bytes.size()));
      std::cout.flush();
      return {};
    }
    std::string name = OutputName(file.relative, record_, persons_, deid_, used_);
    fs::path path = fs::path(options_.out) / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    AEGLE_CHECK(WriteBytes(path, done.bytes, 0644));
    Json replaced = Json::object();
    std::size_t total = 0;
    for (const auto& [kind, count] : done.replaced) replaced[kind] = count, total += count;
    report.push_back({{"file", name}, {"format", Name(format)}, {"replaced", replaced}, {"warnings", done.warnings}});
    if (!cli_.json && !cli_.quiet) fmt::print("{}  ({}, {} replaced)\n", name, Name(format), total);
    for (const std::string& warning : done.warnings) fmt::print(stderr, "  {}: {}\n", name, warning);
    return {};
  }

  Cli& cli_;
  const Options& options_;
  Deidentifier& deid_;
  RecordOptions record_;
  PersonIndex persons_;
  std::set<std::string> used_;
  bool finished_ = false, failed_ = false;
};

Result<int> Run(Cli& cli, Runtime& runtime, const Options& options) {
  AEGLE_TRY(files, ListFiles(options));
  if (options.find) {
    for (const InputFile& file : files) {
      AEGLE_TRY(bytes, ReadBytes(file.path));
      PrintSpans(bytes);
    }
    return 0;
  }
  bool stream = std::all_of(files.begin(), files.end(), [](const InputFile& file) { return file.path == "-"; });
  if (!stream && options.out.empty() && !options.reveal)
    return Fail(ErrorCode::kBadUsage, "Where should the result go?", "--out", "Name a folder: aegle deid export/ --out safe/");
  std::error_code error;
  fs::create_directories(runtime.home(), error);
  AEGLE_TRY(key, ProjectKey::ReadOrCreate(options.key_file.empty() ? runtime.home() + "/deid.key" : options.key_file));
  Deidentifier deid(key, {options.profile == "strict" ? DeidProfile::kStrict : DeidProfile::kSafeHarbor});
  AEGLE_TRY(map, OpenMap(options, runtime.home()));
  if (!options.no_map) AEGLE_CHECK(LoadMap(map, deid));
  if (options.reveal) {
    for (const InputFile& file : files) {
      AEGLE_TRY(bytes, ReadBytes(file.path));
      std::cout << deid.Reidentify(bytes, options.person);
    }
    return 0;
  }
  DeidRun run(cli, options, deid);
  AEGLE_TRY(code, run.Run(files));
  if (!options.no_map) AEGLE_CHECK(WriteBytes(map.path, deid.book().Seal(map.key), 0600));
  if (cli.json && !stream) fmt::print("{}\n", DumpJson({{"files", run.report}, {"map", options.no_map ? "" : map.path}}));
  return code;
}

}  // namespace

void AddDeidVerb(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App& verb =
      AddVerb(app, cli, "deid", "De-identify: text, FHIR (JSON, NDJSON), HL7 v2, CSV and DICOM headers, with consistent surrogates",
              {{"aegle deid export/ --out safe/", "a folder; the same person gets the same surrogates in every format"},
               {"aegle deid - < note.txt", "standard input to standard output"},
               {"aegle deid note.txt --find", "only say what would be found"},
               {"aegle deid safe/note.txt --reveal", "undo with the sealed map of this data folder"}});
  verb.add_option("path", options->paths, "Files, folders, or - for standard input")->required();
  verb.add_option("--out,-o", options->out, "Folder for the result; file names lose their identifiers, too")->type_name("DIR");
  verb.add_option("--format", options->format, "text, fhir, ndjson, hl7, csv or dicom (default: recognised)");
  verb.add_option("--patient", options->person, "Record number of the patient, where the files do not say whose they are");
  verb.add_option("--profile", options->profile, "safe-harbor (HIPAA: years, states and countries stay) or strict")
      ->check(CLI::IsMember({"safe-harbor", "strict"}));
  verb.add_option("--key", options->key_file, "Key file of the project (default: deid.key in the data folder; made at the first use)");
  verb.add_option("--map", options->map_file, "Sealed re-identification map (default: deid.map in the data folder)");
  verb.add_flag("--no-map", options->no_map, "Keep no map: nothing can be undone");
  verb.add_flag("--find", options->find, "Print what is found as JSON, change nothing");
  verb.add_flag("--reveal", options->reveal, "Undo: surrogates in the files become the originals, on standard output");
  verb.callback([&cli, options] {
    cli.run = [&cli, options](Runtime& runtime) -> Result<int> {
      Options chosen = *options;
      if (!chosen.person.empty()) chosen.person = PersonIndex::RecordNumber(chosen.person);
      return Run(cli, runtime, chosen);
    };
  });
}

}  // namespace aegle
