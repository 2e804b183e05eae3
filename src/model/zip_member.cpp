#include "model/zip_member.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/text.h"
#include "model/model_files.h"

namespace aegle {
namespace {

constexpr std::size_t kEndBytes = 22;                   // end of central directory record without its comment
constexpr std::size_t kMaxComment = 65'535;
constexpr std::size_t kCentralBytes = 46, kLocalBytes = 30;
constexpr std::uint32_t kEndMark = 0x06054b50, kCentralMark = 0x02014b50, kLocalMark = 0x04034b50;
constexpr std::uint16_t kStored = 0, kDeflated = 8, kEncrypted = 1;
constexpr std::size_t kChunk = std::size_t{256} << 10;

template <class T>
T Number(std::string_view bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

struct Member {
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, unpacked = 0, local_at = 0;
};

class Archive {
 public:
  Archive(const std::filesystem::path& path, const ZipLimits& limits) : path_(path), limits_(limits) {}

  Result<void> Open() {
    AEGLE_TRY(file, FileHandle::OpenRead(path_));
    file_ = std::move(file);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) return tl::unexpected(SystemError("look at", path_, errno));
    size_ = static_cast<std::uint64_t>(status.st_size);
    return {};
  }

  Result<Member> Find(std::string_view name) {
    AEGLE_TRY(directory, ReadDirectory());
    for (std::size_t at = 0; at < directory.size();) {
      if (directory.size() - at < kCentralBytes || Number<std::uint32_t>(directory, at) != kCentralMark) return Bad("the directory is malformed");
      std::size_t name_bytes = Number<std::uint16_t>(directory, at + 28);
      std::size_t more = std::size_t{Number<std::uint16_t>(directory, at + 30)} + Number<std::uint16_t>(directory, at + 32);
      if (directory.size() - at < kCentralBytes + name_bytes + more) return Bad("the directory ends inside an entry");
      if (std::string_view(directory).substr(at + kCentralBytes, name_bytes) == name) return ReadEntry(directory, at);
      at += kCentralBytes + name_bytes + more;
    }
    return Fail(ErrorCode::kNotFound, fmt::format("no member \"{}\" in the archive", Utf8Prefix(name, 200)), path_.filename().string());
  }

  Result<void> Extract(const Member& member, std::string_view name, const ByteSink& sink) {
    if (member.unpacked > limits_.member_bytes) return Fail(ErrorCode::kTooLarge, fmt::format("the member is larger than {}", ReadableBytes(limits_.member_bytes)), path_.filename().string());
    AEGLE_TRY(at, DataStart(member, name));
    if (member.packed > size_ - at) return Bad("the member ends behind the archive");
    crc_ = crc32(0, nullptr, 0);
    written_ = 0;
    AEGLE_CHECK(member.method == kStored ? Copy(member, at, sink) : Inflate(member, at, sink));
    if (written_ != member.unpacked || crc_ != member.crc) return Bad("size or CRC-32 of the member is not what the archive says");
    return {};
  }

 private:
  [[nodiscard]] tl::unexpected<Error> Bad(std::string message) const { return Fail(ErrorCode::kBadInput, std::move(message), path_.filename().string()); }

  Result<std::string> Read(std::uint64_t at, std::uint64_t bytes) const {
    if (at > size_ || bytes > size_ - at) return Bad("a part of the archive lies behind its end");
    std::string data(static_cast<std::size_t>(bytes), '\0');
    AEGLE_TRY(got, file_.ReadAt(data.data(), data.size(), at, path_));
    if (got != data.size()) return Bad("the archive became shorter while it was read");
    return data;
  }

  Result<std::string> ReadDirectory() const {
    std::uint64_t tail_bytes = std::min<std::uint64_t>(size_, kEndBytes + kMaxComment);
    AEGLE_TRY(tail, Read(size_ - tail_bytes, tail_bytes));
    for (std::size_t at = tail.size() < kEndBytes ? 0 : tail.size() - kEndBytes + 1; at-- > 0;) {
      if (Number<std::uint32_t>(tail, at) != kEndMark || at + kEndBytes + Number<std::uint16_t>(tail, at + 20) != tail.size()) continue;
      std::uint64_t bytes = Number<std::uint32_t>(tail, at + 12), begin = Number<std::uint32_t>(tail, at + 16);
      if (begin == 0xFFFFFFFFu || Number<std::uint16_t>(tail, at + 10) == 0xFFFFu) return Fail(ErrorCode::kUnsupported, "zip64 archives are not read", path_.filename().string());
      if (Number<std::uint16_t>(tail, at + 4) != 0) return Fail(ErrorCode::kUnsupported, "archives on several disks are not read", path_.filename().string());
      if (bytes > limits_.directory_bytes) return Fail(ErrorCode::kTooLarge, "the directory of the archive is too large", path_.filename().string());
      return Read(begin, bytes);
    }
    return Bad("not a zip archive: the end record is missing");
  }

  Result<Member> ReadEntry(std::string_view directory, std::size_t at) const {
    if ((Number<std::uint16_t>(directory, at + 8) & kEncrypted) != 0) return Fail(ErrorCode::kUnsupported, "the member is encrypted", path_.filename().string());
    Member member;
    member.method = Number<std::uint16_t>(directory, at + 10);
    member.crc = Number<std::uint32_t>(directory, at + 16);
    member.packed = Number<std::uint32_t>(directory, at + 20);
    member.unpacked = Number<std::uint32_t>(directory, at + 24);
    member.local_at = Number<std::uint32_t>(directory, at + 42);
    if (member.method != kStored && member.method != kDeflated) return Fail(ErrorCode::kUnsupported, fmt::format("compression method {} is not read", member.method), path_.filename().string());
    if (member.packed == 0xFFFFFFFFu || member.unpacked == 0xFFFFFFFFu) return Fail(ErrorCode::kUnsupported, "zip64 members are not read", path_.filename().string());
    if (member.method == kStored && member.packed != member.unpacked) return Bad("a stored member has two sizes");
    return member;
  }

  Result<std::uint64_t> DataStart(const Member& member, std::string_view name) const {
    AEGLE_TRY(local, Read(member.local_at, kLocalBytes));
    std::size_t name_bytes = Number<std::uint16_t>(local, 26);
    std::uint64_t start = member.local_at + kLocalBytes + name_bytes + Number<std::uint16_t>(local, 28);
    AEGLE_TRY(local_name, Read(member.local_at + kLocalBytes, name_bytes));
    bool same = Number<std::uint32_t>(local, 0) == kLocalMark && Number<std::uint16_t>(local, 8) == member.method && local_name == name;
    if (!same || start > size_) return Bad("the header of the member does not agree with the directory");
    return start;
  }

  Result<void> Give(const ByteSink& sink, const char* bytes, std::size_t size, const Member& member) {
    written_ += size;
    if (written_ > member.unpacked) return Bad("the member is larger than the archive says");
    crc_ = crc32(crc_, reinterpret_cast<const Bytef*>(bytes), static_cast<uInt>(size));
    return sink({bytes, size});
  }

  Result<void> Copy(const Member& member, std::uint64_t at, const ByteSink& sink) {
    for (std::uint64_t left = member.packed; left > 0;) {
      AEGLE_TRY(chunk, Read(at, std::min<std::uint64_t>(left, kChunk)));
      AEGLE_CHECK(Give(sink, chunk.data(), chunk.size(), member));
      at += chunk.size();
      left -= chunk.size();
    }
    return {};
  }

  Result<void> Inflate(const Member& member, std::uint64_t at, const ByteSink& sink) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return Fail(ErrorCode::kNoSpace, "no memory to unpack", path_.filename().string());
    Result<void> done = InflateAll(stream, member, at, sink);
    inflateEnd(&stream);
    return done;
  }

