// Named places at which a test can end the process: AEGLE_CRASH_AT=audit.after_write_before_sync (":abort" behind it: by abort,
// otherwise by SIGKILL; ":n3" the third time it is passed). They are in every build, so the shipped program is what is tested.
//
// A point costs one comparison while the variable is not set. kCrashPoints lists all of them;
// arming another name throws.
#pragma once

#include <array>
#include <string_view>

namespace aegle {

inline constexpr std::array kCrashPoints{
    std::string_view("audit.before_write"),      std::string_view("audit.after_write_before_sync"),
    std::string_view("audit.after_sync"),        std::string_view("audit.between_heads"),
    std::string_view("audit.new_segment"),       std::string_view("audit.reserve_moved_before_reset"),
    std::string_view("backup.after_chunk"),      std::string_view("backup.before_snapshot"),
    std::string_view("backup.after_snapshot"),   std::string_view("key.after_new_key"),
    std::string_view("key.after_store_copy"),    std::string_view("key.before_commit"),
    std::string_view("key.after_commit"),        std::string_view("key.between_renames"),
    std::string_view("restore.after_files"),     std::string_view("store.before_commit"),
    std::string_view("store.after_commit"),      std::string_view("store.inside_migration"),
};

void CrashPoint(std::string_view name);
// As if AEGLE_CRASH_AT had this value: for a test that has forked. No other thread may run.
void ArmCrashPoint(std::string_view setting);

}  // namespace aegle
