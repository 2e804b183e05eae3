#include "model/catalog.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "model/url.h"

namespace aegle {
namespace {

const std::string kHash(64, 'a');

std::string Entry(const std::string& more = "", const std::string& name = "tiny") {
  return "[[model]]\nname = \"" + name + "\"\nrole = \"chat\"\nlicence = \"MIT\"\nfile = \"tiny.gguf\"\nsha256 = \"" + kHash + "\"\nbytes = 10\n" + more;
}

std::string ErrorOf(const std::string& toml) {
  Result<Catalog> catalog = Catalog::Parse(toml, "test.toml");
  return catalog ? "none" : catalog.error().message + " @ " + catalog.error().place;
}

TEST(Catalog, BuiltInIsCompleteAndKnowsTheDefaults) {
  const Catalog& catalog = Catalog::BuiltIn();
  EXPECT_EQ(catalog.DefaultFor(ModelRole::kChat)->name, "qwen2.5-coder-1.5b-instruct-q4_k_m");
  EXPECT_EQ(catalog.DefaultFor(ModelRole::kEmbed)->name, "all-minilm-l6-v2");
  EXPECT_EQ(catalog.DefaultFor(ModelRole::kSpeech).error().code, ErrorCode::kNotFound);
  for (const CatalogEntry& entry : catalog.entries()) {
    EXPECT_FALSE(entry.description.empty()) << entry.name;
    EXPECT_FALSE(entry.model_card.empty()) << entry.name;
    EXPECT_GT(entry.memory, entry.bytes) << entry.name;
    EXPECT_GT(entry.context, 0) << entry.name;
    ASSERT_FALSE(entry.sources.empty()) << entry.name;
    for (const ModelSource& source : entry.sources) {
      std::uint64_t bytes = 0;
      for (const SourcePart& part : source.parts) bytes += part.bytes;
      EXPECT_TRUE(!source.converter.empty() || bytes == entry.bytes) << entry.name;
    }
  }
}

TEST(Catalog, NamesWhatIsWrongAndWhere) {
  EXPECT_EQ(ErrorOf(Entry()), "none");
  EXPECT_NE(ErrorOf("x = ").find("test.toml, line 1"), std::string::npos);
  EXPECT_NE(ErrorOf(Entry("sha265 = \"\"\n")).find("\"sha265\" is not a key of the catalogue @ test.toml, line 8"), std::string::npos);
  EXPECT_NE(ErrorOf("[[model]]\nname = \"x\"\n").find("missing"), std::string::npos);
  EXPECT_NE(ErrorOf(Entry() + Entry()).find("there twice"), std::string::npos);
  EXPECT_NE(ErrorOf(Entry("context = -1\n")).find("whole number"), std::string::npos);
  EXPECT_NE(ErrorOf(Entry("default = 1\n")).find("neither true nor false"), std::string::npos);
  EXPECT_NE(ErrorOf(Entry("", "../x")).find("other letters"), std::string::npos);
  EXPECT_NE(ErrorOf("model = 3").find("list of tables"), std::string::npos);
  auto source = [](const std::string& text) { return ErrorOf(Entry("[[model.source]]\n" + text)); };
  EXPECT_EQ(source("kind = \"file\"\nparts = [{ path = \"/x\" }]\n"), "none");
  EXPECT_NE(source("kind = \"ftp\"\nparts = [{}]\n").find("not a kind of source"), std::string::npos);
  EXPECT_NE(source("kind = \"file\"\n").find("parts are missing"), std::string::npos);
  EXPECT_NE(source("kind = \"file\"\nparts = [{ path = \"/x\" }, { path = \"/y\" }]\n").find("sha256 is missing"), std::string::npos);
  EXPECT_NE(source("kind = \"file\"\nparts = [{ path = \"/x\", sha256 = \"ABC\" }]\n").find("not a SHA-256"), std::string::npos);
  EXPECT_NE(source("kind = \"https\"\nparts = [{ url = \"http://example.org/x\" }]\n").find("not an https address"), std::string::npos);
  EXPECT_NE(source("kind = \"https\"\nparts = [{ url = \"http://127.0.0.1.example.org/x\" }]\n").find("not an https address"), std::string::npos);
  EXPECT_NE(source("kind = \"huggingface\"\nparts = [{ repo = \"a/../b\", path = \"x\" }]\n").find("not plain"), std::string::npos);
  EXPECT_NE(source("kind = \"convert\"\nconverter = \"onnx\"\nfrom = \"file\"\nparts = [{}]\n").find("not one that Aegle has"), std::string::npos);
  EXPECT_NE(source("kind = \"convert\"\nconverter = \"bert\"\nfrom = \"file\"\nparts = [{ path = \"/x\", file = \"../x\", bytes = 1, sha256 = \"" + kHash + "\" }]\n").find("leaves the folder"), std::string::npos);
  std::string option = "kind = \"pypi\"\nparts = [{ package = \"--index-url\", version = \"1\", member = \"x\", wheel_sha256 = \"" + kHash + "\" }]\n";
  EXPECT_NE(source(option).find("letters that no package has"), std::string::npos);
}

TEST(Catalog, MergesTheSitesOwnEntries) {
  std::filesystem::path home = std::filesystem::path(testing::TempDir()) / "aegle_catalog_home";
  std::filesystem::remove_all(home);
  std::filesystem::create_directories(home / "models");
  std::ofstream(home / "models.toml") << Entry("default = true\n");
  CatalogEntry added = *Catalog::Parse(Entry("", "added"), "x")->Find("added");
  added.licence_text = "line \"one\"\nline \\ two\t\x01";
  std::ofstream(home / "models" / "added.toml") << ToToml(added);
  Result<Catalog> catalog = Catalog::Load(home, home / "models");
  ASSERT_TRUE(catalog.has_value()) << catalog.error().ToString();
  EXPECT_EQ(catalog->DefaultFor(ModelRole::kChat)->name, "tiny");
  EXPECT_EQ(catalog->Find("added")->licence_text, added.licence_text);
  EXPECT_EQ(catalog->entries().size(), Catalog::BuiltIn().entries().size() + 2);
  Result<CatalogEntry> missing = catalog->Find("nothing");
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().remedy.find("added"), std::string::npos);
  std::ofstream(home / "models.toml") << "[[model]]\n";
  EXPECT_EQ(Catalog::Load(home, home / "models").error().code, ErrorCode::kBadInput);
  std::filesystem::remove_all(home);
}

TEST(Url, ReadsPartsAndRefusesTricks) {
  Result<Url> url = Url::Parse("HTTPS://Example.org:8443/a/b?c=d#e");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->Origin(), "https://example.org:8443");
  EXPECT_EQ(url->target, "/a/b?c=d");
  EXPECT_EQ(Url::Parse("http://[::1]:80")->Origin(), "http://[::1]:80");
  EXPECT_TRUE(Url::Parse("http://[::1]:80")->IsLoopback());
  EXPECT_TRUE(Url::Parse("http://127.9.9.9/")->IsLoopback());
  EXPECT_FALSE(Url::Parse("http://127.0.0.1.example.org/")->IsLoopback());
  EXPECT_FALSE(Url::Parse("http://127.example.org/")->IsLoopback());
  for (const char* bad : {"", "example.org", "ftp://x/", "http://", "http://a b/", "http://user@host/", "http://host:0/", "http://host:99999/", "http://host:x/", "http://[::1", "http://[::1]x/", "http://h\r\nHost: x/"})
    EXPECT_FALSE(Url::Parse(bad).has_value()) << bad;
  EXPECT_EQ(url->Resolve("/x")->target, "/x");
  EXPECT_EQ(url->Resolve("x")->target, "/a/x");
  EXPECT_EQ(url->Resolve("//other/y")->Origin(), "https://other:443");
  EXPECT_EQ(url->Resolve("http://127.0.0.1:81/z")->port, 81);
}

}  // namespace
}  // namespace aegle
