// R5: the n-th call of the system below the cipher fails.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>

#include "store/sqlite_store.h"
#include "store/test_support.h"

namespace aegle {
namespace {

enum class VfsCall { kOpen, kRead, kWrite, kTruncate, kSync, kDelete };

// Asked before each call of SQLite: the code to fail with, or 0.
std::function<int(VfsCall)>& Fault() {
  static std::function<int(VfsCall)> fault;
  return fault;
}
int Ask(VfsCall call) { return Fault() ? Fault()(call) : SQLITE_OK; }

// SQLite lets a file object begin with its methods; the real one follows in the same memory.
struct FaultFile {
  sqlite3_file base;
  [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
FaultFile* Of(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real(); }
const sqlite3_io_methods* Methods(sqlite3_file* file) { return Real(file)->pMethods; }

int Close(sqlite3_file* f) { return Methods(f)->xClose(Real(f)); }
int Read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  const int code = Ask(VfsCall::kRead);
  return code ? SQLITE_IOERR_READ : Methods(f)->xRead(Real(f), to, n, at);
}
int Write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  const int code = Ask(VfsCall::kWrite);
  if (!code) return Methods(f)->xWrite(Real(f), from, n, at);
  if (code == SQLITE_IOERR_SHORT_READ) {  // a part is written before the error
    (void)Methods(f)->xWrite(Real(f), from, n / 2, at);
    return SQLITE_FULL;
  }
  return code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
int Truncate(sqlite3_file* f, sqlite3_int64 n) { return Ask(VfsCall::kTruncate) ? SQLITE_IOERR_TRUNCATE : Methods(f)->xTruncate(Real(f), n); }
int Sync(sqlite3_file* f, int flags) { return Ask(VfsCall::kSync) ? SQLITE_IOERR_FSYNC : Methods(f)->xSync(Real(f), flags); }
int FileSize(sqlite3_file* f, sqlite3_int64* n) { return Methods(f)->xFileSize(Real(f), n); }
int Lock(sqlite3_file* f, int level) { return Methods(f)->xLock(Real(f), level); }
int Unlock(sqlite3_file* f, int level) { return Methods(f)->xUnlock(Real(f), level); }
int CheckLock(sqlite3_file* f, int* out) { return Methods(f)->xCheckReservedLock(Real(f), out); }
int Control(sqlite3_file* f, int op, void* p) { return Methods(f)->xFileControl(Real(f), op, p); }
int SectorSize(sqlite3_file* f) { return Methods(f)->xSectorSize(Real(f)); }
int Traits(sqlite3_file* f) { return Methods(f)->xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) { return Methods(f)->xShmMap(Real(f), page, size, extend, out); }
int ShmLock(sqlite3_file* f, int at, int n, int flags) { return Methods(f)->xShmLock(Real(f), at, n, flags); }
void ShmBarrier(sqlite3_file* f) { Methods(f)->xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int remove) { return Methods(f)->xShmUnmap(Real(f), remove); }

const sqlite3_io_methods kMethods{2,         Close,     Read,    Write,      Truncate, Sync,   FileSize, Lock,    Unlock,     CheckLock,
                                  Control,   SectorSize, Traits, ShmMap,     ShmLock,  ShmBarrier, ShmUnmap, nullptr, nullptr};

sqlite3_vfs* Unix() { return static_cast<sqlite3_vfs*>(sqlite3_vfs_find("unix")); }

int Open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  if (Ask(VfsCall::kOpen)) return SQLITE_CANTOPEN;
  const int code = Unix()->xOpen(Unix(), name, Real(file), flags, out);
  if (Real(file)->pMethods) file->pMethods = &kMethods;
  return code;
}
int Delete(sqlite3_vfs* /*vfs*/, const char* name, int sync) { return Ask(VfsCall::kDelete) ? SQLITE_IOERR_DELETE : Unix()->xDelete(Unix(), name, sync); }

// Under the name "fault", with the cipher's layer on top of it as the default.
void Install() {
  static sqlite3_vfs vfs;
  if (vfs.zName) return;
  sqlite3_initialize();
  vfs = *Unix();
  vfs.zName = "fault";
  vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + Unix()->szOsFile;
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.pNext = nullptr;
  ASSERT_EQ(sqlite3_vfs_register(&vfs, 0), SQLITE_OK);
  ASSERT_EQ(sqlite3mc_vfs_create("fault", 1), SQLITE_OK);
}

void SetVfsFault(std::function<int(VfsCall)> fault) {
  Install();
  Fault() = std::move(fault);
}

// A small life of a store; returns how many settings were acknowledged.
int Live(const std::string& path) {
  int acknowledged = 0;
  auto store = OpenSqliteStore(path, StoreKey(std::string(32, 'f')), {.readers = 1, .writer_cache_mib = 1, .reader_cache_mib = 1});
  if (!store) return 0;
  for (int i = 1; i <= 6; ++i) {
    if (!(*store)->PutSetting("n", std::to_string(i))) continue;
    acknowledged = i;
    auto back = (*store)->GetSetting("n");
    EXPECT_TRUE(!back || **back == std::to_string(i));
  }
  return acknowledged;
}

// Each call fails once and for good, with an error, a full disk and a short write. Nothing that was acknowledged is lost,
// nothing is half there, and the store works when the fault is gone.
TEST(FaultVfsTest, TheNthCallOfTheStoreFails) {
  const std::string parent = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  const std::string folder = parent + "/aegle-fault-" + std::to_string(::getpid());
  for (int code : {SQLITE_IOERR, SQLITE_FULL, SQLITE_IOERR_SHORT_READ})
    for (bool sticky : {false, true}) {
      int n = 1;
      for (bool reached = true; reached; ++n) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directory(folder);
        const std::string path = folder + "/store.db";
        int calls = 0;
        SetVfsFault([&](VfsCall) {
          ++calls;
          return (sticky ? calls >= n : calls == n) ? code : 0;
        });
        const int acknowledged = Live(path);
        reached = calls >= n;
        SetVfsFault({});
        if (acknowledged == 0 && !std::filesystem::exists(path)) continue;
        auto store = OpenSqliteStore(path, StoreKey(std::string(32, 'f')));
        ASSERT_TRUE(store) << "call " << n << ": " << store.error().ToString();
        auto kept = (*store)->GetSetting("n");
        ASSERT_TRUE(kept) << "call " << n;
        EXPECT_GE(*kept ? std::stoi(**kept) : 0, acknowledged) << "call " << n;
        EXPECT_TRUE((*store)->Verify()) << "call " << n;
        EXPECT_TRUE((*store)->PutSetting("after", "1")) << "call " << n;
      }
      std::printf("code %d%s: %d calls\n", code, sticky ? " for good" : "", n - 1);
      EXPECT_GT(n, 40);
    }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace aegle
