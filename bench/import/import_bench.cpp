// import_bench FOLDER FILE...: imports the files into a new store in FOLDER, in order, and prints one JSON line a file:
//   {"file": ..., "resources": ..., "facts": ..., "seconds": ..., "cpu_seconds": ...,
//    "peak_rss_mib": ..., "store_mib": ...}
// `--as NAME` before the files gives each file this source, so that the same file can be imported twice as other data.
#include <sys/resource.h>

#include <cstdio>
#include <string>

#include "store/importer.h"
#include "store/sqlite_store.h"

namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double PeakRssMib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

int Fail(const aegle::Error& error) {
  std::fprintf(stderr, "error: %s\n", error.ToString().c_str());
  return aegle::Info(error.code).exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "import_bench FOLDER [--as SOURCE] FILE...\n"), 2;
  const std::string folder = argv[1], path = folder + "/store.db";
  auto key = aegle::ReadOrCreateKeyFile(folder + "/key", path);
  if (!key) return Fail(key.error());
  auto store = aegle::OpenSqliteStore(path, *key);
  if (!store) return Fail(store.error());
  aegle::ReaderRegistry readers;
  aegle::RegisterBuiltInReaders(readers);
  aegle::ImportOptions options;
  for (int i = 2; i < argc; ++i) {
    if (std::string(argv[i]) == "--as" && i + 2 < argc) {
      options.source = argv[i + 1];
      i += 2;
    }
    const double cpu_before = CpuSeconds();
    auto report = aegle::ImportFile(**store, readers, argv[i], options);
    if (!report) return Fail(report.error());
    auto statistics = (*store)->Statistics();
    if (!statistics) return Fail(statistics.error());
    std::printf(
        "{\"file\": \"%s\", \"resources\": %llu, \"facts\": %llu, \"added\": %llu, \"updated\": %llu, \"unchanged\": %llu, \"seconds\": "
        "%.3f, "
        "\"cpu_seconds\": %.3f, \"peak_rss_mib\": %.1f, \"store_mib\": %.1f}\n",
        report->document.name.c_str(), static_cast<unsigned long long>(report->ledger.in),
        static_cast<unsigned long long>(report->ledger.facts), static_cast<unsigned long long>(report->counts.added),
        static_cast<unsigned long long>(report->counts.updated), static_cast<unsigned long long>(report->counts.unchanged), report->seconds,
        CpuSeconds() - cpu_before, PeakRssMib(), static_cast<double>(statistics->bytes_on_disk) / 1048576);
    std::fflush(stdout);
  }
  return 0;
}
