#include "store/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace aegle {
namespace {

class FileInput final : public Input {
 public:
  FileInput(int descriptor, std::string name, std::uint64_t total) : descriptor_(descriptor), name_(std::move(name)), total_(total) {}
  ~FileInput() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  Result<std::size_t> Read(char* buffer, std::size_t size) override {
    for (;;) {
      ssize_t got = ::read(descriptor_, buffer, size);
      if (got >= 0) {
        position_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) return Fail(ErrorCode::kIo, std::string("The file cannot be read: ") + std::strerror(errno), name_);
    }
  }
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  [[nodiscard]] std::uint64_t total() const override { return total_; }

 private:
  const int descriptor_;
  const std::string name_;
  const std::uint64_t total_;
  std::uint64_t position_ = 0;
};

class BytesInput final : public Input {
 public:
  explicit BytesInput(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> Read(char* buffer, std::size_t size) override {
    size = std::min(size, bytes_.size() - at_);
    std::copy_n(bytes_.data() + at_, size, buffer);
    at_ += size;
    return size;
  }
  [[nodiscard]] std::uint64_t position() const override { return at_; }
  [[nodiscard]] std::uint64_t total() const override { return bytes_.size(); }

 private:
  const std::string_view bytes_;
  std::size_t at_ = 0;
};

// Gives back bytes that were looked at before the rest.
class HeadInput final : public Input {
 public:
  HeadInput(std::string head, std::unique_ptr<Input> rest) : head_(std::move(head)), rest_(std::move(rest)) {}
  Result<std::size_t> Read(char* buffer, std::size_t size) override {
    if (at_ == head_.size()) return rest_->Read(buffer, size);
    size = std::min(size, head_.size() - at_);
    std::copy_n(head_.data() + at_, size, buffer);
    at_ += size;
    return size;
  }
  [[nodiscard]] std::uint64_t position() const override { return rest_->position(); }
  [[nodiscard]] std::uint64_t total() const override { return rest_->total(); }

 private:
  const std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<Input> rest_;
};

class GzipInput final : public Input {
 public:
  explicit GzipInput(std::unique_ptr<Input> packed) : packed_(std::move(packed)), buffer_(256 << 10, '\0') {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~GzipInput() override { inflateEnd(&stream_); }

  Result<std::size_t> Read(char* buffer, std::size_t size) override {
    if (size == 0) return std::size_t{0};
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) AEGLE_CHECK(Refill());
      if (stream_.avail_in == 0) {
        if (between_members_) return std::size_t{0};
        return Fail(ErrorCode::kBadInput, "The gzip file is cut off", Place());
      }
      if (between_members_) inflateReset(&stream_);
      between_members_ = false;
      int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_MEM_ERROR) return Fail(ErrorCode::kNoSpace, "There is not enough memory to unpack");
      if (code != Z_OK && code != Z_STREAM_END) return Fail(ErrorCode::kBadInput, "The gzip file is damaged", Place());
      between_members_ = code == Z_STREAM_END;
    }
    unpacked_ += wanted - stream_.avail_out;
    AEGLE_CHECK(CheckSize());
    return std::size_t{wanted - stream_.avail_out};
  }
  [[nodiscard]] std::uint64_t position() const override { return packed_->position(); }
  [[nodiscard]] std::uint64_t total() const override { return packed_->total(); }

 private:
  [[nodiscard]] std::string Place() const { return "byte " + std::to_string(packed_->position() - stream_.avail_in); }
  Result<void> Refill() {
    AEGLE_TRY(got, packed_->Read(buffer_.data(), buffer_.size()));
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return {};
  }
  [[nodiscard]] Result<void> CheckSize() const {
    if (unpacked_ > kMaxUnpacked || (unpacked_ > kGzipRatioFrom && unpacked_ / kMaxGzipRatio > packed_->position()))
      return Fail(ErrorCode::kTooLarge, "The gzip file unpacks to more than any record would", Place(), "Unpack and check it by hand.");
    return {};
  }

  std::unique_ptr<Input> packed_;
  std::string buffer_;
  z_stream stream_{};
  std::uint64_t unpacked_ = 0;
  bool between_members_ = false;
};

}  // namespace

Result<std::unique_ptr<Input>> OpenInput(const std::string& path) {
  if (path == "-") return std::make_unique<FileInput>(STDIN_FILENO, "standard input", 0);
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : errno == EACCES ? ErrorCode::kDenied : ErrorCode::kIo;
    return Fail(code, std::string("The file cannot be opened: ") + std::strerror(errno), path);
  }
  struct stat status{};
  bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  auto input = std::make_unique<FileInput>(descriptor, path, regular ? static_cast<std::uint64_t>(status.st_size) : 0);
  if (S_ISDIR(status.st_mode)) return Fail(ErrorCode::kBadUsage, "It is a folder, not a file", path);
  return input;
}

std::unique_ptr<Input> MemoryInput(std::string_view bytes) { return std::make_unique<BytesInput>(bytes); }

Result<std::unique_ptr<Input>> UnpackInput(std::unique_ptr<Input> input) {
  std::string head;
  AEGLE_CHECK(ReadFully(*input, head, 2));
  bool gzip = head == "\x1f\x8b";
  std::unique_ptr<Input> whole = std::make_unique<HeadInput>(std::move(head), std::move(input));
  if (!gzip) return whole;
  return std::make_unique<GzipInput>(std::move(whole));
}

Result<std::size_t> ReadFully(Input& input, std::string& out, std::size_t size) {
  const std::size_t before = out.size();
  out.resize(before + size);
  std::size_t at = before;
  while (at < out.size()) {
    AEGLE_TRY(got, input.Read(out.data() + at, out.size() - at));
    if (got == 0) break;
    at += got;
  }
  out.resize(at);
  return at - before;
}

}  // namespace aegle
