// kill9_writer STORE FIRST EVERY: imports numbered items for ever, from FIRST on. After each EVERY items it makes them durable and
// then says so: the number of the last one, a line on standard output. EVERY 0: never; the store commits by itself.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "numbered_item.h"
#include "store/sqlite_store.h"

namespace {

int Fail(const aegle::Error& error) {
  std::fprintf(stderr, "kill9_writer: %s\n", error.ToString().c_str());
  return 1;
}

aegle::Result<void> ImportForEver(aegle::Store& store, std::int64_t first, std::int64_t every) {
  aegle::Document document;
  document.name = "numbers";
  document.source = "durability";
  AEGLE_TRY(session, store.BeginImport(document));
  std::uint64_t at = 0;
  for (std::int64_t i = first;; ++i) {
    const std::string bytes = aegle::durability::Bytes(i);
    AEGLE_CHECK(session->AppendBytes(bytes));
    AEGLE_CHECK(session->Take(aegle::durability::Item(i, at)));
    at += bytes.size();
    if (every == 0 || i % every != 0) continue;
    AEGLE_CHECK(session->Flush());
    AEGLE_CHECK(store.PutSetting("last", std::to_string(i)));
    const std::string line = std::to_string(i) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return {};
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  auto store = aegle::OpenSqliteStore(argv[1], aegle::StoreKey(std::string(aegle::StoreKey::kBytes, 'd')));
  if (!store) return Fail(store.error());
  auto done = ImportForEver(**store, std::atoll(argv[2]), std::atoll(argv[3]));
  return done ? 0 : Fail(done.error());
}