  Result<void> InflateAll(z_stream& stream, const Member& member, std::uint64_t at, const ByteSink& sink) {
    std::string out(kChunk, '\0');
    int state = Z_OK;
    for (std::uint64_t left = member.packed; left > 0 && state != Z_STREAM_END;) {
      AEGLE_TRY(chunk, Read(at, std::min<std::uint64_t>(left, kChunk)));
      at += chunk.size();
      left -= chunk.size();
      stream.next_in = reinterpret_cast<Bytef*>(chunk.data());
      stream.avail_in = static_cast<uInt>(chunk.size());
      do {
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) return Bad("the compressed data are damaged");
        AEGLE_CHECK(Give(sink, out.data(), out.size() - stream.avail_out, member));
      } while (state == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
    }
    if (state != Z_STREAM_END) return Bad("the compressed data end too early");
    return {};
  }

  std::filesystem::path path_;
  ZipLimits limits_;
  FileHandle file_;
  std::uint64_t size_ = 0;
  std::uint64_t written_ = 0;
  uLong crc_ = 0;
};

}  // namespace

Result<void> ReadZipMember(const std::filesystem::path& archive_path, std::string_view member_name, const ByteSink& sink, const ZipLimits& limits) {
  Archive archive(archive_path, limits);
  AEGLE_CHECK(archive.Open());
  AEGLE_TRY(member, archive.Find(member_name));
  return archive.Extract(member, member_name, sink);
}

}  // namespace aegle
